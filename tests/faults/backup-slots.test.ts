import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { UserId } from '#core/ids.ts';
import { unlock } from '../../main/crypto/key-file.ts';
import { allBound, isBound, isEmptied, parseKeyFile, type KeyFile } from '../../main/crypto/key-file-format.ts';
import { openWithKit } from '../../main/crypto/kit-slots.ts';
import { newRecoveryKit } from '../../main/crypto/recovery-kit.ts';
import { kitSlotsPath, renewBackupSlots } from '../../main/office/backup-slots.ts';
import type { Office } from '../../main/office/office.ts';
import { copyOffice } from '../builders/copy-office.ts';
import { at, enters, newRing, SECOND, slots } from './bound-office.ts';
import { CLERK, folder, template } from './kit-office.ts';
import { done, everyCase, PASSPHRASE, refusal, signIn, temporaryFolder, withCheapKeys } from './temporary-office.ts';

// Whose passphrase opens a backup: elsewhere, after the kit, and after somebody has left.

// Many sign-ins, each dear on purpose.
vi.setConfig({ testTimeout: 300_000 });

const ANEW = 'seven kettles hum behind the orchard wall';

async function backsUp(office: Office, stick: string): Promise<void> {
  expect(await office.shell('chooseBackupPlace', { path: stick })).toMatchObject({ ok: true });
  if (!office.open) throw new Error('not open');
  await office.open.backups.start(office.open, 'backup');
}
/** An office at another computer, put back from the first backup of a stick. */
async function restored(stick: string, ring?: string, number = 1): Promise<Office> {
  const office = at(temporaryFolder(), ring);
  const found = await office.shell('lookForBackups', { path: stick });
  if (!found.ok) throw new Error(found.error.code);
  const { place, backups } = found.value as { place: string; backups: { officeId: string; number: number }[] };
  const one = backups.find((backup) => backup.number === number);
  if (!one) throw new Error('no backup');
  await done(office, 'setup.restoreBackup', { place, officeId: one.officeId, number } as never);
  return office;
}
async function recovers(office: Office, passphrase = ANEW): Promise<UserId> {
  const input = { words: [...template.words], user: template.head, passphrase };
  const { user } = await withCheapKeys(() => done(office, 'session.recover', input));
  await office.binding;
  return user.id;
}
const below = (stick: string): string => {
  const [name = ''] = readdirSync(join(stick, 'HIFADHI-BACKUP'));
  return join(stick, 'HIFADHI-BACKUP', name);
};
function slotsIn(path: string): KeyFile {
  const file = parseKeyFile(readFileSync(path));
  if (!file) throw new Error('no key slots');
  return file;
}

/** An office of which both people are bound to their computer for good, and a stick with its backup. */
async function boundOnStick(): Promise<{ dir: string; ring: string; stick: string }> {
  const [dir, ring, stick] = [folder(), newRing(), temporaryFolder()];
  for (const [user, passphrase] of [
    [template.clerk, CLERK],
    [template.head, PASSPHRASE],
  ] as const)
    for (let run = 0; run < 2; run += 1) (await enters(dir, user, ring, passphrase)).close();
  const office = await enters(dir, template.head, ring);
  await backsUp(office, stick);
  office.close();
  return { dir, ring, stick };
}

test('once the kit has opened a backup at another computer, everybody signs in there with their own passphrase', async () => {
  const { dir: home, ring: homeRing, stick } = await boundOnStick();
  const sealed = join(below(stick), '1.keys.kit.age');
  expect(allBound(slotsIn(join(below(stick), '1.keys.json')))).toBe(true);
  expect(await openWithKit(readFileSync(sealed), newRecoveryKit().words)).toBeUndefined();

  const ring = newRing();
  const office = await restored(stick, ring);
  const { dir } = office.options;
  expect(await refusal(office, 'session.signIn', { user: template.clerk, passphrase: CLERK })).toMatchObject({
    code: 'AUTH_OTHER_COMPUTER',
  });
  const head = await recovers(office);
  office.close();
  expect(existsSync(kitSlotsPath(dir))).toBe(false);
  (await enters(dir, template.clerk, ring, CLERK)).close();
  (await enters(dir, head, ring, ANEW)).close();
  expect(slots(dir).users).toHaveLength(2);
  expect(allBound(slots(dir))).toBe(true);

  // Where the computer is still there nothing is taken off.
  const clerkOf = (office: Office) => slots(office.options.dir).users.find(({ id }) => id === template.clerk);
  const copy = temporaryFolder();
  copyOffice(home, copy);
  copyFileSync(sealed, kitSlotsPath(copy));
  const same = at(copy, homeRing);
  await recovers(same);
  expect(clerkOf(same)).toSatisfy(isBound);
  // Nor what was sealed with another key of the database.
  const changed = await enters(home, template.head, homeRing);
  await done(changed, 'keys.change', {});
  await changed.open?.backups.start(changed.open, 'key');
  changed.close();
  copyFileSync(sealed, kitSlotsPath(home));
  const elsewhere = at(home, newRing());
  rmSync(`${home}.marks`, { recursive: true });
  await recovers(elsewhere);
  expect(clerkOf(elsewhere)).toSatisfy(isBound);
});

test('who has left opens no backup on the stick any more; the others and the kit do', async () => {
  const [dir, stick] = [folder(), temporaryFolder()];
  const office = await enters(dir, template.head);
  await backsUp(office, stick);
  const before = temporaryFolder();
  cpSync(stick, before, { recursive: true });
  const old = slotsIn(join(below(stick), '1.keys.json'));
  await done(office, 'people.leave', { user: template.clerk, to: null, why: 'The contract ended.' });
  await office.open?.backups.start(office.open, 'key');
  const { lines } = await done(office, 'audit.list', { limit: 50 });
  expect(lines.find(({ action }) => action === 'backup.slots')).toMatchObject({ result: 'done', detail: '1' });
  office.close();

  const now = slotsIn(join(below(stick), '1.keys.json'));
  expect(now.users.map(isEmptied)).toEqual([false, true]);
  // Who kept the slot of before, and with it their own keys, does not get the key of the database with them.
  const forged = { ...now, users: old.users };
  expect(await unlock(old, template.clerk, CLERK)).toMatchObject({ ok: true });
  expect(await unlock(forged, template.clerk, CLERK)).toMatchObject({ error: { code: 'KEY_FILE_DAMAGED' } });

  const there = await restored(stick);
  expect(await refusal(there, 'session.signIn', { user: template.clerk, passphrase: CLERK })).toMatchObject({
    code: 'AUTH_WRONG_PASSPHRASE',
  });
  expect(await signIn(there, template.head)).toMatchObject({ ok: true });
  expect(await done(there, 'cases.list', everyCase)).toMatchObject({ total: 1 });
  await done(there, 'people.add', { name: 'Baraka Juma', roles: ['clerk'], passphrase: SECOND });
  there.close();
  expect(slots(there.options.dir).users.map(isEmptied)).toEqual([false, true, false]);
  const withKit = await restored(stick);
  await recovers(withKit);
  expect(await done(withKit, 'cases.list', everyCase)).toMatchObject({ total: 1 });

  // A stop between any two steps: what the stick holds opens as before or as after, and the next backup ends it.
  for (const facts of [false, true]) {
    const half = temporaryFolder();
    cpSync(before, half, { recursive: true });
    copyFileSync(join(below(stick), '1.keys.json'), join(below(half), '1.keys.next.json'));
    if (facts) copyFileSync(join(below(stick), '1.json'), join(below(half), '1.json'));
    const opened = await restored(half);
    expect(await signIn(opened, template.clerk, CLERK)).toMatchObject({ ok: !facts });
    const next = await enters(dir, template.head);
    await backsUp(next, half);
    next.close();
    expect(
      readdirSync(below(half))
        .filter((name) => name.startsWith('1.'))
        .sort(),
    ).toEqual(['1.hifadhi-db', '1.json', '1.keys.json']);
    expect(slotsIn(join(below(half), '1.keys.json')).users.map(isEmptied)).toEqual([false, true]);
    expect(await signIn(await restored(half), template.head)).toMatchObject({ ok: true });
  }
});

test('a stop while the slots of a backup are exchanged leaves no sealed slots of before beside those of today', async () => {
  const { dir, ring, stick } = await boundOnStick();
  const sealed = join(below(stick), '1.keys.kit.age');
  const office = await enters(dir, template.head, ring);
  if (!office.open) throw new Error('not open');
  await withCheapKeys(() => done(office, 'people.changePassphrase', { current: PASSPHRASE, next: ANEW }));
  // Nothing can be laid down there: it ends after the exchange.
  mkdirSync(`${sealed}.part`);
  await expect(renewBackupSlots(office.open, stick)).rejects.toThrow();
  expect(existsSync(sealed)).toBe(false);
  rmSync(`${sealed}.part`, { recursive: true });
  expect(await renewBackupSlots(office.open, stick)).toBe(0);
  const free = await openWithKit(readFileSync(sealed), template.words);
  if (!free) throw new Error('not for the kit');
  expect(await unlock(free, template.head, PASSPHRASE)).toMatchObject({ error: { code: 'AUTH_WRONG_PASSPHRASE' } });
  expect(await unlock(free, template.head, ANEW)).toMatchObject({ ok: true });
  office.close();
});

test('another passphrase opens the older backups too, in place of the one before', async () => {
  const [dir, stick] = [folder(), temporaryFolder()];
  const office = await enters(dir, template.head);
  await backsUp(office, stick);
  await withCheapKeys(() => done(office, 'people.changePassphrase', { current: PASSPHRASE, next: ANEW }));
  const backup = join(below(stick), '1.keys.json');
  const before = readFileSync(backup);
  const open = office.open;
  if (!open) throw new Error('not open');
  // What is not what its facts say is left alone.
  copyFileSync(join(dir, 'office.keys.json'), backup);
  expect(await renewBackupSlots(open, stick)).toBe(0);
  expect(readFileSync(backup)).toEqual(readFileSync(join(dir, 'office.keys.json')));
  writeFileSync(backup, before);
  await open.backups.start(open, 'backup');
  expect(await renewBackupSlots(open, stick)).toBe(0);
  office.close();
  const there = await restored(stick);
  expect(await refusal(there, 'session.signIn', { user: template.head, passphrase: PASSPHRASE })).toMatchObject({
    code: 'AUTH_WRONG_PASSPHRASE',
  });
  expect(await signIn(there, template.head, ANEW)).toMatchObject({ ok: true });
  expect(await signIn(await restored(stick), template.clerk, CLERK)).toMatchObject({ ok: true });

  // An older copy of the office that goes on elsewhere changes what it came from, and nothing that is newer than it.
  await withCheapKeys(() => done(there, 'people.changePassphrase', { current: ANEW, next: SECOND }));
  if (!there.open) throw new Error('not open');
  expect(await renewBackupSlots(there.open, stick)).toBe(1);
  expect(await signIn(await restored(stick), template.head, SECOND)).toMatchObject({ ok: true });
  expect(await signIn(await restored(stick, undefined, 2), template.head, ANEW)).toMatchObject({ ok: true });
});
