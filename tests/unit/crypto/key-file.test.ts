import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateHybridIdentity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DeviceId, OfficeId, ProgrammeId, UserId } from '#core/ids.ts';
import {
  beginRotation,
  changePassphrase,
  createKeyFile,
  finishRotation,
  putUser,
  removeUser,
  setHighWater,
  shouldRaiseCost,
  signingKeyOf,
  unlock,
  unlockWithKit,
} from '../../../main/crypto/key-file.ts';
import type { UnlockedKeys } from '../../../main/crypto/key-file.ts';
import { keyFileText, parseKeyFile, sealed } from '../../../main/crypto/key-file-format.ts';
import type { KeyFile } from '../../../main/crypto/key-file-format.ts';
import { keyFilePath, readKeyFile, restorePreviousKeyFile, writeKeyFile } from '../../../main/crypto/key-file-store.ts';
import { LEAST_COST, tuneKdf } from '../../../main/crypto/passphrase.ts';
import { newRecoveryKit, seedFromWords } from '../../../main/crypto/recovery-kit.ts';

/** Cheap on purpose, handed in by these tests alone: the product's callers take their cost from `tuneKdf`. */
const CHEAP = { memoryKib: 64, passes: 1 };
const id = <T extends string>(): T => randomBytes(16).toString('base64url') as T;
const amina = { id: id<UserId>(), name: 'Amina', roles: ['administrator'] };
const passphrase = 'correct horse battery';
const kit = newRecoveryKit();

let dir: string;
let file: KeyFile;
let keys: UnlockedKeys;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'hifadhi-keys-'));
  ({ file, keys } = await createKeyFile({
    office: { id: id<OfficeId>(), code: 'KSM', name: 'Kasama', language: 'en', demo: false },
    programme: { id: id<ProgrammeId>(), name: 'Marabia' },
    person: amina,
    passphrase,
    kitSeed: kit.seed,
    auditRecipient: await identityToRecipient(await generateHybridIdentity()),
    cost: CHEAP,
  }));
});
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

const folder = (): string => mkdtempSync(join(dir, 'office-'));

test('the passphrase opens the keys, in whatever way its letters were composed', async () => {
  const opened = await unlock(file, amina.id, passphrase);
  expect(opened).toEqual({ ok: true, value: keys });
  const accents = await changePassphrase(file, keys, 'été à l’école', CHEAP);
  expect((await unlock(accents, amina.id, 'été à l’école'.normalize('NFD'))).ok).toBe(true);
  expect(await unlock(accents, amina.id, passphrase)).toMatchObject({ error: { code: 'AUTH_WRONG_PASSPHRASE' } });
});

test('a wrong passphrase and an unknown person get the same answer', async () => {
  const wrong = await unlock(file, amina.id, 'correct horse batterz');
  expect(wrong).toEqual({ ok: false, error: { code: 'AUTH_WRONG_PASSPHRASE', params: {} } });
  expect(await unlock(file, id<UserId>(), passphrase)).toEqual(wrong);
});

test('the words of the kit open the database, however they are typed; other words do not', async () => {
  expect(kit.words).toHaveLength(24);
  const typed = [`  ${kit.words.slice(0, 12).join('  ').toUpperCase()}`, ...kit.words.slice(12)];
  expect(await unlockWithKit(file, typed)).toEqual({ ok: true, value: { databaseKeys: keys.databaseKeys } });
  expect(await unlockWithKit(file, newRecoveryKit().words)).toMatchObject({ error: { code: 'KEY_KIT_WRONG' } });
  const swapped = [...kit.words];
  [swapped[0], swapped[1]] = [swapped[1] ?? '', swapped[0] ?? ''];
  if (swapped[0] !== swapped[1]) expect((await unlockWithKit(file, swapped)).ok).toBe(false);
  expect(seedFromWords(kit.words.slice(0, 12))).toMatchObject({ error: { code: 'KEY_KIT_WRONG' } });
  expect(seedFromWords(['', 'ß', '\u0000'])).toMatchObject({ error: { code: 'KEY_KIT_WRONG' } });
});

test('a second person opens the same database with their own keys; after removal nobody opens it with them', async () => {
  const baraka = { id: id<UserId>(), name: 'Baraka', roles: ['caseworker'] };
  const two = await putUser(file, keys, baraka, 'another long passphrase', CHEAP);
  const opened = await unlock(two, baraka.id, 'another long passphrase');
  if (!opened.ok) throw new Error(opened.error.code);
  expect(opened.value.databaseKeys).toEqual(keys.databaseKeys);
  expect(opened.value.identity).not.toBe(keys.identity);
  expect(signingKeyOf(opened.value.signingSeed)).toBe(two.users[1]?.signingKey);
  const one = await removeUser(two, keys, baraka.id);
  if (!one.ok) throw new Error(one.error.code);
  expect(await unlock(one.value, baraka.id, 'another long passphrase')).toMatchObject({ ok: false });
  // The slot taken from the old file does not fit into the new one: the key is no longer wrapped to it.
  const forced = { ...one.value, users: two.users };
  expect(await unlock(forced, baraka.id, 'another long passphrase')).toMatchObject({
    error: { code: 'KEY_FILE_DAMAGED', params: { at: 'key' } },
  });
  expect(await removeUser(one.value, keys, amina.id)).toMatchObject({ ok: false });
});

test('a forgotten passphrase is reset by somebody who can open the database', async () => {
  const recovered = await unlockWithKit(file, kit.words);
  if (!recovered.ok) throw new Error(recovered.error.code);
  const reset = await putUser(file, recovered.value, amina, 'a new long passphrase', CHEAP);
  expect(reset.users).toHaveLength(1);
  const opened = await unlock(reset, amina.id, 'a new long passphrase');
  expect(opened).toMatchObject({ ok: true, value: { databaseKeys: keys.databaseKeys } });
});

test('a reader smuggled in from outside is noticed at the next sign-in', async () => {
  const identity = await generateHybridIdentity();
  const users = [...file.users, { ...file.users[0], id: id<UserId>(), recipient: await identityToRecipient(identity) }];
  const forged = { ...file, users } as KeyFile;
  expect(parseKeyFile(Buffer.from(keyFileText(forged)))).toBeDefined();
  expect(await unlock(forged, amina.id, passphrase)).toMatchObject({
    error: { code: 'KEY_FILE_DAMAGED', params: { at: 'seal' } },
  });
});

test('a change of the database key leaves, at each step, a key that fits', async () => {
  const started = await beginRotation(file, keys);
  const during = await unlock(started.file, amina.id, passphrase);
  expect(during).toMatchObject({ value: { databaseKeys: [keys.databaseKeys[0], started.newKey] } });
  if (!during.ok) throw new Error(during.error.code);
  // Begun again after a stop, it goes on with the same new key.
  expect((await beginRotation(started.file, during.value)).newKey).toEqual(started.newKey);
  const finished = await finishRotation(started.file, started.newKey);
  expect(await unlock(finished, amina.id, passphrase)).toMatchObject({ value: { databaseKeys: [started.newKey] } });
  expect(await unlockWithKit(finished, kit.words)).toMatchObject({ value: { databaseKeys: [started.newKey] } });
});

test('the high-water mark is kept and sealed', async () => {
  const mark = { device: id<DeviceId>(), dseq: 7, auditN: 3, auditHash: randomBytes(32).toString('base64url'), at: 5 };
  const marked = setHighWater(file, keys, mark);
  expect(parseKeyFile(Buffer.from(keyFileText(marked)))?.highWater).toEqual(mark);
  const lower = { ...marked, highWater: { ...mark, dseq: 1 } };
  expect(await unlock(lower, amina.id, passphrase)).toMatchObject({ error: { code: 'KEY_FILE_DAMAGED' } });
});

test('the file survives writing and reading; the one before is kept and can be put back', async () => {
  const office = folder();
  expect(readKeyFile(office)).toMatchObject({ error: { code: 'KEY_FILE_MISSING', params: { previous: false } } });
  expect(writeKeyFile(office, file)).toEqual({ ok: true, value: undefined });
  expect(readKeyFile(office)).toEqual({ ok: true, value: file });
  const next = await changePassphrase(file, keys, 'the next passphrase', CHEAP);
  writeKeyFile(office, next);
  writeFileSync(keyFilePath(office), readFileSync(keyFilePath(office)).subarray(0, 900));
  expect(readKeyFile(office)).toMatchObject({ error: { code: 'KEY_FILE_DAMAGED', params: { previous: true } } });
  expect(restorePreviousKeyFile(office)).toEqual({ ok: true, value: file });
  expect(readKeyFile(office)).toEqual({ ok: true, value: file });
  expect(existsSync(join(office, 'office.keys.damaged.json'))).toBe(true);
});

test('a damaged file is never kept as the previous one', () => {
  const office = folder();
  writeKeyFile(office, file);
  writeKeyFile(office, file);
  writeFileSync(keyFilePath(office), 'nonsense');
  writeKeyFile(office, file);
  writeFileSync(keyFilePath(office), 'nonsense');
  expect(restorePreviousKeyFile(office)).toEqual({ ok: true, value: file });
});

test('every byte flipped and every length cut is refused as damaged, and nothing is thrown', () => {
  const bytes = Buffer.from(keyFileText(file));
  for (let at = 0; at < bytes.length; at += 1) {
    const flipped = Buffer.from(bytes);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
    expect(parseKeyFile(flipped), `byte ${at}`).toBeUndefined();
  }
  for (let length = 0; length < bytes.length; length += 7)
    expect(parseKeyFile(bytes.subarray(0, length))).toBeUndefined();
  expect(parseKeyFile(Buffer.concat([bytes, Buffer.from('\n')]))).toBeUndefined();
});

test('a flipped byte behind a repaired checksum never opens wrongly', async () => {
  const body = JSON.stringify(file);
  let tried = 0;
  for (let at = 1; at < body.length; at += 97) {
    const changed = `${body.slice(0, at)}${body[at] === 'A' ? 'B' : 'A'}${body.slice(at + 1)}`;
    let parsed: KeyFile;
    try {
      parsed = JSON.parse(changed) as KeyFile;
      if (!parseKeyFile(Buffer.from(keyFileText(parsed)))) continue;
    } catch {
      continue;
    }
    tried += 1;
    expect(await unlock(parsed, amina.id, passphrase), `place ${at}`).toMatchObject({ ok: false });
  }
  expect(tried).toBeGreaterThan(10);
});

test('a slot that asks for all memory is not a key file', () => {
  const user = file.users[0];
  if (!user) throw new Error('no user');
  const body = (({ seal: _seal, ...rest }: KeyFile) => rest)(file);
  const users = [{ ...user, slot: { ...user.slot, kdf: { ...user.slot.kdf, memoryKib: 2 ** 31 } } }];
  expect(() => sealed({ ...body, users }, keys.databaseKeys[0])).toThrow();
});

test('a cheap slot is seen as one to be raised; the tuned cost is never below the least', async () => {
  expect(shouldRaiseCost(file, amina.id)).toBe(true);
  let clock = 0;
  const slow = await tuneKdf(() => (clock += 10_000));
  expect(slow).toEqual(LEAST_COST);
  const fast = await tuneKdf(() => (clock += 30));
  expect(fast.memoryKib).toBeGreaterThanOrEqual(65_536);
  expect(fast.passes).toBe(64);
});
