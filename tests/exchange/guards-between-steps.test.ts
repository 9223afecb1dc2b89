import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CaseDocument } from '#core/forms/types.ts';
import type { CaseId, UserId } from '#core/ids.ts';
import { isUnnamed } from '../../main/office/case-exceptions.ts';
import { demoCases } from '../../scripts/demo/demo-cases.ts';
import { wallDay } from '../builders/calendar-days.ts';
import { withCheapKeys } from '../builders/cheap-keys.ts';
import { shareable } from '../builders/shareable.ts';
import { Offices, PASSPHRASE, RESOURCES, type TestOffice } from './office-pair.ts';

// What stands between two steps of an import, where people's calls come in: nobody sees a name there that is hidden from
// them, and what was taken before a lock goes on to the other offices as if nothing had been.

const CASES = 20;
const offices = new Offices();
let a: TestOffice;
let b: TestOffice;
let c: TestOffice;
let stick: string;
let documents: CaseDocument[];
let user: UserId;

beforeAll(async () => {
  documents = demoCases(RESOURCES, 20_260, CASES, wallDay()).map(shareable);
  await offices.prepare(['KSM', 'BND', 'LWN']);
  const taken = await offices.take('KSM', 'BND', 'LWN');
  stick = taken.stick;
  [a, b, c] = taken.offices as [TestOffice, TestOffice, TestOffice];
  const one = { name: 'Asha Mwinyi', roles: ['caseworker'], passphrase: `${PASSPHRASE} again` };
  user = (await withCheapKeys(() => a.caller.call('people.add', one))).id;
}, 240_000);
afterAll(() => {
  offices.remove();
});

async function registered(office: TestOffice): Promise<CaseId[]> {
  const ids: CaseId[] = [];
  for (const document of documents) ids.push(await office.register(document));
  return ids;
}
const placeOf = async (office: TestOffice, path: string): Promise<string> =>
  (await office.caller.shell<{ place: string }>('takeBundle', { path })).place;

it('a name that is hidden at one computer is never seen at the other while its case comes', async () => {
  a.close();
  const dir = offices.bareFolderOf(a);
  await a.signIn();
  const twin = await offices.openAt(dir, a);
  await a.read(await twin.write(a, stick));
  await twin.read(await a.write(twin, stick));
  const ids = await registered(a);
  for (const caseId of ids)
    await a.caller.call('protection.hide', { caseId, people: [user], roles: [], why: 'Known to a colleague' });
  const place = await placeOf(twin, await a.write(twin, stick));
  let over = false;
  const read = twin.caller.call('exchange.apply', { place }).finally(() => (over = true));
  const seen = new Set<number>();
  const named = new Set<CaseId>();
  while (!over) {
    const here = ids.filter((caseId) => twin.open.repos.cases.byId(caseId) !== undefined);
    seen.add(here.length);
    for (const caseId of here) if (!isUnnamed(twin.open, caseId)) named.add(caseId);
    await twin.caller.call('exchange.offices', {});
  }
  expect((await read).newCases).toBe(CASES);
  expect([...seen].some((count) => count > 0 && count < CASES)).toBe(true);
  expect([...named]).toEqual([]);
  twin.close();
}, 240_000);

it('what a partner changed goes on to a third office, also of what was taken before the office was locked', async () => {
  const ids = await registered(a);
  for (const other of [b, c]) await other.read(await a.write(other, stick, { cases: ids }));
  for (const caseId of ids) await b.edit(caseId, { phone: '+99970000015' });
  const place = await placeOf(a, await b.write(a, stick));
  const taken = (): number => a.open.repos.commits.count();
  const before = taken();
  const read = a.caller.refused('exchange.apply', { place });
  while (taken() === before) await a.caller.call('exchange.offices', {});
  const some = taken() - before;
  a.caller.close();
  expect(await read).toBe('AUTH_LOCKED');
  await a.signIn();
  const report = await a.read(await b.write(a, stick));
  expect([some > 0, report.newChanges > 0]).toEqual([true, true]);
  await c.read(await a.write(c, stick));
  const phones = await Promise.all(ids.map(async (caseId) => (await c.values(caseId))['phone']));
  expect(new Set(phones)).toEqual(new Set(['+99970000015']));
}, 240_000);
