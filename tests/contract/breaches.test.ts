import { expect, test } from 'vitest';
import type { Input } from '#core/contracts/index.ts';
import type { CaseId, UserId } from '#core/ids.ts';
import { audit } from '../../main/office/audit.ts';
import { momentAt } from '../../main/office/moment-here.ts';
import type { Office } from '../../main/office/office.ts';
import {
  aCase,
  done,
  officeIn,
  openedOffice,
  PASSPHRASE,
  refusal,
  register,
  SetClock,
  signIn,
  withCheapKeys,
} from '../faults/temporary-office.ts';

const HOUR = 3_600_000;
const ZONE = 'Africa/Nairobi';
const hoursAgo = (clock: SetClock, hours: number) => momentAt(clock.now() - hours * HOUR, ZONE);

const lostStick = (clock: SetClock, hours = 1): Input<'breaches.open'> => ({
  title: 'A stick is gone',
  sort: 'stick',
  known: hoursAgo(clock, hours),
  what: 'It was in the bag on the bus to Mlimani.',
  data: ['names', 'concerns'],
  lost: 'One stick, encrypted',
  measures: 'The driver was called.',
});
const told = (clock: SetClock, whom: 'authority' | 'people', hours: number): Input<'breaches.add'>['entry'] => ({
  kind: 'told',
  whom,
  on: hoursAgo(clock, hours),
  how: 'By telephone, then by letter.',
});
const openOf = (office: Office) => {
  if (!office.open) throw new Error('the office is closed');
  return office.open;
};

test('an incident runs against 72 hours, is added to and closed, and is there after a restart', async () => {
  const clock = new SetClock();
  const { office, dir, head } = await openedOffice(clock);
  const { id } = await done(office, 'breaches.open', lostStick(clock));
  expect(await done(office, 'breaches.list', {})).toMatchObject([
    { id, number: 1, sort: 'stick', clock: { state: 'running', hours: 70 }, people: 'open', closed: false },
  ]);
  clock.offset += 80 * HOUR;
  expect(await done(office, 'breaches.read', { id })).toMatchObject({ clock: { state: 'over', hours: 9 } });
  await done(office, 'breaches.add', { id, entry: told(clock, 'authority', 2) });
  await done(office, 'breaches.add', {
    id,
    entry: { kind: 'not-told', whom: 'people', why: 'The stick is encrypted.' },
  });
  const second = await done(office, 'breaches.open', { ...lostStick(clock), title: 'Another' });
  await done(office, 'breaches.add', { id, entry: { kind: 'closed', conclusion: 'It was found in the bus.' } });
  expect(await refusal(office, 'breaches.add', { id, entry: told(clock, 'people', 0) })).toMatchObject({
    code: 'FORM_STALE',
  });
  await done(office, 'breaches.add', { id, entry: { kind: 'note', text: 'The authority asked nothing more.' } });
  office.close();

  const again = officeIn(dir, clock);
  expect(await signIn(again, head)).toMatchObject({ ok: true });
  expect((await done(again, 'breaches.list', {})).map(({ number }) => number)).toEqual([2, 1]);
  const kept = await done(again, 'breaches.read', { id });
  expect(kept).toMatchObject({ clock: { state: 'told-late', hours: 7 }, people: 'not-needed', closed: true });
  expect(kept.entries.map(({ entry }) => entry.kind)).toEqual(['opened', 'told', 'not-told', 'closed', 'note']);
  expect(kept.entries[0]).toMatchObject({ by: 'Halima Osman', entry: lostStick(clock, 81) });
  const trail = (await done(again, 'audit.list', { area: 'office', limit: 20 })).lines;
  expect(trail.filter(({ object }) => object === id).map(({ action, detail }) => [action, detail])).toEqual([
    ['breach.added', 'note'],
    ['breach.closed', 'closed'],
    ['breach.added', 'not-told'],
    ['breach.added', 'told'],
    ['breach.opened', 'stick'],
  ]);
  expect(second.id).not.toBe(id);
});

test('what was said first about telling stays: told is not taken back', async () => {
  const clock = new SetClock();
  const { office } = await openedOffice(clock);
  const { id } = await done(office, 'breaches.open', lostStick(clock, 5));
  await done(office, 'breaches.add', { id, entry: told(clock, 'authority', 2) });
  await done(office, 'breaches.add', {
    id,
    entry: { kind: 'not-told', whom: 'authority', why: 'On second thoughts.' },
  });
  await done(office, 'breaches.add', { id, entry: told(clock, 'authority', 1) });
  expect(await done(office, 'breaches.read', { id })).toMatchObject({ clock: { state: 'told' } });
  expect((await done(office, 'breaches.read', { id })).clock.hours).toBeLessThanOrEqual(3);
});

test('what has not come yet, and what is not there, is refused', async () => {
  const clock = new SetClock();
  const { office } = await openedOffice(clock);
  expect(await refusal(office, 'breaches.open', lostStick(clock, -1))).toMatchObject({
    code: 'FORM_INVALID',
    params: { field: 'known' },
  });
  const later = { ...lostStick(clock), happened: hoursAgo(clock, -1) };
  expect(await refusal(office, 'breaches.open', later)).toMatchObject({ params: { field: 'happened' } });
  const { id } = await done(office, 'breaches.open', lostStick(clock));
  expect(await refusal(office, 'breaches.add', { id, entry: told(clock, 'people', -1) })).toMatchObject({
    params: { field: 'on' },
  });
  const nothing = 'AAAAAAAAAAAAAAAAAAAAAA';
  expect(await refusal(office, 'breaches.read', { id: nothing })).toMatchObject({ code: 'FORM_STALE' });
  const strange: Input<'breaches.add'>['entry'] = { kind: 'records', cases: [nothing as CaseId], text: 'all of these' };
  expect(await refusal(office, 'breaches.add', { id, entry: strange })).toMatchObject({ code: 'FORM_CASE_NOT_FOUND' });
  expect((await done(office, 'breaches.read', { id })).entries).toHaveLength(1);
});

test('nothing in the register can be changed or taken out, even by somebody who has the database open', async () => {
  const clock = new SetClock();
  const { office } = await openedOffice(clock);
  await done(office, 'breaches.open', lostStick(clock));
  const { db } = openOf(office);
  expect(() => db.exec('DELETE FROM register_entry')).toThrow(/entries of a register stay/);
  expect(() => db.exec(`UPDATE register_entry SET body = '{}'`)).toThrow(/stay as they are/);
  expect(await done(office, 'breaches.list', {})).toHaveLength(1);
});

test('affected cases are those that the audit log names between two moments, and are kept as codes', async () => {
  const clock = new SetClock();
  const { office, first } = await openedOffice(clock);
  const other = await register(office, aCase({ full_name: 'Zawadi Imani Baraka' }));
  const untouched = await register(office, aCase({ full_name: 'Juma Rashid Salim' }));
  await done(office, 'cases.open', { caseId: first });
  clock.offset += 10 * HOUR;
  const from = hoursAgo(clock, 1);
  await done(office, 'cases.open', { caseId: first });
  await done(office, 'cases.open', { caseId: first });
  await done(office, 'casework.addNote', { caseId: untouched, text: 'Seen at school.' });
  audit(openOf(office), 'report.made', other, 'done', 'case-summary');
  audit(openOf(office), 'case.exported', other, 'done', '7');
  audit(openOf(office), 'case.opened', untouched, 'refused');
  audit(openOf(office), 'case.names-shown', 'list', 'done', '12');
  const to = hoursAgo(clock, 0);
  clock.offset += 10 * HOUR;
  await done(office, 'cases.open', { caseId: untouched });

  const found = await done(office, 'breaches.affected', { from, to });
  expect(found).toMatchObject({
    cases: [
      { caseId: other, opened: 0, printed: 1, exported: 1 },
      { caseId: first, opened: 2, printed: 0, exported: 0 },
    ],
    more: false,
    lists: 1,
  });
  expect((await done(office, 'breaches.affected', { from, to, who: 'nobody' })).cases).toEqual([]);
  expect(await refusal(office, 'breaches.affected', { from: to, to: from })).toMatchObject({
    code: 'FORM_INVALID',
    params: { field: 'to' },
  });

  const { id } = await done(office, 'breaches.open', lostStick(clock));
  const cases = found.cases.map(({ caseId }) => caseId);
  await done(office, 'breaches.add', { id, entry: { kind: 'records', cases, text: 'Both were on the stick.' } });
  await done(office, 'breaches.add', { id, entry: { kind: 'everything', text: 'The whole computer is gone.' } });
  const { entries } = await done(office, 'breaches.read', { id });
  expect(entries.slice(1)).toMatchObject([
    { entry: { kind: 'records', count: 2, codes: found.cases.map(({ code }) => code).toSorted() } },
    { entry: { kind: 'everything', count: 3 } },
  ]);
});

test('an administrator writes incidents down, and reads no codes of cases there; a caseworker sees no register', async () => {
  const clock = new SetClock();
  const { office, dir, first } = await openedOffice(clock);
  const passphrase = `${PASSPHRASE} too`;
  const add = async (name: string, role: string): Promise<UserId> =>
    (await withCheapKeys(() => done(office, 'people.add', { name, roles: [role], passphrase }))).id;
  const tech = await add('Tumaini Heri', 'administrator');
  const worker = await add('Neema Ali', 'caseworker');
  const { id } = await done(office, 'breaches.open', lostStick(clock));
  await done(office, 'breaches.add', { id, entry: { kind: 'records', cases: [first], text: 'It was printed.' } });
  office.close();
  const as = async (user: UserId): Promise<Office> => {
    const one = officeIn(dir, clock);
    expect(await signIn(one, user, passphrase)).toMatchObject({ ok: true });
    return one;
  };
  const his = await as(tech);
  await done(his, 'breaches.add', { id, entry: { kind: 'note', text: 'The stick was encrypted.' } });
  const entry = (await done(his, 'breaches.read', { id })).entries[1]?.entry;
  expect(entry).toEqual({ kind: 'records', count: 1, text: 'It was printed.' });
  const moment = hoursAgo(clock, 1);
  expect(await refusal(his, 'breaches.affected', { from: moment, to: moment })).toMatchObject({ code: 'PERM_DENIED' });
  his.close();
  const hers = await as(worker);
  expect(await refusal(hers, 'breaches.list', {})).toMatchObject({ code: 'PERM_DENIED' });
  expect(await refusal(hers, 'breaches.read', { id })).toMatchObject({ code: 'PERM_DENIED' });
});
