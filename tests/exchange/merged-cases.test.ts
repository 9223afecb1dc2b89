import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CaseId } from '#core/ids.ts';
import { aCase } from '../builders/shareable-case.ts';
import { Offices, type TestOffice } from './office-pair.ts';

const offices = new Offices();
beforeAll(() => offices.prepare(['KSM', 'BND']), 240_000);
afterAll(() => {
  offices.remove();
});

async function two(): Promise<{ a: TestOffice; b: TestOffice; stick: string; keep: CaseId; other: CaseId }> {
  const { stick, offices: taken } = await offices.take('KSM', 'BND');
  const [a, b] = taken;
  if (!a || !b) throw new Error('the offices were not made');
  const keep = await a.register(aCase({ full_name: 'Zuhura Barakoa' }));
  const other = await a.register(aCase({ full_name: 'Zuhra Barakova', nickname: 'Kipepeo' }));
  return { a, b, stick, keep, other };
}
async function merge(a: TestOffice, keep: CaseId, other: CaseId): Promise<void> {
  const { seen } = await a.caller.call('merging.compare', { caseId: keep, other });
  await a.caller.call('merging.merge', {
    caseId: keep,
    other,
    take: {},
    bring: {},
    why: 'One mother, two visits',
    seen,
  });
}
const codeOf = async (a: TestOffice, caseId: CaseId): Promise<string> =>
  (await a.caller.call('cases.open', { caseId })).code;

test('an office that has only the merged case reads under which code it goes on, and writes nothing lost', async () => {
  const { a, b, stick, keep, other } = await two();
  await b.read(await a.write(b, stick, { cases: [other] }));
  await merge(a, keep, other);
  // Written at the partner before it could know.
  await b.edit(other, { nickname: 'Popo' });
  await b.read(await a.write(b, stick));
  const there = await b.caller.call('cases.open', { caseId: other });
  expect(there.mergedInto).toMatchObject({ code: await codeOf(a, keep), by: '', why: '' });
  expect(there.mergedInto?.caseId).toBeUndefined();
  expect(there.mayWrite).toBe(false);
  expect(await b.caller.refused('merging.compare', { caseId: other, other: keep })).toBe('FORM_CASE_NOT_FOUND');
  await a.read(await b.write(a, stick));
  const [held] = (await a.caller.call('cases.open', { caseId: keep })).holds;
  expect(held).toMatchObject({ caseId: other, since: 1 });
  // What came meanwhile is there when the two are taken apart.
  const asked = { caseId: keep, merge: held?.mergeId ?? '' };
  const { seen } = await a.caller.call('merging.since', asked);
  await a.caller.call('merging.takeApart', { ...asked, fieldsBack: [], rowsBack: [], why: 'To look again', seen });
  expect((await a.values(other))['nickname']).toBe('Popo');
  await b.read(await a.write(b, stick));
  expect((await b.caller.call('cases.open', { caseId: other })).mergedInto).toBeUndefined();
});

test('an office that has only the remaining case finds it by both codes, and never reads why', async () => {
  const { a, b, stick, keep, other } = await two();
  await b.read(await a.write(b, stick, { cases: [keep] }));
  await merge(a, keep, other);
  await b.read(await a.write(b, stick));
  const there = await b.caller.call('cases.open', { caseId: keep });
  expect(there.otherCodes).toEqual([await codeOf(a, other)]);
  expect(there.holds).toMatchObject([{ why: '', by: '', since: 0, mayTakeApart: false }]);
  expect(there.document.values['nickname']).toBe('Kipepeo');
  const query = {
    text: await codeOf(a, other),
    exactSpelling: false,
    status: [],
    risk: [],
    sex: [],
    mine: false,
    conflicts: false,
    office: 'all',
    sort: 'match',
    descending: false,
  } as const;
  const found = await b.caller.call('cases.list', {
    query: { ...query, status: [], risk: [], sex: [] },
    offset: 0,
    limit: 10,
    showNames: false,
  });
  expect(found.rows.map(({ caseId }) => caseId)).toEqual([keep]);
});

test('the survivor that arrives before or after the merged case is found the same way', async () => {
  const { a, b, stick, keep, other } = await two();
  await merge(a, keep, other);
  await b.read(await a.write(b, stick, { cases: [other] }));
  await b.read(await a.write(b, stick, { cases: [keep] }));
  expect((await b.caller.call('cases.open', { caseId: other })).mergedInto).toMatchObject({ caseId: keep });
  expect((await b.caller.call('cases.counts', {})).all).toBe(1);
});

test('only the office that owns both cases merges them', async () => {
  const { a, b, stick, keep, other } = await two();
  await b.read(await a.write(b, stick, { cases: [keep, other] }));
  const { seen } = await b.caller.call('merging.compare', { caseId: keep, other });
  const input = { caseId: keep, other, take: {}, bring: {}, why: 'the same child', seen };
  expect(await b.caller.refused('merging.merge', input)).toBe('MERGE_BLOCKED');
});
