import { randomBytes } from 'node:crypto';
import { Decrypter, Encrypter, generateHybridIdentity, identityToRecipient } from 'age-encryption';
import type { UserId } from '#core/ids.ts';
import { fail, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { publicBytes, signingKey } from './ed25519.ts';
import { costIsEnough, emptySlot, isBound, isEmptied, sealFits, sealed } from './key-file-format.ts';
import type { HighWater, KeyFile, KeyFileBody, KeySlot, KeyUser } from './key-file-format.ts';
import { lockSlot, openSlot } from './key-slot.ts';
import type { PersonalKeys } from './key-slot.ts';
import { bindSlot, unboundSlot, type MachineSecret } from './machine-layer.ts';
import type { KdfCost } from './passphrase.ts';
import { LEAST_COST, deriveKey, newKdfParameters } from './passphrase.ts';
import { kitIdentity, kitRecipient, seedFromWords } from './recovery-kit.ts';

export interface Person {
  readonly id: UserId;
  readonly name: string;
  readonly roles: readonly string[];
}
/** What stands open after a sign-in. It lives in memory only and goes with the worker. */
export interface UnlockedKeys extends PersonalKeys {
  readonly userId: UserId;
  /** The key in force first; a second one only while a change of the key is unfinished: try them in turn. */
  readonly databaseKeys: readonly [Uint8Array, ...Uint8Array[]];
  /** The secret of this computer that the own slot was opened with; absent where it is not bound. */
  readonly machine?: MachineSecret;
}
/** Anything that can open the database: a person's sign-in or the recovery kit. */
export type DatabaseKeys = Pick<UnlockedKeys, 'databaseKeys'>;
export interface NewKeyFile {
  readonly office: KeyFileBody['office'];
  readonly programme: KeyFileBody['programme'];
  readonly person: Person;
  readonly passphrase: string;
  /** The 32 bytes of the recovery kit. */
  readonly kitSeed: Uint8Array;
  /** age recipient; its identity is kept inside the database. */
  readonly auditRecipient: string;
  readonly cost: KdfCost;
}

/** The 32-byte public key of an Ed25519 seed, base64url. */
export const signingKeyOf = (seed: Uint8Array): string => publicBytes(signingKey(seed)).toString('base64url');

async function wrap(databaseKey: Uint8Array, recipients: readonly string[]): Promise<string> {
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  return Buffer.from(await encrypter.encrypt(databaseKey)).toString('base64url');
}

async function unwrap(wrapped: string, identity: string): Promise<Uint8Array | undefined> {
  try {
    const decrypter = new Decrypter();
    decrypter.addIdentity(identity);
    const key = await decrypter.decrypt(Buffer.from(wrapped, 'base64url'), 'uint8array');
    return key.length === 32 ? key : undefined;
  } catch {
    return undefined;
  }
}

/** Opens the key or keys and asks the seal. KEY_FILE_DAMAGED { at } when the file was changed by other hands. */
async function databaseKeys(file: KeyFile, identity: string): Promise<Result<UnlockedKeys['databaseKeys']>> {
  const current = await unwrap(file.databaseKey, identity);
  if (!current) return fail('KEY_FILE_DAMAGED', { at: 'key' });
  if (!sealFits(file, current)) return fail('KEY_FILE_DAMAGED', { at: 'seal' });
  if (file.nextDatabaseKey === undefined) return ok([current]);
  const next = await unwrap(file.nextDatabaseKey, identity);
  return next ? ok([current, next]) : fail('KEY_FILE_DAMAGED', { at: 'next-key' });
}

const withoutNext = ({ nextDatabaseKey: _next, ...body }: KeyFileBody): KeyFileBody => body;
const bodyOf = ({ seal: _seal, ...body }: KeyFile): KeyFileBody => body;
const reseal = (body: KeyFileBody, keys: DatabaseKeys): KeyFile => sealed(body, keys.databaseKeys[0]);
/** Everybody who has a slot, and the kit. Who has left may have kept their own keys: nothing is wrapped to them. */
const recipientsOf = (body: Pick<KeyFileBody, 'users' | 'recovery'>): string[] => [
  ...body.users.filter((user) => !isEmptied(user)).map((user) => user.recipient),
  body.recovery.recipient,
];

/** The same file with these users: the database keys are encrypted to them anew. */
async function withUsers(file: KeyFile, keys: DatabaseKeys, users: readonly KeyUser[]): Promise<KeyFile> {
  const body = withoutNext({ ...bodyOf(file), users: [...users] });
  const [current, next] = keys.databaseKeys;
  const databaseKey = await wrap(current, recipientsOf(body));
  const nextDatabaseKey = next && (await wrap(next, recipientsOf(body)));
  return reseal({ ...body, databaseKey, ...(nextDatabaseKey !== undefined && { nextDatabaseKey }) }, keys);
}

async function newUser(
  person: Person,
  passphrase: string,
  cost: KdfCost,
): Promise<{ readonly user: KeyUser; readonly keys: PersonalKeys }> {
  const keys = { identity: await generateHybridIdentity(), signingSeed: new Uint8Array(randomBytes(32)) };
  const owner = {
    id: person.id,
    recipient: await identityToRecipient(keys.identity),
    signingKey: signingKeyOf(keys.signingSeed),
  };
  const slot = await lockSlot(owner, keys, passphrase, cost);
  return { user: { ...owner, name: person.name, roles: [...person.roles], slot }, keys };
}

/** The key slots of a new office with its first person, and that person's open keys. Nothing is written. */
export async function createKeyFile(
  options: NewKeyFile,
): Promise<{ readonly file: KeyFile; readonly keys: UnlockedKeys }> {
  const { user, keys } = await newUser(options.person, options.passphrase, options.cost);
  const databaseKey = new Uint8Array(randomBytes(32));
  const recovery = { recipient: await kitRecipient(options.kitSeed) };
  const users = [user];
  const body: KeyFileBody = {
    version: 1,
    office: options.office,
    programme: options.programme,
    users,
    recovery,
    audit: { recipient: options.auditRecipient },
    databaseKey: await wrap(databaseKey, recipientsOf({ users, recovery })),
  };
  return { file: sealed(body, databaseKey), keys: { userId: options.person.id, ...keys, databaseKeys: [databaseKey] } };
}

/**
 * A person's passphrase opens their keys, and those the database key. AUTH_WRONG_PASSPHRASE also for an unknown
 * person, after the same work; KEY_FILE_DAMAGED when the passphrase is right and the file is not, and what `openSlot` says
 * of a slot that is bound to a computer. `machine`: the secret of this one, for slots that are bound;
 * `kept`: the slot as it was before, while the binding is not proved.
 */
export async function unlock(
  file: KeyFile,
  userId: UserId,
  passphrase: string,
  machine?: MachineSecret,
  kept?: KeySlot,
): Promise<Result<UnlockedKeys>> {
  const user = file.users.find((entry) => entry.id === userId);
  if (!user) {
    await deriveKey(passphrase, newKdfParameters(file.users[0]?.slot.kdf ?? LEAST_COST));
    return fail('AUTH_WRONG_PASSPHRASE');
  }
  const own = await openSlot(kept ? { ...user, slot: kept } : user, passphrase, machine);
  if (!own.ok) return own;
  const opened = await databaseKeys(file, own.value.identity);
  if (!opened.ok) return opened;
  return ok({ userId, ...own.value, databaseKeys: opened.value, ...(machine && { machine }) });
}

/** The words of the recovery kit open the database. KEY_KIT_WRONG: not words of a kit, or of another office's. */
export async function unlockWithKit(file: KeyFile, words: readonly string[]): Promise<Result<DatabaseKeys>> {
  const seed = seedFromWords(words);
  if (!seed.ok) return seed;
  if ((await kitRecipient(seed.value)) !== file.recovery.recipient) return fail('KEY_KIT_WRONG');
  const opened = await databaseKeys(file, kitIdentity(seed.value));
  return opened.ok ? ok({ databaseKeys: opened.value }) : opened;
}

/** How a passphrase locks a slot; a layer of a computer around it leaves that as it is. */
const sameLock = (a: KeySlot, b: KeySlot): boolean =>
  a.nonce === b.nonce && JSON.stringify(a.kdf) === JSON.stringify(b.kdf);
const sameKeys = (a: KeyUser, b: KeyUser): boolean =>
  a.id === b.id && a.recipient === b.recipient && a.signingKey === b.signingKey;

/** What a person of an older backup has in it from today on. */
function slotToday(old: KeyUser, today: KeyFile): KeyUser {
  // Who once had nothing in it is not let in again by a copy that knows less.
  if (isEmptied(old)) return old;
  const now = today.users.find((user) => sameKeys(user, old));
  if (!now) return { ...old, slot: emptySlot(old.slot) };
  return sameLock(now.slot, old.slot) ? old : { ...old, slot: now.slot };
}

/**
 * The key slots of an older backup as they are to be today: the passphrase that somebody has now opens it in place of the
 * one before, and nothing of those who have left or got other keys. Undefined when there is nothing to change, or when this
 * person had no slot in it: only who can open it may seal it.
 */
export async function slotsToday(old: KeyFile, today: KeyFile, keys: UnlockedKeys): Promise<KeyFile | undefined> {
  const users = old.users.map((user) => slotToday(user, today));
  if (users.every((user, i) => user === old.users[i])) return undefined;
  const then = await keysThen(old, keys);
  return then && (await withUsers(old, then, users));
}

/** The keys of an older backup for whoever has a slot in it; undefined for anybody else. */
export async function keysThen(old: KeyFile, keys: UnlockedKeys): Promise<UnlockedKeys | undefined> {
  const opened = await databaseKeys(old, keys.identity);
  return opened.ok ? { ...keys, databaseKeys: opened.value } : undefined;
}

/**
 * The same file where the slots of `whose` are those of `free`, which were sealed together with it and need no computer. A
 * slot that was locked anew since then stays.
 */
export function withFreeSlots(
  file: KeyFile,
  free: KeyFile,
  keys: DatabaseKeys,
  whose: (user: KeyUser) => boolean,
): KeyFile {
  if (!sealFits(free, keys.databaseKeys[0])) return file;
  const users = file.users.map((user) => {
    const other = free.users.find((one) => sameKeys(one, user));
    const fits = other && isBound(user) && !isBound(other) && sameLock(other.slot, user.slot);
    return fits && whose(user) ? { ...user, slot: other.slot } : user;
  });
  return reseal({ ...bodyOf(file), users }, keys);
}

/** Adds a person, or gives one who forgot the passphrase new keys and a new slot. */
export async function putUser(
  file: KeyFile,
  keys: DatabaseKeys,
  person: Person,
  passphrase: string,
  cost: KdfCost,
): Promise<KeyFile> {
  const { user } = await newUser(person, passphrase, cost);
  const known = file.users.some((entry) => entry.id === person.id);
  const users = known ? file.users.map((entry) => (entry.id === person.id ? user : entry)) : [...file.users, user];
  return withUsers(file, keys, users);
}

/**
 * Takes a person's slot away. They may have kept the key: the database key has to be changed after this
 * (`beginRotation`). PERM_DENIED for the last person: an office without anybody cannot be opened.
 */
export async function removeUser(file: KeyFile, keys: DatabaseKeys, userId: UserId): Promise<Result<KeyFile>> {
  const users = file.users.filter((entry) => entry.id !== userId);
  if (users.length === 0) return fail('PERM_DENIED', { at: 'last-person' });
  return ok(await withUsers(file, keys, users));
}

/** Locks the same personal keys with another passphrase, or with a dearer cost. */
export async function changePassphrase(
  file: KeyFile,
  keys: UnlockedKeys,
  passphrase: string,
  cost: KdfCost,
): Promise<KeyFile> {
  const lockBound = async (owner: KeyUser): Promise<KeySlot> => {
    const slot = await lockSlot(owner, keys, passphrase, cost);
    return keys.machine ? bindSlot(owner, slot, keys.machine) : slot;
  };
  const users = await Promise.all(
    file.users.map(async (user) => (user.id === keys.userId ? { ...user, slot: await lockBound(user) } : user)),
  );
  return reseal({ ...bodyOf(file), users }, keys);
}

/** The same file with the slots of `which` bound to the computer of `machine`; those that are bound already stay. */
export function bindSlots(
  file: KeyFile,
  keys: DatabaseKeys,
  machine: MachineSecret,
  which: (user: KeyUser) => boolean,
): KeyFile {
  const users = file.users.map((user) =>
    isBound(user) || !which(user) ? user : { ...user, slot: bindSlot(user, user.slot, machine) },
  );
  return reseal({ ...bodyOf(file), users }, keys);
}

/**
 * The same file without the layer of this computer, for a copy of the office that goes on at another one: a passphrase
 * opens it there. Slots that are bound to a computer whose secret is not among `machines` stay as they are, unless
 * the one of before is `kept`.
 */
export function portableSlots(
  file: KeyFile,
  keys: DatabaseKeys,
  machines: readonly MachineSecret[],
  kept: (user: KeyUser) => KeySlot | undefined = () => undefined,
): KeyFile {
  const users = file.users.map((user) => {
    const machine = machines.find(({ id }) => id === user.slot.machine?.id);
    return { ...user, slot: (machine && unboundSlot(user, user.slot, machine)) ?? kept(user) ?? user.slot };
  });
  return reseal({ ...bodyOf(file), users }, keys);
}

/** The same file with another slot of the same keys for this person. */
export function putSlot(file: KeyFile, keys: DatabaseKeys, userId: UserId, slot: KeySlot): KeyFile {
  const users = file.users.map((user) => (user.id === userId ? { ...user, slot } : user));
  return reseal({ ...bodyOf(file), users }, keys);
}

/** The same person with other roles, as the sign-in screen shows them. */
export const setRoles = (file: KeyFile, keys: DatabaseKeys, userId: UserId, roles: readonly string[]): KeyFile => {
  const users = file.users.map((user) => (user.id === userId ? { ...user, roles: [...roles] } : user));
  return reseal({ ...bodyOf(file), users }, keys);
};

/** Whether this person's slot is locked cheaper than offices accept today; then `changePassphrase` with the same one. */
export const shouldRaiseCost = (file: KeyFile, userId: UserId): boolean =>
  file.users.some((user) => user.id === userId && !costIsEnough(user));

/** Remembers outside the database how far the office has come. */
export const setHighWater = (file: KeyFile, keys: DatabaseKeys, highWater: HighWater): KeyFile =>
  reseal({ ...bodyOf(file), highWater }, keys);

/** Puts the office into another programme: one that it joins before it has written anything. */
export const setProgramme = (file: KeyFile, keys: DatabaseKeys, programme: KeyFileBody['programme']): KeyFile =>
  reseal({ ...bodyOf(file), programme }, keys);

/**
 * First step of a change of the database key: the file holds the old and the new key. Write it, then rekey the database
 * (main/storage/rekey-database.ts), then `finishRotation` and write again. A stop anywhere between leaves a pair of
 * keys of which one fits.
 */
export async function beginRotation(
  file: KeyFile,
  keys: DatabaseKeys,
): Promise<{ readonly file: KeyFile; readonly newKey: Uint8Array }> {
  const newKey = keys.databaseKeys[1] ?? new Uint8Array(randomBytes(32));
  const both = { databaseKeys: [keys.databaseKeys[0], newKey] } satisfies DatabaseKeys;
  return { file: await withUsers(file, both, file.users), newKey };
}

/** Last step: only the new key is left. */
export const finishRotation = (file: KeyFile, newKey: Uint8Array): Promise<KeyFile> =>
  withUsers(file, { databaseKeys: [newKey] }, file.users);
