import { describe, expect, test, vi } from 'vitest';
import type { CaseId } from '#core/ids.ts';
import { projectEverything } from '../../main/office/project-case.ts';
import { aCase, done, everyCase, refusal, register, withCheapKeys } from '../faults/temporary-office.ts';
import {
  addRow,
  answers,
  become,
  clock,
  codes,
  edit,
  head,
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
  worker,
  WORKER,
} from './two-cases.ts';

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

  test('a case that goes on under another code stays behind when its person goes on under another account', async () => {
    const passphrase = 'nine gentle otters cross the bridge again';
    const person = { name: 'Zawadi', roles: ['caseworker'], passphrase };
    const { id: user } = await withCheapKeys(() => done(office, 'people.add', person));
    const { id: to } = await withCheapKeys(() => done(office, 'people.add', person));
    const why = 'Added again.';
    await done(office, 'casework.assign', { cases: [keep, other], to: user, why });
    await merge();
    expect(await done(office, 'people.leave', { user, to, why, again: true })).toMatchObject({ cases: 1 });
    expect((await open(keep)).line.owner?.user).toBe(to);
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
    expect(await done(office, 'cases.byCode', { code: codes.other.toLowerCase() })).toEqual({ caseId: keep });
    expect(await refusal(office, 'cases.byCode', { code: 'KSM-26-00000-0' })).toMatchObject({
      code: 'FORM_CASE_NOT_FOUND',
    });
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

  test('a text that names the other file of the same child is about the child itself afterwards', async () => {
    const text = `Looks like ${codes.keep} who came in May`;
    await edit(other, ({ values, rows }) => ({ rows, values: { ...values, immediate_action: text } }));
    const told = async (caseId: CaseId) =>
      (await done(office, 'alerts.ofCase', { caseId })).filter(({ rule }) => rule === 'DQ33');
    expect(await told(other)).toMatchObject([{ field: 'immediate_action', others: [{ caseId: keep }] }]);
    await edit(keep, ({ values, rows }) => ({ rows, values: { ...values, immediate_action: `As in ${codes.other}` } }));
    await merge();
    expect(await told(keep)).toEqual([]);
    expect(await told(other)).toEqual([]);
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
        (await done(office, 'history.entries', { caseId })).flatMap(({ kind, withCode }) =>
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

test('what people said of two cases stays, comes last, is told before a merge, and can be taken back', async () => {
  await useCases(
    await register(office, aCase({ full_name: 'Tausi Mwamvita' })),
    await register(office, aCase({ full_name: 'Tausi Mwamvitta' })),
  );
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
