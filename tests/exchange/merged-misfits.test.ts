import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { CaseId } from '#core/ids.ts';
import { projectEverything } from '../../main/office/project-case.ts';
import { putText } from '../../main/storage/meta.repo.ts';
import { bornIn2014, onDay, writtenApart } from './misfit-case.ts';
import { Offices, type TestOffice } from './office-pair.ts';

// Two offices each write a right answer, and together they break a rule (exchange.md R12): the owner hears of it, nothing is
// blocked, and it ends when the rule holds. Real offices, real bundles.

const RULE = 'DQ41';
const offices = new Offices();
let a: TestOffice;
let b: TestOffice;
let stick: string;
beforeAll(async () => {
  await offices.prepare(['KSM', 'BND']);
}, 120_000);
afterAll(() => {
  offices.remove();
});
beforeEach(async () => {
  offices.closeAll();
  const taken = await offices.take('KSM', 'BND');
  [a, b] = taken.offices as [TestOffice, TestOffice];
  stick = taken.stick;
}, 120_000);

const misfits = async (at: TestOffice, caseId: CaseId): Promise<string[]> =>
  (await at.caller.call('alerts.ofCase', { caseId }))
    .filter(({ rule }) => rule === RULE)
    .map(({ field }) => field)
    .sort();
const listed = async (at: TestOffice, caseId: CaseId): Promise<number> =>
  (await at.caller.call('alerts.list', { of: 'office' })).lines.filter(
    (line) => line.case.caseId === caseId && line.finding.rule === RULE,
  ).length;

/** A case whose two dates have met at its owner; neither office found anything before. */
async function apart(): Promise<CaseId> {
  const { caseId, meet } = await writtenApart(a, b, stick);
  expect([await misfits(a, caseId), await misfits(b, caseId)]).toEqual([[], []]);
  expect(await meet()).toMatchObject({ quarantined: 0, waiting: 0, conflicts: 0 });
  return caseId;
}

it('is told to the owner with the answers it is about, and nothing else is held up', async () => {
  const caseId = await apart();
  expect(await misfits(a, caseId)).toEqual(['date_of_birth', 'separation_date']);
  expect(await listed(a, caseId)).toBe(2);
  // Another answer of the case can still be saved, and the finding stays.
  await a.edit(caseId, { phone: '+99970000041' });
  expect(await misfits(a, caseId)).toEqual(['date_of_birth', 'separation_date']);
  // Made again from the log it is the same.
  projectEverything(a.open);
  a.close();
  await a.signIn();
  expect(await misfits(a, caseId)).toEqual(['date_of_birth', 'separation_date']);
  // The other office keeps a copy: it is not its work.
  await b.read(await a.write(b, stick));
  expect(await misfits(b, caseId)).toEqual([]);
}, 120_000);

it('ends when the rule holds, by a correction here or by one that arrives', async () => {
  const here = await apart();
  await a.edit(here, { separation_date: onDay('2017-06-01') });
  expect(await misfits(a, here)).toEqual([]);
  expect(await listed(a, here)).toBe(0);
  await b.read(await a.write(b, stick));

  const there = await apart();
  await b.edit(there, { date_of_birth: onDay('2014-04-01') });
  await a.read(await b.write(a, stick));
  expect(await misfits(a, there)).toEqual([]);
}, 120_000);

it('is not told of what one office wrote alone', async () => {
  // As after a new version of the forms: no save would have let it through.
  const caseId = await a.register(bornIn2014());
  const draft = await a.startEdit(caseId);
  const refused = {
    values: { ...draft.document.values, separation_date: onDay('2013-01-01') },
    rows: draft.document.rows,
  };
  await a.caller.call('cases.saveDraft', {
    draftId: draft.draftId,
    document: refused as never,
    accepted: [],
    notSameAs: [],
  });
  expect(await a.caller.refused('cases.save', { draftId: draft.draftId })).toBe('FORM_INVALID');
  expect(await misfits(a, caseId)).toEqual([]);
}, 120_000);

it('is judged again with each new day: a rule may ask what day it is', async () => {
  const caseId = await apart();
  const caseN = a.open.repos.cases.byId(caseId)?.n ?? 0;
  // As it was before the day on which the rule broke.
  a.open.repos.findings.put(caseN, [RULE], []);
  a.open.db.transaction(() => putText(a.open.db, 'meta', 'tasks_day', '2020-01-01'));
  a.close();
  await a.signIn();
  expect(await misfits(a, caseId)).toEqual(['date_of_birth', 'separation_date']);
}, 120_000);
