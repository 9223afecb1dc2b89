import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Input, Output } from '#core/contracts/index.ts';
import type { UserId } from '#core/ids.ts';
import { keyFilePath } from '../../main/crypto/key-file-store.ts';
import { newRecoveryKit } from '../../main/crypto/recovery-kit.ts';
import type { Office, OfficeReply } from '../../main/office/office.ts';
import { everyCase } from './temporary-office.ts';
import {
  aCase,
  ask,
  done,
  HEAD,
  officeIn,
  PASSPHRASE,
  register,
  SetClock,
  signIn,
  trailStanding,
  withCheapKeys,
} from './temporary-office.ts';
import { CLERK, folder, template } from './kit-office.ts';

// The day when nobody can sign in: real files, real keys, the words as they stand on the paper.
const NEXT = 'seven kettles hum behind the orchard wall';
const recover = (office: Office, more: Partial<Input<'session.recover'>> = {}): Promise<OfficeReply> =>
  withCheapKeys(() =>
    ask(office, 'session.recover', { words: template.words, user: template.head, passphrase: NEXT, ...more }),
  );
const staffOf = async (office: Office): Promise<Output<'app.state'>['staff']> =>
  (await done(office, 'app.state', {})).staff;

test('the words of the kit open the office, and the administrator has a new passphrase for good', async () => {
  const dir = folder();
  const office = officeIn(dir);
  expect(await recover(office)).toMatchObject({
    ok: true,
    value: { user: { name: HEAD, roles: ['administrator', 'supervisor'] } },
  });
  expect((await done(office, 'cases.list', everyCase)).rows).toHaveLength(1);
  // What was half typed under the forgotten passphrase is still theirs.
  const [draft] = await done(office, 'cases.drafts', {});
  expect(draft).toBeDefined();
  await register(office, aCase({ full_name: 'Registered after the recovery' }));
  const lines = (await done(office, 'audit.list', { limit: 100 })).lines;
  expect(lines.filter((line) => line.action === 'session.recovered')).toMatchObject([{ result: 'done' }]);
  expect(await trailStanding(office)).toMatchObject({ state: 'whole' });
  office.close();

  const again = officeIn(dir);
  const staff = await staffOf(again);
  expect(staff.map(({ name }) => name).sort()).toEqual(['Asha Kilonzo', HEAD]);
  const head = staff.find(({ name }) => name === HEAD)?.id ?? template.head;
  expect(await signIn(again, head, PASSPHRASE)).toMatchObject({ error: { code: 'AUTH_WRONG_PASSPHRASE' } });
  expect(await signIn(again, template.head, PASSPHRASE)).toMatchObject({ error: { code: 'AUTH_WRONG_PASSPHRASE' } });
  expect(await signIn(again, head, NEXT)).toMatchObject({ ok: true });
  expect((await done(again, 'cases.counts', {})).all).toBe(2);
  again.close();
  // The other people, and the kit itself, open the office as before.
  expect(await signIn(officeIn(dir), template.clerk, CLERK)).toMatchObject({ ok: true });
});

test('whoever comes back by the kit is no second person for what they asked for before', async () => {
  const office = officeIn(folder());
  expect(await signIn(office, template.head)).toMatchObject({ ok: true });
  const passphrase = 'nine gentle otters guard the bridge';
  await withCheapKeys(() => done(office, 'people.add', { name: 'Baraka', roles: ['administrator'], passphrase }));
  const roles = ['administrator', 'supervisor', 'caseworker'];
  const more = { user: template.head, roles, groups: [], agency: '', position: '', from: null, until: null };
  expect(await ask(office, 'people.change', more)).toMatchObject({ error: { code: 'SECOND_WAITS' } });
  expect(await done(office, 'seconds.list', {})).toHaveLength(1);
  office.close();
  expect(await recover(office)).toMatchObject({ ok: true });
  expect(await done(office, 'seconds.list', {})).toEqual([]);
  const { lines } = await done(office, 'audit.list', { limit: 20 });
  expect(lines.find(({ action }) => action === 'second.decided')?.detail).toContain('people.change withdrawn');
});

test('an administrator who was suspended comes back by the kit, and agrees to nothing for whoever suspended them', async () => {
  const office = officeIn(folder());
  const passphrase = 'nine gentle otters guard the bridge';
  expect(await signIn(office, template.head)).toMatchObject({ ok: true });
  const person = { name: 'Baraka', roles: ['administrator'], passphrase };
  const { id: baraka } = await withCheapKeys(() => done(office, 'people.add', person));
  office.close();
  // Whoever has the account of Baraka is faster: the head is locked out, and has the paper.
  expect(await signIn(office, baraka, passphrase)).toMatchObject({ ok: true });
  await done(office, 'people.suspend', { user: template.head, why: 'So that nobody is in the way.' });
  const roles = ['administrator', 'supervisor', 'caseworker'];
  const more = { user: baraka, roles, groups: [], agency: '', position: '', from: null, until: null };
  expect(await ask(office, 'people.change', more)).toMatchObject({ error: { code: 'SECOND_WAITS' } });
  const id = (await done(office, 'seconds.list', {}))[0]?.id ?? '';
  office.close();
  expect(await recover(office)).toMatchObject({ ok: true });
  expect(await ask(office, 'seconds.decide', { id, agrees: true, passphrase: NEXT })).toMatchObject({
    error: { code: 'SECOND_CAME_LATER' },
  });
  await done(office, 'people.suspend', { user: baraka, why: 'The account was stolen.' });
  office.close();
  expect(await signIn(office, baraka, passphrase)).toMatchObject({ error: { code: 'AUTH_SUSPENDED' } });
});

test('where everybody who manages people is suspended, the sign-in says so and the kit opens the office again', async () => {
  const office = officeIn(folder());
  const passphrase = 'nine gentle otters guard the bridge';
  expect(await signIn(office, template.head)).toMatchObject({ ok: true });
  const person = { name: 'Baraka', roles: ['administrator'], passphrase };
  const { id: baraka } = await withCheapKeys(() => done(office, 'people.add', person));
  // As two computers that did not know of each other leave it.
  const { repos } = office.open ?? {};
  for (const id of [template.head, baraka])
    repos?.accounts.change(repos.offices.personById(id)?.n ?? 0, { suspendedAt: 1 });
  repos?.accounts.change(repos.offices.personById(template.clerk)?.n ?? 0, { suspendedAt: 1 });
  office.close();
  expect(await signIn(office, baraka, passphrase)).toMatchObject({ error: { code: 'AUTH_NOBODY_MANAGES' } });
  expect(await signIn(office, template.head)).toMatchObject({ error: { code: 'AUTH_NOBODY_MANAGES' } });
  // Whoever never could let anybody in is told to ask.
  expect(await signIn(office, template.clerk, CLERK)).toMatchObject({ error: { code: 'AUTH_SUSPENDED' } });
  expect(await recover(office)).toMatchObject({ ok: true });
  await done(office, 'people.readmit', { user: template.clerk, why: 'Nothing was wrong.' });
  office.close();
  expect(await signIn(office, template.clerk, CLERK)).toMatchObject({ ok: true });
  office.close();
  // Somebody is left now who can be asked.
  expect(await signIn(office, baraka, passphrase)).toMatchObject({ error: { code: 'AUTH_SUSPENDED' } });
});

test('the kit works a second time: the paper stays good', async () => {
  const dir = folder();
  const office = officeIn(dir);
  expect(await recover(office)).toMatchObject({ ok: true });
  office.close();
  const again = officeIn(dir);
  const head = (await staffOf(again)).find(({ name }) => name === HEAD)?.id ?? template.head;
  expect(await recover(again, { user: head, passphrase: `${NEXT} again` })).toMatchObject({ ok: true });
});

test('words of another kit, or in another order: refused, nothing changed, a pause after five', async () => {
  const dir = folder();
  const before = readFileSync(keyFilePath(dir));
  const clock = new SetClock();
  const office = officeIn(dir, clock);
  const wrong = [
    [...newRecoveryKit().words],
    [...template.words].reverse(),
    template.words.map((word, i) => (i === 4 ? 'zoo' : word)),
    template.words.map(() => 'kitchenware'),
  ];
  for (const words of wrong) {
    expect(await recover(office, { words })).toMatchObject({ error: { code: 'KEY_KIT_WRONG' } });
  }
  const [another = []] = wrong;
  expect(await recover(office, { words: another })).toMatchObject({
    error: { code: 'AUTH_WAIT', params: { seconds: 60 } },
  });
  // Right words wait too, across a restart and with the clock set back; people's own tries are counted apart.
  clock.offset = -365 * 24 * 60 * 60_000;
  const restarted = officeIn(dir, clock);
  expect(await recover(restarted)).toMatchObject({ error: { code: 'AUTH_WAIT' } });
  expect(readFileSync(keyFilePath(dir)).equals(before)).toBe(true);
  expect(await signIn(restarted, template.head)).toMatchObject({ ok: true });
  const { lines } = await done(restarted, 'audit.list', { limit: 100 });
  expect(lines.filter((line) => line.action === 'session.failed' && line.object === 'kit')).toHaveLength(5);
  // Some words of the list are words of the trail itself ("device", "action", "kit"): only what a line tells is looked at.
  const told = lines.map(({ who }) => who.toLowerCase().split(' ')).flat();
  for (const word of another) expect(told).not.toContain(word);
});

test('only an administrator of this office can be given the new passphrase, and a weak one is refused', async () => {
  const dir = folder();
  const before = readFileSync(keyFilePath(dir));
  const office = officeIn(dir);
  for (const user of [template.clerk, 'AAAAAAAAAAAAAAAAAAAAAA' as UserId]) {
    expect(await recover(office, { user })).toMatchObject({ error: { code: 'KEY_KIT_PERSON' } });
  }
  expect(await recover(office, { passphrase: 'halima osman' })).toMatchObject({
    error: { code: 'AUTH_PASSPHRASE_WEAK' },
  });
  expect(readFileSync(keyFilePath(dir)).equals(before)).toBe(true);
  expect(await signIn(office, template.head)).toMatchObject({ ok: true });
  expect(await recover(office)).toMatchObject({ error: { code: 'AUTH_ALREADY_OPEN' } });
});

test('whoever manages people comes back, whatever the role is called, and a role of the old name that gives it not', async () => {
  const dir = folder();
  const office = officeIn(dir);
  expect(await signIn(office, template.head)).toMatchObject({ ok: true });
  const roles = (await done(office, 'roles.list', {})).map(({ role }) => role);
  const administrator = roles.find(({ id }) => id === 'administrator');
  if (!administrator) throw new Error('there is no role administrator');
  const lead = { ...administrator, id: 'lead' };
  await done(office, 'roles.save', { role: lead });
  const asked = { groups: [], agency: '', position: '', from: null, until: null };
  await done(office, 'people.change', { ...asked, user: template.clerk, roles: ['clerk', 'lead'] });
  office.close();
  expect(await signIn(office, template.clerk, CLERK)).toMatchObject({ ok: true });
  // What the program calls an administrator manages nobody here any more.
  const rights = administrator.rights.filter((right) => right !== 'people.manage');
  const saved = await ask(office, 'roles.save', { role: { ...administrator, rights } });
  if (!saved.ok) {
    expect(saved).toMatchObject({ error: { code: 'SECOND_WAITS' } });
    const id = (await done(office, 'seconds.list', {}))[0]?.id ?? '';
    office.close();
    expect(await signIn(office, template.head)).toMatchObject({ ok: true });
    await done(office, 'seconds.decide', { id, agrees: true, passphrase: PASSPHRASE });
  }
  office.close();
  expect(await recover(office)).toMatchObject({ error: { code: 'KEY_KIT_PERSON' } });
  expect(await recover(office, { user: template.clerk })).toMatchObject({
    ok: true,
    value: { user: { roles: ['clerk', 'lead'] } },
  });
  expect((await done(office, 'people.list', {})).map(({ name }) => name)).toContain('Asha Kilonzo');
});

test('a key file that cannot be written: refused, and the old passphrase still opens the office', async () => {
  const dir = folder();
  mkdirSync(`${keyFilePath(dir)}.part`);
  const office = officeIn(dir);
  expect((await recover(office)).ok).toBe(false);
  expect(await done(office, 'app.state', {})).toMatchObject({ phase: 'locked' });
  rmSync(`${keyFilePath(dir)}.part`, { recursive: true });
  expect(await signIn(office, template.head)).toMatchObject({ ok: true });
  const people = office.open?.repos.offices.people() ?? [];
  expect(people.map(({ name, active }) => [name, active])).toEqual([
    ['Asha Kilonzo', true],
    [HEAD, true],
  ]);
  const { lines } = await done(office, 'audit.list', { limit: 100 });
  expect(lines.filter((line) => line.action === 'session.recovered')).toEqual([]);
});

test('a removed person does not come back with the key file before their removal', async () => {
  const dir = folder();
  const office = officeIn(dir);
  await signIn(office, template.head);
  const older = readFileSync(keyFilePath(dir));
  await done(office, 'people.leave', { user: template.clerk, to: null, why: 'The contract ended.' });
  office.close();
  writeFileSync(keyFilePath(dir), older);
  const again = officeIn(dir);
  expect(await signIn(again, template.clerk, CLERK)).toMatchObject({ ok: false, error: { code: 'AUTH_LEFT' } });
  expect(await done(again, 'app.state', {})).toMatchObject({ phase: 'locked' });
  expect(await signIn(again, template.head)).toMatchObject({ ok: true });
});

test('a damaged database: the kit brings the last good copy into play', async () => {
  const dir = folder();
  const first = officeIn(dir);
  await signIn(first, template.head);
  first.close();
  truncateSync(join(dir, 'office.db'), 8192);
  const office = officeIn(dir);
  expect(await recover(office)).toMatchObject({ error: { code: 'SAFE_DAMAGED' } });
  expect((await done(office, 'app.state', {})).problem?.lastGoodCopy).toBeDefined();
  expect(await ask(office, 'app.restoreLastGoodCopy', {})).toMatchObject({ ok: true });
  expect(await recover(office)).toMatchObject({ ok: true });
  expect((await done(office, 'cases.counts', {})).all).toBe(1);
});
