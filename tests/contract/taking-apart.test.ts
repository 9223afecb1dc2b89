import { describe, expect, test } from 'vitest';
import type { CaseId } from '#core/ids.ts';
import { wav } from '../builders/made-files.ts';
import { aCase, done, refusal, register } from '../faults/temporary-office.ts';
import {
  addRow,
  answers,
  changeRow,
  codes,
  edit,
  keep,
  listed,
  merge,
  mergeId,
  office,
  open,
  other,
  row,
  takeApart,
  useCases,
} from './two-cases.ts';

describe('files', () => {
  async function attach(caseId: CaseId): Promise<string> {
    const content = new Uint8Array(wav());
    const about = { caseId, of: { field: 'child_recordings' }, kind: 'audio', name: 'voice.wav' } as const;
    const { upload } = await done(office, 'attachments.begin', { ...about, bytes: content.length });
    await done(office, 'attachments.append', { caseId, upload, at: 0, bytes: content });
    const { id } = await done(office, 'attachments.finish', { caseId, upload });
    await edit(caseId, (document) => ({ ...document, values: { ...document.values, child_recordings: [id] } }));
    return id;
  }
  const bytes = async (caseId: CaseId, id: string) =>
    (await done(office, 'attachments.read', { caseId, id, at: 0 })).bytes.length;

  test('come along under their own ids, and are closed again when the cases are taken apart', async () => {
    const id = await attach(other);
    const size = await bytes(other, id);
    expect(await refusal(office, 'attachments.read', { caseId: keep, id, at: 0 })).toMatchObject({
      code: 'FILE_NOT_FOUND',
    });
    await merge();
    expect((await answers(keep)).values['child_recordings']).toEqual([id]);
    expect(await bytes(keep, id)).toBe(size);
    expect((await done(office, 'attachments.list', { caseId: keep })).map((one) => one.id)).toEqual([id]);
    await takeApart();
    expect(await bytes(other, id)).toBe(size);
    expect(await refusal(office, 'attachments.read', { caseId: keep, id, at: 0 })).toMatchObject({
      code: 'FILE_NOT_FOUND',
    });
  });

  test('named by an answer that stays after the end of the merge are read from there under an id of their own', async () => {
    const theirs = await attach(other);
    await merge();
    const mine = await attach(keep);
    await edit(keep, (document) => ({ ...document, values: { ...document.values, child_recordings: [theirs, mine] } }));
    await takeApart();
    const left = (await answers(keep)).values['child_recordings'] as readonly string[];
    expect(left).toHaveLength(2);
    expect(left).toContain(mine);
    expect(left).not.toContain(theirs);
    for (const id of left) expect(await bytes(keep, id)).toBeGreaterThan(0);
    expect(await bytes(other, theirs)).toBeGreaterThan(0);
  });
});

describe('taking apart', () => {
  test('gives both cases back as they were, open and in every list', async () => {
    await done(office, 'casework.addNote', { caseId: other, text: 'She was seen at school.' });
    const before = [await answers(keep), await answers(other)];
    await merge({ take: { full_name: 'theirs' } });
    expect([await answers(keep), await answers(other)]).not.toEqual(before);
    await takeApart();
    expect([await answers(keep), await answers(other)]).toEqual(before);
    expect((await listed('')).toSorted()).toEqual([keep, other].toSorted());
    expect(await listed(codes.other)).toEqual([other]);
    expect(await open(other)).toMatchObject({ mayWrite: true });
    expect((await open(keep)).otherCodes).toEqual([]);
    expect((await open(keep)).conflicts).toEqual([]);
  });

  test('what was written since stays, unless the person sends it back', async () => {
    const visit = row('visit', { followup_done: { date: '2026-11-20', precision: 'day', calendar: 'gregory' } });
    const kept = row('kept', { followup_done: { date: '2026-11-21', precision: 'day', calendar: 'gregory' } });
    await addRow(other, 'followups', visit);
    await addRow(other, 'followups', kept);
    await merge({ take: { full_name: 'theirs' } });
    await edit(keep, ({ values, rows }) => ({
      rows,
      values: { ...values, full_name: 'Zuhura Barakoa Said', nickname: 'Popo' },
    }));
    await changeRow(keep, 'followups', visit.id, { followup_mode: 'home_visit' });
    await changeRow(keep, 'followups', kept.id, { followup_mode: 'phone' });
    const asked = { caseId: keep, merge: await mergeId() };
    const since = await done(office, 'merging.since', asked);
    const changed = since.fields.filter((one) => one.changed).map(({ field, before, now }) => ({ field, before, now }));
    expect(changed.toSorted((a, b) => a.field.localeCompare(b.field))).toEqual([
      { field: 'full_name', before: 'Zuhura Barakoa', now: 'Zuhura Barakoa Said' },
      { field: 'nickname', before: null, now: 'Popo' },
    ]);
    expect(
      since.rows
        .filter((one) => one.changed)
        .map((one) => one.row)
        .toSorted(),
    ).toEqual([visit.id, kept.id].toSorted());
    await takeApart(['nickname'], [visit.id]);
    const mine = await answers(keep);
    expect(mine.values['full_name']).toBe('Zuhura Barakoa Said');
    expect(mine.values['nickname']).toBeUndefined();
    expect(mine.values['risk_level']).toBe('medium');
    expect(mine.rows['followups']?.map(({ id }) => id)).toEqual([kept.id]);
    const theirs = (await answers(other)).rows['followups'] ?? [];
    expect(theirs.find(({ id }) => id === visit.id)?.values['followup_mode']).toBe('home_visit');
    expect(theirs.find(({ id }) => id === kept.id)?.values['followup_mode']).toBeUndefined();
  });

  test('a row stays when something written since names it', async () => {
    const plan = row('plan', { plan_date: { date: '2026-11-20', precision: 'day', calendar: 'gregory' } });
    await addRow(other, 'case_plans', plan);
    await merge();
    await addRow(keep, 'plan_actions', row('action', { action_plan: plan.id, action_need: 'A school place' }));
    await takeApart();
    const { rows } = await answers(keep);
    expect(rows['case_plans']?.map(({ id }) => id)).toContain(plan.id);
    expect(rows['plan_actions']).toHaveLength(1);
  });

  test('cases that were taken apart can be merged again with what was written meanwhile', async () => {
    const visit = row('visit', { followup_mode: 'home_visit', followup_risk: 'low' });
    await addRow(other, 'followups', visit);
    await merge();
    await takeApart();
    await changeRow(other, 'followups', visit.id, { followup_mode: 'phone' });
    await merge();
    const file = await open(keep);
    expect(file.document.rows['followups']).toEqual([
      { id: visit.id, values: { followup_mode: 'phone', followup_risk: 'low' } },
    ]);
    expect(file.conflicts).toEqual([]);
    await takeApart();
    expect((await answers(keep)).rows['followups'] ?? []).toEqual([]);
  });

  test('the status before the merge comes back', async () => {
    await useCases(keep, await register(office, aCase({ full_name: 'Zuhra Barakova', status: 'closed' })));
    await merge();
    expect((await open(other)).line.status).toBe('duplicate');
    await takeApart();
    expect((await open(other)).line.status).toBe('closed');
  });
});
