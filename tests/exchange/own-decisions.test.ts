import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { CaseId, UserId } from '#core/ids.ts';
import { demoCases } from '../../scripts/demo/demo-cases.ts';
import { renewSubject } from '../../main/office/roles-in-force.ts';
import { wallDay } from '../builders/calendar-days.ts';
import { withCheapKeys } from '../builders/cheap-keys.ts';
import { shareable } from '../builders/shareable.ts';
import { Offices, PASSPHRASE, RESOURCES, type TestOffice } from './office-pair.ts';
import { refusedChanges } from './refused-changes.ts';

// What people of one office decide at one of its computers about single things: it is known at the other, and lends nothing
// there.

const offices = new Offices();
let a: TestOffice;
let b: TestOffice;
let stick: string;

beforeAll(async () => {
  await offices.prepare(['KSM', 'BND']);
}, 240_000);
afterAll(() => {
  offices.remove();
});
beforeEach(async () => {
  offices.closeAll();
  const taken = await offices.take('KSM', 'BND');
  [a, b] = taken.offices as [TestOffice, TestOffice];
  stick = taken.stick;
}, 240_000);

/** The same office on a second computer, from a copy of the folder; both have what the other has. */
async function besideIt(): Promise<TestOffice> {
  a.close();
  const dir = offices.bareFolderOf(a);
  await a.signIn();
  const twin = await offices.openAt(dir, a);
  await tell(twin, a);
  await tell(a, twin);
  return twin;
}
async function tell(from: TestOffice, to: TestOffice): Promise<void> {
  await to.read(await from.write(to, stick));
}
/** Somebody works at a computer from here on. */
function sits({ open }: TestOffice, id: UserId): void {
  open.me = { ...open.me, id, n: open.repos.offices.personById(id)?.n ?? 0 };
  renewSubject(open);
}
const accesses = (office: TestOffice) => office.caller.call('protection.accesses', {});

it('an opening in an emergency at one is looked at at the other, opens nothing there, and a doubt stands', async () => {
  const [made] = demoCases(RESOURCES, 20_260, 1, wallDay());
  if (!made) throw new Error('no case was made');
  const caseId: CaseId = await a.register(shareable(made));
  const one = { name: 'Asha Mwinyi', roles: ['caseworker'], passphrase: `${PASSPHRASE} again` };
  const { id: user } = await withCheapKeys(() => a.caller.call('people.add', one));
  const twin = await besideIt();
  const code = a.open.repos.cases.byId(caseId)?.code ?? '';
  sits(a, user);
  sits(twin, user);
  await a.caller.call('protection.open', { code, why: 'A child was brought in at night' });
  expect((await a.caller.call('cases.open', { caseId })).document).toBeDefined();
  await tell(a, twin);
  // The same person at the other computer: theirs to read, and the case is closed to them as before.
  const [mine] = (await accesses(twin)).lines;
  expect(mine).toMatchObject({ own: true, code, mayReview: false, from: {} });
  expect(mine?.leftMs).toBeUndefined();
  expect(await twin.caller.refused('cases.open', { caseId })).toBe('PERM_DENIED');

  for (const office of [a, twin]) sits(office, office.user);
  const [atTwin] = (await accesses(twin)).lines;
  const [atA] = (await accesses(a)).lines;
  expect([atTwin?.mayReview, atA?.mayReview]).toEqual([true, true]);
  await twin.caller.call('protection.review', {
    access: atTwin?.access ?? 0,
    verdict: 'questioned',
    note: 'Which child?',
  });
  await a.caller.call('protection.review', { access: atA?.access ?? 0, verdict: 'accepted', note: 'Right so.' });
  await tell(twin, a);
  await tell(a, twin);
  for (const office of [a, twin]) {
    const { lines, waiting } = await accesses(office);
    expect(lines).toMatchObject([{ code, review: { verdict: 'questioned', note: 'Which child?' } }]);
    expect(waiting).toBe(0);
  }
  expect(twin.open.repos.audit.list({ action: 'case.opened-elsewhere', limit: 10 })).toHaveLength(1);
  const told = twin.open.repos.items.get('opening', `${caseId}/${user}/${String(Date.parse(mine?.fromUtc ?? ''))}`);
  await tell(twin, a);
  await tell(a, twin);
  const { kind = '', id = '' } = told ?? {};
  expect(twin.open.repos.items.get(kind, id)?.seen).toEqual(a.open.repos.items.get(kind, id)?.seen);
}, 240_000);

it('what was discarded at one is discarded at the other, with who and why, and is not when that is taken back', async () => {
  await refusedChanges(a, b, stick);
  const twin = await besideIt();
  const here = async (office: TestOffice) => (await office.caller.call('aside.list', {})).here;
  const [entry] = await here(a);
  if (!entry) throw new Error('nothing was set aside');
  expect((await here(twin)).map(({ discarded }) => discarded)).toEqual([undefined]);
  await a.caller.call('aside.discard', { id: entry.id, why: 'Asked the partner: a mistake' });
  await tell(a, twin);
  for (const office of [a, twin])
    expect((await here(office)).map(({ discarded }) => discarded?.why)).toEqual([
      'Asked the partner: a mistake',
      'Asked the partner: a mistake',
    ]);
  expect(twin.open.repos.commits.parked()).toEqual([]);
  await twin.caller.call('aside.judge', { ids: [entry.id] });
  expect((await here(twin)).every(({ discarded }) => discarded === undefined)).toBe(true);
  await tell(twin, a);
  expect((await here(a)).every(({ discarded }) => discarded === undefined)).toBe(true);
}, 240_000);
