import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { CaseDocument } from '#core/forms/types.ts';
import type { CaseId, UserId } from '#core/ids.ts';
import { demoCases } from '../../scripts/demo/demo-cases.ts';
import { wallDay } from '../builders/calendar-days.ts';
import { shareable } from '../builders/shareable.ts';
import { withCheapKeys } from '../builders/cheap-keys.ts';
import { Offices, PASSPHRASE, RESOURCES, type TestOffice } from './office-pair.ts';

export const offices = new Offices();
/** A and its second computer, and B, a partner. */
export let a: TestOffice;
export let twin: TestOffice;
export let b: TestOffice;
export let stick: string;
export let document: CaseDocument;
export let caseId: CaseId;
export let user: UserId;

beforeAll(async () => {
  const [made] = demoCases(RESOURCES, 20_260, 1, wallDay()) as [CaseDocument];
  document = shareable(made);
  await offices.prepare(['KSM', 'BND']);
}, 240_000);
beforeEach(async () => {
  const taken = await offices.take('KSM', 'BND');
  stick = taken.stick;
  [a, b] = taken.offices as [TestOffice, TestOffice];
  caseId = await a.register(document);
  user = await colleague(a);
  a.close();
  const dir = offices.bareFolderOf(a);
  await a.signIn();
  twin = await offices.openAt(dir, a);
  // The second computer tells the first of itself, and each has what the other has.
  await a.read(await twin.write(a, stick));
  await twin.read(await a.write(twin, stick));
}, 240_000);
afterAll(() => {
  offices.remove();
});

/** Adds somebody at an office. */
export async function colleague(office: TestOffice): Promise<UserId> {
  const one = { name: 'Asha Mwinyi', roles: ['caseworker'], passphrase: `${PASSPHRASE} again` };
  return (await withCheapKeys(() => office.caller.call('people.add', one))).id;
}
/** The ids of all saves that a computer has. */
export const everything = (office: TestOffice): unknown[] =>
  office.open.repos.links
    .logAfter(0)
    .map(({ n }) => office.open.repos.commits.byNumber(n)?.id)
    .sort();
