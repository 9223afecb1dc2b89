import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Output } from '#core/contracts/index.ts';
import type { CaseDocument, Row, Values } from '#core/forms/types.ts';
import type { CaseId, UserId } from '#core/ids.ts';
import { Office } from '../../main/office/office.ts';
import { projectEverything } from '../../main/office/project-case.ts';
import { wav } from '../builders/made-files.ts';
import {
  aCase,
  createOffice,
  done,
  everyCase,
  PASSPHRASE,
  refusal,
  register,
  resourcesDir,
  saveDraft,
  SetClock,
  signIn,
  withCheapKeys,
} from '../faults/temporary-office.ts';

const dir = mkdtempSync(join(tmpdir(), 'hifadhi-merging-'));
const clock = new SetClock();
const office = new Office({ dir: join(dir, 'a'), resourcesDir, version: 'test', clock, emit: () => undefined });
const WORKER = 'amani';
const WORKER_PASSPHRASE = 'nine gentle otters amani bridge';
let head: UserId;
let worker: UserId;
let keep: CaseId;
let other: CaseId;
let codes: { readonly keep: string; readonly other: string };

async function become(user: UserId): Promise<void> {
  office.close();
  const reply = await signIn(office, user, user === head ? PASSPHRASE : WORKER_PASSPHRASE);
  if (!reply.ok) throw new Error(reply.error.code);
}
const open = (caseId: CaseId): Promise<Output<'cases.open'>> => done(office, 'cases.open', { caseId });
const row = (name: string, values: Values): Row => ({
  id: Buffer.from(`${name}0123456789abcdef`).subarray(0, 16).toString('base64url'),
  values,
});

async function edit(caseId: CaseId, change: (document: CaseDocument) => CaseDocument): Promise<void> {
  const { draftId, document } = await done(office, 'cases.startEdit', { caseId });
  await saveDraft(office, draftId, change(document as CaseDocument));
  await done(office, 'cases.save', { draftId });
}
const addRow = (caseId: CaseId, collection: string, one: Row): Promise<void> =>
  edit(caseId, (document) => ({
    ...document,
    rows: { ...document.rows, [collection]: [...(document.rows[collection] ?? []), one] },
  }));
const changeRow = (caseId: CaseId, collection: string, id: string, values: Values): Promise<void> =>
  edit(caseId, (document) => ({
    ...document,
    rows: {
      ...document.rows,
      [collection]: (document.rows[collection] ?? []).map((one) =>
        one.id === id ? { id, values: { ...one.values, ...values } } : one,
      ),
    },
  }));

async function merge(
  more: Partial<{ take: Record<string, 'mine' | 'theirs' | 'both'>; bring: Record<string, boolean> }> = {},
) {
  const { seen } = await done(office, 'merging.compare', { caseId: keep, other });
  const choices = { take: {}, bring: {}, ...more };
  return done(office, 'merging.merge', {
    caseId: keep,
    other,
    ...choices,
    why: 'The same mother brought her twice',
    seen,
  });
}
async function mergeId(): Promise<string> {
  const [held] = (await open(keep)).holds;
  if (!held) throw new Error('the case holds none');
  return held.mergeId;
}
async function takeApart(fieldsBack: string[] = [], rowsBack: string[] = []): Promise<void> {
  const asked = { caseId: keep, merge: await mergeId() };
  const { seen } = await done(office, 'merging.since', asked);
  await done(office, 'merging.takeApart', { ...asked, fieldsBack, rowsBack, why: 'They are two sisters', seen });
}
/** The answers without what the office itself writes down about a merge. */
async function answers(caseId: CaseId): Promise<CaseDocument> {
  const { document } = await open(caseId);
  const { merges: _, ...rows } = document.rows;
  return { values: document.values as Values, rows: rows as CaseDocument['rows'] };
}
const listed = async (text: string, status: Output<'cases.list'>['rows'][number]['status'][] = []): Promise<CaseId[]> =>
  (await done(office, 'cases.list', { ...everyCase, query: { ...everyCase.query, text, status } })).rows
    .map(({ caseId }) => caseId)
    .filter((id) => id === keep || id === other);

beforeAll(async () => {
  head = await createOffice(office);
  const added = await withCheapKeys(() =>
    done(office, 'people.add', { name: WORKER, roles: ['caseworker'], passphrase: WORKER_PASSPHRASE }),
  );
  worker = added.id;
}, 60_000);

beforeEach(async () => {
  await become(head);
  keep = await register(
    office,
    aCase({ full_name: 'Zuhura Barakoa', risk_level: 'medium', risk_reason: 'Alone at night' }),
  );
  clock.offset += 60_000;
  other = await register(
    office,
    aCase({
      full_name: 'Zuhra Barakova',
      risk_level: 'high',
      risk_reason: 'Threatened by a neighbour',
      nickname: 'Kipepeo',
    }),
  );
  codes = { keep: (await open(keep)).code, other: (await open(other)).code };
  clock.offset += 60_000;
});
afterAll(() => {
  office.close();
  rmSync(dir, { recursive: true, force: true });
});

describe('who and when', () => {
  test('a caseworker merges nothing, not even the own cases, and nothing of them is told', async () => {
    await done(office, 'casework.assign', { cases: [keep, other], to: worker, why: 'She lives in the area' });
    await become(worker);
    for (const call of [
      () => refusal(office, 'merging.compare', { caseId: keep, other }),
      () => refusal(office, 'merging.lookAlikes', { caseId: keep }),
      () => refusal(office, 'merging.merge', { caseId: keep, other, take: {}, bring: {}, why: 'the same', seen: 'x' }),
    ])
      expect(await call()).toMatchObject({ code: 'PERM_DENIED' });
  });

  test('what was written after the comparison stops the merge, and nothing of it happened', async () => {
    const { seen } = await done(office, 'merging.compare', { caseId: keep, other });
    await done(office, 'casework.addNote', { caseId: other, text: 'She was seen at school.' });
    const before = [await answers(keep), await answers(other)];
    const input = { caseId: keep, other, take: {}, bring: {}, why: 'the same child', seen };
    expect(await refusal(office, 'merging.merge', input)).toMatchObject({ code: 'FORM_STALE' });
    expect([await answers(keep), await answers(other)]).toEqual(before);
  });

  test('each thing in the way is named, and what to do about it helps', async () => {
    const blocked = async () => {
      const { seen } = await done(office, 'merging.compare', { caseId: keep, other });
      const input = { caseId: keep, other, take: {}, bring: {}, why: 'the same child', seen };
      return refusal(office, 'merging.merge', input);
    };
    const { draftId } = await done(office, 'cases.startEdit', { caseId: other });
    expect(await blocked()).toEqual(
      expect.objectContaining({ code: 'MERGE_BLOCKED', params: { kind: 'writing', side: 'other', count: 1 } }),
    );
    await done(office, 'cases.discardDraft', { draftId });
    await done(office, 'casework.offerTransfer', { caseId: other, to: worker, why: 'She lives there' });
    expect(await blocked()).toMatchObject({ params: { kind: 'transfer', side: 'other' } });
    const [transfer] = (await done(office, 'casework.activity', { caseId: other })).transfers;
    await done(office, 'casework.revokeTransfer', { of: other, transfer: transfer?.transferId ?? '' });
    await done(office, 'casework.disable', { caseId: keep, why: 'Opened by mistake' });
    expect(await blocked()).toMatchObject({ params: { kind: 'disabled', side: 'keep' } });
    await done(office, 'casework.enable', { caseId: keep, why: 'It was no mistake' });
    await merge();
    expect(await blocked()).toMatchObject({ params: { kind: 'merged', side: 'other' } });
  });

  test('a failure in the middle leaves both cases as they were, and the next merge works', async () => {
    const before = [await answers(keep), await answers(other)];
    const repos = office.open?.repos;
    if (!repos) throw new Error('the office is closed');
    const commits = repos.commits.count();
    const put = vi.spyOn(repos.merged, 'put').mockImplementation(() => {
      throw new Error('the disk went away');
    });
    const { seen } = await done(office, 'merging.compare', { caseId: keep, other });
    const input = { caseId: keep, other, take: {}, bring: {}, why: 'the same child', seen };
    expect(await refusal(office, 'merging.merge', input)).toMatchObject({ code: 'SAFE_UNEXPECTED' });
    put.mockRestore();
    expect(repos.commits.count()).toBe(commits);
    expect([await answers(keep), await answers(other)]).toEqual(before);
    await merge();
    expect((await open(other)).mergedInto).toMatchObject({ caseId: keep, code: codes.keep });
  });
});

describe('a merge', () => {
  test('keeps chosen answers, the more protective risk with its reason, and takes what only the other told', async () => {
    await merge({ take: { full_name: 'theirs' } });
    const { values } = await answers(keep);
    expect(values).toMatchObject({
      full_name: 'Zuhra Barakova',
      risk_level: 'high',
      risk_reason: 'Threatened by a neighbour',
      nickname: 'Kipepeo',
      case_code: codes.keep,
      status: 'open',
    });
    expect((await answers(other)).values).toMatchObject({ full_name: 'Zuhra Barakova', status: 'duplicate' });
    expect((await open(keep)).conflicts).toEqual([]);
  });

  test('brings the rows along with their ids, once, and leaves behind what was left behind', async () => {
    const visit = row('visit', { followup_done: { date: '2026-11-20', precision: 'day', calendar: 'gregory' } });
    const second = row('second', { followup_done: { date: '2026-11-21', precision: 'day', calendar: 'gregory' } });
    await addRow(other, 'followups', visit);
    await addRow(other, 'followups', second);
    const family = (await answers(keep)).rows['family_members']?.length ?? 0;
    await merge({ bring: { [second.id]: false } });
    const { rows } = await answers(keep);
    expect(rows['followups']?.map(({ id }) => id)).toEqual([visit.id]);
    // Both cases were told of the same family: nobody stands there twice.
    expect(rows['family_members']).toHaveLength(family);
    expect((await answers(other)).rows['followups']?.map(({ id }) => id)).toEqual([visit.id, second.id]);
  });

  test('both codes find the child, the other name too, and the merged case stands in no list', async () => {
    await merge();
    expect(await listed('')).toEqual([keep]);
    expect(await listed(codes.keep)).toEqual([keep]);
    expect((await listed(codes.other)).toSorted()).toEqual([keep, other].toSorted());
    expect(await listed(codes.other, ['open'])).toEqual([keep]);
    expect(await listed('Barakova')).toEqual([keep]);
    const { matches } = await done(office, 'cases.findSame', {
      name: 'Zuhra Barakova',
      sex: '',
      ageYears: null,
      caregiver: '',
      place: '',
    });
    const found = matches.map(({ caseId }) => caseId);
    expect(found).toContain(keep);
    expect(found).not.toContain(other);
    expect((await open(keep)).otherCodes).toEqual([codes.other]);
    expect(await done(office, 'cases.counts', {})).toMatchObject({
      all: (await done(office, 'cases.list', everyCase)).total,
    });
  });

  test('notes keep who wrote them and when; flags and tasks go on with the child', async () => {
    await done(office, 'casework.assign', { cases: [other], to: worker, why: 'She lives in the area' });
    await become(worker);
    await done(office, 'casework.addNote', { caseId: other, text: 'She eats alone.' });
    const [written] = (await done(office, 'casework.activity', { caseId: other })).notes;
    await done(office, 'casework.addFlag', { caseId: other, message: 'Ask the clinic' });
    clock.offset += 3 * 60 * 60_000;
    await become(head);
    const service = row('service', {
      service_type: 'medical',
      service_created: { at: '2026-11-20T09:00', zone: 'Africa/Nairobi' },
      service_timeframe: '3_days',
      service_implemented: { at: '2026-11-21T09:00', zone: 'Africa/Nairobi' },
    });
    await addRow(other, 'services', service);
    const tasks = async (caseId: CaseId) =>
      (await done(office, 'tasks.ofCase', { caseId })).filter(({ rowId }) => rowId === service.id);
    const had = await tasks(other);
    expect(had).not.toEqual([]);
    clock.offset += 30 * 24 * 60 * 60_000;
    await merge();
    const { notes, flags } = await done(office, 'casework.activity', { caseId: keep });
    expect(notes).toMatchObject([{ by: WORKER, text: 'She eats alone.', atUtc: written?.atUtc }]);
    expect(flags).toMatchObject([{ by: WORKER, message: 'Ask the clinic' }]);
    // Also by when it was written down: it did not become late by coming along.
    expect(await tasks(keep)).toEqual(had);
    const due = await done(office, 'tasks.list', { of: 'office', days: 92 });
    expect(due.lines.filter((line) => line.case.caseId === other)).toEqual([]);
    await done(office, 'casework.resolveFlag', { caseId: keep, flag: flags[0]?.flagId ?? '', how: 'Done' });
  });

  test('nothing more is written in the case that goes on under another code', async () => {
    await merge();
    const file = await open(other);
    expect(file).toMatchObject({
      mayWrite: false,
      readOnlyBecause: 'merged',
      mergedInto: { caseId: keep, code: codes.keep },
    });
    const merged = { code: 'CASE_MERGED', params: { code: codes.keep } };
    expect(await refusal(office, 'cases.startEdit', { caseId: other })).toMatchObject(merged);
    expect(await refusal(office, 'casework.addNote', { caseId: other, text: 'more' })).toMatchObject(merged);
    expect(await refusal(office, 'casework.assign', { cases: [other], to: worker, why: 'for her' })).toMatchObject(
      merged,
    );
    expect(Object.values((await done(office, 'casework.activity', { caseId: other })).may)).not.toContain(true);
  });

  test('both histories say it in words of one act, and the printed summary names both codes', async () => {
    await merge();
    const kinds = async (caseId: CaseId) => [
      ...new Set(
        (await done(office, 'cases.history', { caseId })).flatMap(({ kind, withCode }) =>
          withCode ? [`${kind} ${withCode}`] : [],
        ),
      ),
    ];
    expect(await kinds(keep)).toEqual([`merged ${codes.other}`]);
    expect(await kinds(other)).toEqual([`merged ${codes.keep}`]);
    const print = {
      report: { kind: 'case-summary', caseId: keep },
      language: 'en',
      names: 'default',
      purpose: '',
      paper: 'A4',
    };
    const printed = await office.shell('printDocument', print);
    if (!printed.ok) throw new Error(printed.error.code);
    expect((printed.value as { readonly html: string }).html).toContain(codes.other);
    await takeApart();
    expect((await kinds(keep)).toSorted()).toEqual([`merged ${codes.other}`, `taken_apart ${codes.other}`]);
    expect((await kinds(other)).toSorted()).toEqual([`merged ${codes.keep}`, `taken_apart ${codes.keep}`]);
  });

  test('every projection can be made again and is the same', async () => {
    await merge();
    const before = {
      list: await done(office, 'cases.list', everyCase),
      found: await listed(codes.other),
      file: await open(keep),
    };
    if (!office.open) throw new Error('the office is closed');
    projectEverything(office.open);
    expect({
      list: await done(office, 'cases.list', everyCase),
      found: await listed(codes.other),
      file: await open(keep),
    }).toEqual(before);
  });

  test('two merges in a row lead to the one that remains', async () => {
    await merge();
    const first = { keep, other };
    const third = await register(office, aCase({ full_name: 'Suhura Barakoa' }));
    const { seen } = await done(office, 'merging.compare', { caseId: third, other: keep });
    await done(office, 'merging.merge', {
      caseId: third,
      other: keep,
      take: {},
      bring: {},
      why: 'All three are one',
      seen,
    });
    expect((await open(third)).otherCodes).toEqual([codes.keep, codes.other]);
    const found = (
      await done(office, 'cases.list', {
        ...everyCase,
        query: { ...everyCase.query, text: codes.other, status: ['open'] },
      })
    ).rows;
    expect(found.map(({ caseId }) => caseId)).toEqual([third]);
    expect(await refusal(office, 'merging.since', { caseId: first.keep, merge: await mergeId() })).toMatchObject({
      code: 'MERGE_BLOCKED',
      params: { kind: 'merged', side: 'keep' },
    });
  });
});

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
    other = await register(office, aCase({ full_name: 'Zuhra Barakova', status: 'closed' }));
    codes = { ...codes, other: (await open(other)).code };
    await merge();
    expect((await open(other)).line.status).toBe('duplicate');
    await takeApart();
    expect((await open(other)).line.status).toBe('closed');
  });
});

test('what people said of two cases stays, comes last, is told before a merge, and can be taken back', async () => {
  keep = await register(office, aCase({ full_name: 'Tausi Mwamvita' }));
  other = await register(office, aCase({ full_name: 'Tausi Mwamvitta' }));
  const alike = async () => (await done(office, 'merging.lookAlikes', { caseId: keep })).matches;
  expect((await alike()).find(({ match }) => match.caseId === other)).toMatchObject({ saidDifferent: false });
  await done(office, 'merging.notSame', { caseId: keep, other, same: false });
  expect((await alike()).at(-1)).toMatchObject({ match: { caseId: other }, saidDifferent: true });
  expect(await done(office, 'merging.compare', { caseId: other, other: keep })).toMatchObject({ saidDifferent: true });
  await done(office, 'merging.notSame', { caseId: other, other: keep, same: true });
  expect(await done(office, 'merging.compare', { caseId: keep, other })).toMatchObject({ saidDifferent: false });
  await done(office, 'merging.notSame', { caseId: keep, other, same: false });
  await merge();
  await takeApart();
  expect(await done(office, 'merging.compare', { caseId: keep, other })).toMatchObject({ saidDifferent: true });
});
