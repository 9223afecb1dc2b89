import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { Input } from '#core/contracts/index.ts';
import { allBound, isBound } from '../../main/crypto/key-file-format.ts';
import { keyFilePath, restorePreviousKeyFile } from '../../main/crypto/key-file-store.ts';
import { copyOffice } from '../builders/copy-office.ts';
import { fileKeyStore } from '../builders/file-key-store.ts';
import {
  closedOffice,
  done,
  everyCase,
  officeIn,
  PASSPHRASE,
  refusal,
  resourcesDir,
  SetClock,
  signIn,
  temporaryFolder,
  withCheapKeys,
} from './temporary-office.ts';
import { SECOND, newRing, at, enters, slots, keyFiles, keptIn, secretsOf, twoPeople } from './bound-office.ts';
import { CLERK, folder, template } from './kit-office.ts';

// Many sign-ins, each dear on purpose.
vi.setConfig({ testTimeout: 300_000 });
test('the own slot alone is bound at the own sign-in, and the slot of before goes when a later run has come through it', async () => {
  const { dir, head, second, ring } = await twoPeople();
  (await enters(dir, head, ring)).close();
  expect(slots(dir).users.map(({ slot }) => slot.machine !== undefined)).toEqual([true, false]);
  // The slots as they were stay beside until a bound one has opened the office.
  expect(keyFiles(dir).every((file) => file && allBound(file))).toBe(false);
  expect(keptIn(dir)).toBe(true);
  (await enters(dir, head, ring)).close();
  expect(keyFiles(dir)).toHaveLength(2);
  expect(keptIn(dir)).toBe(false);
  for (const file of keyFiles(dir)) expect(file?.users.map(isBound)).toEqual([true, false]);
  (await enters(dir, second, ring, SECOND)).close();
  const office = await enters(dir, second, ring, SECOND);
  expect(secretsOf(dir)).toHaveLength(1);
  await done(office, 'people.changePassphrase', { current: SECOND, next: 'seven kettles hum behind the orchard' });
  const third = await withCheapKeys(() =>
    done(office, 'people.add', {
      name: 'Asha Omar',
      roles: ['caseworker'],
      passphrase: 'one more quiet long sentence',
    }),
  );
  office.close();
  expect(slots(dir).users.map(isBound)).toEqual([true, true, false]);
  (await enters(dir, second, ring, 'seven kettles hum behind the orchard')).close();
  (await enters(dir, third.id, ring, 'one more quiet long sentence')).close();
  expect(allBound(slots(dir))).toBe(true);
});

test('without a store nothing is bound, and with one that does not open neither', async () => {
  const { dir, head } = await closedOffice();
  (await enters(dir, head)).close();
  (await enters(dir, head)).close();
  expect(slots(dir).users.some(({ slot }) => slot.machine !== undefined)).toBe(false);
  expect(existsSync(join(`${dir}.marks`, 'machine'))).toBe(false);

  const office = at(dir, newRing(), () => true);
  expect(await signIn(office, head)).toMatchObject({ ok: true });
  await office.binding;
  office.close();
  expect(slots(dir).users.some(({ slot }) => slot.machine !== undefined)).toBe(false);
});

test('a folder that is copied to another computer does not open with the passphrase, even with the sealed secret', async () => {
  const { dir, head } = await closedOffice();
  const ring = newRing();
  (await enters(dir, head, ring)).close();
  (await enters(dir, head, ring)).close();
  const copy = temporaryFolder();
  cpSync(dir, copy, { recursive: true });
  const elsewhere = newRing();
  // A sign-in that cannot be right is not a wrong try, however often it is made.
  for (let i = 0; i < 7; i += 1)
    expect(await refusal(at(copy, elsewhere), 'session.signIn', { user: head, passphrase: PASSPHRASE })).toMatchObject({
      code: 'AUTH_OTHER_COMPUTER',
    });
  cpSync(`${dir}.marks`, `${copy}.marks`, { recursive: true });
  expect(await refusal(at(copy, elsewhere), 'session.signIn', { user: head, passphrase: PASSPHRASE })).toMatchObject({
    code: 'AUTH_KEY_STORE_CLOSED',
  });
  expect(await refusal(at(copy), 'session.signIn', { user: head, passphrase: PASSPHRASE })).toMatchObject({
    code: 'AUTH_KEY_STORE_CLOSED',
  });
  for (const file of keyFiles(copy)) expect(file && allBound(file)).toBe(true);
  // At home nothing has happened.
  (await enters(dir, head, ring)).close();
});

test('a store that does not open now is no lost computer: it is said, and opens again', async () => {
  const { dir, head } = await closedOffice();
  const ring = newRing();
  (await enters(dir, head, ring)).close();
  (await enters(dir, head, ring)).close();
  let closed = true;
  const office = at(dir, ring, () => closed);
  expect(await refusal(office, 'session.signIn', { user: head, passphrase: PASSPHRASE })).toMatchObject({
    code: 'AUTH_KEY_STORE_CLOSED',
  });
  closed = false;
  expect(await signIn(office, head)).toMatchObject({ ok: true });
  expect(secretsOf(dir)).toHaveLength(1);
});

test('a store that takes and does not give back binds nothing', async () => {
  const { dir, head } = await closedOffice();
  const ring = newRing();
  const store = fileKeyStore(ring);
  const forgetful = { ...store, unseal: () => Promise.resolve(undefined) };
  const office = officeIn(dir, new SetClock(), undefined, forgetful);
  expect(await signIn(office, head)).toMatchObject({ ok: true });
  await office.binding;
  office.close();
  expect(allBound(slots(dir))).toBe(false);
  expect(secretsOf(dir)).toEqual([]);
});

test('a lost computer is not a lost office: the kit opens it, the administrator adds the others again', async () => {
  const { head, clerk, words } = template;
  const dir = folder();
  const ring = newRing();
  for (const [user, passphrase] of [
    [head, PASSPHRASE],
    [clerk, CLERK],
  ] as const)
    for (let run = 0; run < 2; run += 1) (await enters(dir, user, ring, passphrase)).close();
  expect(allBound(slots(dir))).toBe(true);
  rmSync(ring);
  rmSync(`${dir}.marks`, { recursive: true });
  const office = at(dir, ring);
  const recover: Input<'session.recover'> = { words: [...words], user: head, passphrase: 'seven kettles hum at night' };
  const session = await withCheapKeys(() => done(office, 'session.recover', recover));
  expect(await refusal(at(dir, ring), 'session.signIn', { user: clerk, passphrase: CLERK })).toMatchObject({
    code: 'AUTH_OTHER_COMPUTER',
  });
  const again = await withCheapKeys(() =>
    done(office, 'people.add', { name: 'Asha Kilonzo', roles: ['clerk'], passphrase: SECOND }),
  );
  await done(office, 'people.leave', { user: clerk, to: null, why: 'the old computer is gone' });
  await office.binding;
  office.close();
  (await enters(dir, session.user.id, ring, 'seven kettles hum at night')).close();
  (await enters(dir, again.id, ring, SECOND)).close();
  expect(allBound(slots(dir))).toBe(true);
});

test('a backup goes back on the same computer with the passphrase; a copy that is carried away opens without this computer', async () => {
  const { dir, head } = await closedOffice();
  const ring = newRing();
  (await enters(dir, head, ring)).close();
  const office = await enters(dir, head, ring);
  const stick = temporaryFolder();
  const carried = temporaryFolder();
  expect(await office.shell('chooseBackupPlace', { path: stick })).toMatchObject({ ok: true });
  if (!office.open) throw new Error('not open');
  await office.open.backups.start(office.open, 'backup');
  await office.open.backups.start(office.open, 'rehearsal');
  expect((await done(office, 'safety.state', {})).backups).toMatchObject({ rehearsals: [{ found: { cases: 1 } }] });
  expect(await office.shell('carryAway', { drill: true, path: carried })).toMatchObject({ ok: true });
  office.close();
  for (const [from, to, store, opens] of [
    [stick, dir, ring, true],
    [stick, temporaryFolder(), newRing(), false],
    [carried, temporaryFolder(), newRing(), true],
    [carried, temporaryFolder(), undefined, true],
  ] as const) {
    if (to === dir) renameSync(dir, `${dir}.gone`);
    const next = at(to, store);
    const found = await next.shell('lookForBackups', { path: from });
    if (!found.ok) throw new Error(found.error.code);
    const { place, backups } = found.value as { place: string; backups: { officeId: string; number: number }[] };
    const [one] = backups;
    if (!one) throw new Error('no backup');
    await done(next, 'setup.restoreBackup', { place, officeId: one.officeId, number: one.number } as never);
    const reply = await signIn(next, head);
    if (opens) {
      expect(reply).toMatchObject({ ok: true });
      expect(await done(next, 'cases.list', everyCase)).toMatchObject({ total: 1 });
    } else expect(reply).toMatchObject({ error: { code: 'AUTH_OTHER_COMPUTER' } });
    next.close();
  }
  rmSync(`${dir}.gone`, { recursive: true, force: true });
});

test('a change of the key of the database leaves every slot bound, and the previous file too', async () => {
  const { dir, head, second, ring } = await twoPeople();
  for (let run = 0; run < 2; run += 1) (await enters(dir, second, ring, SECOND)).close();
  (await enters(dir, head, ring)).close();
  const office = await enters(dir, head, ring);
  await done(office, 'keys.change', {});
  await expect.poll(async () => (await done(office, 'keys.state', {})).running, { timeout: 60_000 }).toBe(false);
  office.close();
  for (const file of keyFiles(dir)) expect(file && allBound(file)).toBe(true);
  (await enters(dir, second, ring, SECOND)).close();
  expect(restorePreviousKeyFile(dir)).toMatchObject({ ok: true });
  (await enters(dir, head, ring)).close();
});

test('older slots put back beside a bound file bring nothing back: the file that holds them is not in force', async () => {
  const { dir, head } = await closedOffice();
  const ring = newRing();
  const before = readFileSync(keyFilePath(dir));
  (await enters(dir, head, ring)).close();
  (await enters(dir, head, ring)).close();
  // Whoever puts the whole older file in force needs the passphrase as before; the next sign-in binds again.
  const older = temporaryFolder();
  cpSync(dir, older, { recursive: true });
  cpSync(`${dir}.marks`, `${older}.marks`, { recursive: true });
  writeFileSync(keyFilePath(older), before);
  (await enters(older, head, ring)).close();
  (await enters(older, head, ring)).close();
  for (const file of keyFiles(older)) expect(file && allBound(file)).toBe(true);
});

test('a stop at any rename of both steps leaves an office that opens with the same passphrase', async () => {
  const child = join(import.meta.dirname, 'binding-child.ts');
  const { dir, head, ring } = await twoPeople();
  const run = (office: string, to: string, killAt: number) => {
    const args = [child, office, resourcesDir, head, PASSPHRASE, ring, to, String(killAt)];
    return spawnSync(process.execPath, args, { encoding: 'utf8' });
  };
  const seen = new Set<string>();
  for (const step of ['bound', 'proved']) {
    const states = temporaryFolder();
    const killed = temporaryFolder();
    copyOffice(dir, killed);
    // One is killed where the secret is on the disk and no slot knows of it, or where one of two files is written.
    expect(run(killed, '', 2)).toMatchObject({ signal: 'SIGKILL', stderr: '' });
    expect(run(dir, states, 0)).toMatchObject({ status: 0, stderr: '' });
    const folders = readdirSync(states)
      .filter((name) => !name.endsWith('.marks'))
      .map((name) => join(states, name));
    // Secret, kept slot, slots before, slots; then slots before, slots; the mark beside them each time.
    expect(folders.length).toBeGreaterThanOrEqual(3);
    for (const state of [...folders, killed]) {
      const where = `${step} ${state}`;
      const before = slots(state).users.map(({ slot }) => slot.machine !== undefined);
      seen.add(`${String(before)} ${String(secretsOf(state).length)}`);
      const office = at(state, ring);
      expect(await signIn(office, head), where).toMatchObject({ ok: true });
      expect(await done(office, 'cases.list', everyCase)).toMatchObject({ total: 1 });
      await office.binding;
      office.close();
      if (before[0] === true)
        for (const file of keyFiles(state)) expect(file?.users.map(isBound), where).toEqual([true, false]);
      expect(keptIn(state), where).toBe(before[0] !== true);
    }
  }
  expect([...seen].sort()).toEqual(['false,false 0', 'false,false 1', 'true,false 1']);
});
