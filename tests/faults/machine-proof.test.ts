import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { UserId } from '#core/ids.ts';
import { isBound } from '../../main/crypto/key-file-format.ts';
import { newMachineSecret } from '../../main/crypto/machine-layer.ts';
import { Office } from '../../main/office/office.ts';
import { fileKeyStore } from '../builders/file-key-store.ts';
import { at, enters, keptIn, newRing, SECOND, secretsOf, slots, twoPeople } from './bound-office.ts';
import {
  closedOffice,
  createOffice,
  done,
  PASSPHRASE,
  refusal,
  signIn,
  temporaryFolder,
  withCheapKeys,
} from './temporary-office.ts';

// Many sign-ins, each dear on purpose.
vi.setConfig({ testTimeout: 300_000 });

/** An office whose head is bound in one run, and not proved. */
async function boundOnce(): Promise<{ dir: string; head: UserId; ring: string }> {
  const { dir, head } = await closedOffice();
  const ring = newRing();
  (await enters(dir, head, ring)).close();
  expect(slots(dir).users.map(isBound)).toEqual([true]);
  return { dir, head, ring };
}

test('until it is proved, a store that does not open, or a secret that is gone, locks nobody out', async () => {
  const { dir, head, ring } = await boundOnce();
  const closed = at(dir, ring, () => true);
  expect(await signIn(closed, head)).toMatchObject({ ok: true });
  await closed.binding;
  expect(await done(closed, 'safety.state', {})).toMatchObject({ slots: { bound: 0, waiting: 1, people: 1 } });
  closed.close();
  // It may open tomorrow: the binding waits.
  expect(slots(dir).users.map(isBound)).toEqual([true]);
  expect(keptIn(dir)).toBe(true);
  rmSync(join(`${dir}.marks`, 'machine'), { recursive: true });
  (await enters(dir, head, ring)).close();
  expect(slots(dir).users.map(isBound)).toEqual([false]);
  for (let run = 0; run < 2; run += 1) (await enters(dir, head, ring)).close();
  expect(keptIn(dir)).toBe(false);
  const office = await enters(dir, head, ring);
  expect(await done(office, 'safety.state', {})).toMatchObject({ slots: { bound: 1, waiting: 0, people: 1 } });
});

test('a lock and a sign-in in the same run prove nothing', async () => {
  const { dir, head } = await closedOffice();
  const ring = newRing();
  for (const [run, kept] of [
    ['one', true],
    ['one', true],
    ['two', false],
  ] as const) {
    const office = new Office({ ...at(dir, ring).options, run });
    expect(await signIn(office, head)).toMatchObject({ ok: true });
    await office.binding;
    office.close();
    expect(keptIn(dir)).toBe(kept);
  }
});

test('a passphrase that is changed before the proof opens the office whatever the store does', async () => {
  const { dir: other, head: who, ring: store } = await boundOnce();
  const closed = at(other, store, () => true);
  expect(await signIn(closed, who)).toMatchObject({ ok: true });
  await withCheapKeys(() => done(closed, 'people.changePassphrase', { current: PASSPHRASE, next: SECOND }));
  closed.close();
  expect(
    await refusal(
      at(other, store, () => true),
      'session.signIn',
      { user: who, passphrase: PASSPHRASE },
    ),
  ).toMatchObject({
    code: 'AUTH_WRONG_PASSPHRASE',
  });
  const next = at(other, store, () => true);
  expect(await signIn(next, who, SECOND)).toMatchObject({ ok: true });
});

test('an office is bound from its set-up on; one whose folder somebody chose is not, and opens what is bound', async () => {
  const ring = newRing();
  const office = at(temporaryFolder(), ring);
  const head = await withCheapKeys(() => createOffice(office));
  await office.binding;
  office.close();
  const { dir } = office.options;
  expect(slots(dir).users.map(isBound)).toEqual([true]);
  const chosen = new Office({ ...at(dir, ring).options, unbound: true });
  expect(await signIn(chosen, head)).toMatchObject({ ok: true });
  chosen.close();

  const { dir: free, head: other } = await closedOffice();
  const elsewhere = new Office({ ...at(free, newRing()).options, unbound: true });
  expect(await signIn(elsewhere, other)).toMatchObject({ ok: true });
  await elsewhere.binding;
  elsewhere.close();
  expect(slots(free).users.map(isBound)).toEqual([false]);
});

test('a disk that refuses the secret refuses nobody the sign-in', async () => {
  const { dir, head } = await closedOffice();
  rmSync(`${dir}.marks`, { recursive: true, force: true });
  writeFileSync(`${dir}.marks`, 'a file where the folder would be');
  (await enters(dir, head, newRing())).close();
  expect(slots(dir).users.map(isBound)).toEqual([false]);
});

test('a secret whose file cannot be read is a fault of the disk, not another computer', async () => {
  const { dir, head, ring } = await boundOnce();
  (await enters(dir, head, ring)).close();
  const [name = ''] = secretsOf(dir);
  const file = join(`${dir}.marks`, 'machine', name);
  rmSync(file);
  // A folder in its place: no user of these tests is stopped by permissions.
  mkdirSync(file);
  expect(await refusal(at(dir, ring), 'session.signIn', { user: head, passphrase: PASSPHRASE })).toMatchObject({
    code: 'DISK_FAILED',
  });
});

test('a secret that lies there and that no slot names is never bound with', async () => {
  const { dir, head } = await closedOffice();
  const ring = newRing();
  const planted = newMachineSecret();
  const sealed = await fileKeyStore(ring).seal(planted.secret);
  mkdirSync(join(`${dir}.marks`, 'machine'), { recursive: true });
  const text = JSON.stringify({ v: 1, id: planted.id, sealed: Buffer.from(sealed ?? []).toString('base64url') });
  writeFileSync(join(`${dir}.marks`, 'machine', `${planted.id}.json`), text);
  (await enters(dir, head, ring)).close();
  expect(slots(dir).users.map(isBound)).toEqual([true]);
  expect(slots(dir).users[0]?.slot.machine?.id).not.toBe(planted.id);
});

test('what is carried away while the store is closed opens elsewhere, and says for whom it does not', async () => {
  const { dir, head, second, ring } = await twoPeople();
  for (const [user, passphrase] of [
    [head, PASSPHRASE],
    [second, SECOND],
  ] as const)
    for (let run = 0; run < 2; run += 1) (await enters(dir, user, ring, passphrase)).close();
  let closed = false;
  const office = at(dir, ring, () => closed);
  expect(await signIn(office, head)).toMatchObject({ ok: true });
  closed = true;
  const stick = temporaryFolder();
  expect(await office.shell('carryAway', { drill: true, path: stick })).toMatchObject({
    ok: true,
    value: { stayBound: 0 },
  });
  office.close();

  // The second was bound by another account of the computer, whose secret is not at hand here.
  const { dir: two, head: one, second: other, ring: own } = await twoPeople();
  for (let run = 0; run < 2; run += 1) (await enters(two, other, own, SECOND)).close();
  rmSync(`${two}.marks`, { recursive: true });
  const left = await enters(two, one, newRing());
  expect(await left.shell('carryAway', { drill: true, path: temporaryFolder() })).toMatchObject({
    ok: true,
    value: { stayBound: 1 },
  });
});
