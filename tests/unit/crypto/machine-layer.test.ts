import { randomBytes } from 'node:crypto';
import { generateHybridIdentity, identityToRecipient } from 'age-encryption';
import { beforeAll, expect, test } from 'vitest';
import type { OfficeId, ProgrammeId, UserId } from '#core/ids.ts';
import {
  bindSlots,
  changePassphrase,
  createKeyFile,
  portableSlots,
  putUser,
  unlock,
  unlockWithKit,
  type UnlockedKeys,
} from '../../../main/crypto/key-file.ts';
import {
  allBound,
  isBound,
  keyFileText,
  parseKeyFile,
  sealed,
  type KeyFile,
} from '../../../main/crypto/key-file-format.ts';
import { bindSlot, machineSecret, newMachineSecret, unboundSlot } from '../../../main/crypto/machine-layer.ts';
import { newRecoveryKit } from '../../../main/crypto/recovery-kit.ts';

/** Cheap on purpose, handed in by these tests alone. */
const CHEAP = { memoryKib: 64, passes: 1 };
const id = <T extends string>(): T => randomBytes(16).toString('base64url') as T;
const amina = { id: id<UserId>(), name: 'Amina', roles: ['administrator'] };
const baraka = { id: id<UserId>(), name: 'Baraka', roles: ['caseworker'] };
const AMINA = 'correct horse battery';
const BARAKA = 'another long passphrase';
const kit = newRecoveryKit();
const machine = newMachineSecret();
const everybody = (): boolean => true;

let plain: KeyFile;
let bound: KeyFile;
let keys: UnlockedKeys;
beforeAll(async () => {
  const made = await createKeyFile({
    office: { id: id<OfficeId>(), code: 'KSM', name: 'Kasama', language: 'en', demo: false },
    programme: { id: id<ProgrammeId>(), name: 'Marabia' },
    person: amina,
    passphrase: AMINA,
    kitSeed: kit.seed,
    auditRecipient: await identityToRecipient(await generateHybridIdentity()),
    cost: CHEAP,
  });
  keys = made.keys;
  plain = await putUser(made.file, keys, baraka, BARAKA, CHEAP);
  bound = bindSlots(plain, keys, machine, everybody);
});

/** What an attacker writes who has everything but the database key: the seal stays as it was. */
const forged = (users: readonly unknown[]): KeyFile => ({ ...bound, users }) as KeyFile;
const ofAmina = (file: KeyFile): KeyFile['users'][number] => {
  const [user] = file.users;
  if (!user) throw new Error('nobody');
  return user;
};

test('a bound slot opens with the passphrase and the secret of its computer, and with neither alone', async () => {
  const read = parseKeyFile(Buffer.from(keyFileText(bound)));
  expect(read).toEqual(bound);
  expect(allBound(bound)).toBe(true);
  expect(await unlock(bound, amina.id, AMINA, machine)).toEqual({ ok: true, value: { ...keys, machine } });
  expect(await unlock(bound, baraka.id, BARAKA, machine)).toMatchObject({ ok: true });
  expect(await unlock(bound, amina.id, AMINA)).toMatchObject({ error: { code: 'AUTH_OTHER_COMPUTER' } });
  expect(await unlock(bound, amina.id, AMINA, newMachineSecret())).toMatchObject({
    error: { code: 'AUTH_OTHER_COMPUTER' },
  });
  expect(await unlock(bound, amina.id, BARAKA, machine)).toMatchObject({ error: { code: 'AUTH_WRONG_PASSPHRASE' } });
  // A secret that only says that it is the right one opens nothing.
  const liar = { ...newMachineSecret(), id: machine.id };
  expect(await unlock(bound, amina.id, AMINA, liar)).toMatchObject({ error: { code: 'KEY_FILE_DAMAGED' } });
});

test('the recovery kit never asks for a computer', async () => {
  expect(await unlockWithKit(bound, kit.words)).toEqual({ ok: true, value: { databaseKeys: keys.databaseKeys } });
});

test('the binding cannot be taken off without the secret: what the passphrase is tried on is sealed', async () => {
  const user = ofAmina(bound);
  const { machine: _layer, ...bare } = user.slot;
  const stripped = { ...user, slot: bare };
  expect(await unlock(forged([stripped, bound.users[1]]), amina.id, AMINA)).toMatchObject({
    error: { code: 'AUTH_WRONG_PASSPHRASE' },
  });
  // The slot of before the binding, put back alone: the passphrase opens it, the seal of the whole file does not fit.
  expect(await unlock(forged([ofAmina(plain), bound.users[1]]), amina.id, AMINA)).toMatchObject({
    error: { code: 'KEY_FILE_DAMAGED', params: { at: 'seal' } },
  });
});

test('each word of the header belongs to the slot: person, keys, cost, salt, nonce and computer', () => {
  const user = ofAmina(bound);
  const { slot } = user;
  if (!slot.machine) throw new Error('not bound');
  expect(unboundSlot(user, slot, machine)).toEqual(ofAmina(plain).slot);
  const other = bound.users[1];
  if (!other) throw new Error('nobody');
  const text = (bytes: number): string => randomBytes(bytes).toString('base64url');
  const changed: [typeof user, typeof slot][] = [
    [{ ...user, id: other.id }, slot],
    [{ ...user, recipient: other.recipient }, slot],
    [{ ...user, signingKey: other.signingKey }, slot],
    [user, { ...slot, kdf: { ...slot.kdf, passes: 2 } }],
    [user, { ...slot, kdf: { ...slot.kdf, memoryKib: 32 } }],
    [user, { ...slot, kdf: { ...slot.kdf, salt: text(16) } }],
    [user, { ...slot, nonce: text(12) }],
    [user, { ...slot, machine: { ...slot.machine, nonce: text(12) } }],
    [user, { ...slot, machine: { ...slot.machine, id: newMachineSecret().id } }],
    [user, { ...slot, box: other.slot.box }],
    [user, { ...slot, box: `${slot.box.startsWith('A') ? 'B' : 'A'}${slot.box.slice(1)}` }],
    [user, { ...slot, box: '' }],
  ];
  for (const [owner, one] of changed) expect(unboundSlot(owner, one, machine)).toBeUndefined();
});

test('the same slot bound twice gives two boxes, and a bound one is never bound again', () => {
  const user = ofAmina(plain);
  const [one, two] = [bindSlot(user, user.slot, machine), bindSlot(user, user.slot, machine)];
  expect(one.machine?.nonce).not.toBe(two.machine?.nonce);
  expect(one.box).not.toBe(two.box);
  expect(() => bindSlot(user, one, machine)).toThrow();
});

test('what is locked later is bound too: another passphrase, not another person; another computer stays as it is', async () => {
  const opened = await unlock(bound, amina.id, AMINA, machine);
  if (!opened.ok) throw new Error(opened.error.code);
  const changed = await changePassphrase(bound, opened.value, 'the next passphrase', CHEAP);
  expect(allBound(changed)).toBe(true);
  expect(await unlock(changed, amina.id, 'the next passphrase', machine)).toMatchObject({ ok: true });
  const asha = { id: id<UserId>(), name: 'Asha', roles: ['caseworker'] };
  const three = await putUser(changed, opened.value, asha, 'one more long passphrase', CHEAP);
  // Nobody binds somebody else: the own sign-in does.
  expect(three.users.map(isBound)).toEqual([true, true, false]);
  expect(await unlock(three, asha.id, 'one more long passphrase')).toMatchObject({ ok: true });
  expect(bindSlots(changed, opened.value, newMachineSecret(), everybody)).toEqual(changed);
});

test('a copy that goes on elsewhere opens with each passphrase; slots of a computer that is not this one stay bound', async () => {
  const portable = portableSlots(bound, keys, [newMachineSecret(), machine]);
  expect(await unlock(portable, amina.id, AMINA)).toMatchObject({ ok: true });
  expect(await unlock(portable, baraka.id, BARAKA)).toMatchObject({ ok: true });
  expect(portableSlots(bound, keys, [newMachineSecret()])).toEqual(sealed(bodyOf(bound), keys.databaseKeys[0]));
});
const bodyOf = ({ seal: _seal, ...body }: KeyFile): Omit<KeyFile, 'seal'> => body;

test('a secret is named by what it is', () => {
  expect(machineSecret(machine.secret).id).toBe(machine.id);
  expect(newMachineSecret().id).not.toBe(machine.id);
});
