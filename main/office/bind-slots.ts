import type { UserId } from '#core/ids.ts';
import { Refusal } from '#core/result.ts';
import { bindSlots, changePassphrase, portableSlots, putSlot, type UnlockedKeys } from '../crypto/key-file.ts';
import { isBound, keyFileText, parseKeyFile } from '../crypto/key-file-format.ts';
import type { KeyFile, KeySlot, KeyUser } from '../crypto/key-file-format.ts';
import { previousIsBound, readKeyFile, writeBothKeyFiles, writeKeyFile } from '../crypto/key-file-store.ts';
import { forgetKeptSlot, keepSlot, keptSlot } from '../crypto/kept-slots.ts';
import type { MachineSecret } from '../crypto/machine-layer.ts';
import type { KdfCost } from '../crypto/passphrase.ts';
import type { MachineSecrets } from './machine-secrets.ts';
import type { Office } from './office.ts';
import { valueOf } from './office-files.ts';
import type { OpenOffice } from './open-office.ts';

/** What a passphrase is tried with: the secret that a slot is bound with, or the slot as it was before. */
export interface WayIn {
  readonly machine?: MachineSecret;
  readonly slot?: KeySlot;
}

/**
 * How this person's slot opens here. While a binding is not proved, the slot as it was stands in for one whose secret
 * does not come; without it, what `MachineSecrets.of` refuses.
 */
export async function wayIn(secrets: MachineSecrets, dir: string, user: KeyUser | undefined): Promise<WayIn> {
  if (!user) return {};
  try {
    const machine = await secrets.of(user);
    return machine ? { machine } : {};
  } catch (error) {
    const kept = keptSlot(dir, user);
    if (!kept) throw error;
    return { slot: kept.slot };
  }
}

/**
 * Locks the own slot with another passphrase or a dearer cost: bound as before where the binding is proved, and free
 * otherwise, since no slot of the new passphrase is kept. The next sign-in binds it.
 */
export function lockAnew(
  dir: string,
  file: KeyFile,
  { machine, ...keys }: UnlockedKeys,
  passphrase: string,
  cost: KdfCost,
): Promise<KeyFile> {
  const own = file.users.find(({ id }) => id === keys.userId);
  const proved = own && machine && !keptSlot(dir, own);
  return changePassphrase(file, { ...keys, ...(proved && { machine }) }, passphrase, cost);
}

const ownIn = (file: KeyFile, me: UserId): KeyUser | undefined => file.users.find(({ id }) => id === me);

/** The secret that the slot was bound with is not on this computer any more. */
export const isGone = (secrets: MachineSecrets, user: KeyUser): Promise<boolean> =>
  secrets.of(user).then(
    () => false,
    (error: unknown) => error instanceof Refusal && error.error.code === 'AUTH_OTHER_COMPUTER',
  );

/**
 * Binds the slot of whoever has signed in to this computer, where it has a store for keys, in two steps (decision 0054);
 * nobody else's, ever. The first run of the program binds it and keeps the slot as it was. A sign-in of a later run that
 * came through the bound slot has proved that the store gives the secret back: then the kept one goes, and the copy of the
 * slots before is written over. The store is asked beside the calls of people. Faults of the disk are thrown.
 */
async function settleOwnSlot(office: Office, open: OpenOffice): Promise<void> {
  const { dir, machine: secrets } = open;
  const me = open.keys.userId;
  const before = valueOf(readKeyFile(dir));
  const own = ownIn(before, me);
  if (!own) return;
  const bound = isBound(own);
  const through = bound && open.keys.machine?.id === own.slot.machine?.id;
  const gone = bound && !through && (await isGone(secrets, own));
  const machine = bound || office.options.unbound === true ? undefined : await secrets.toBind(before.users);
  await office.enter((now) => {
    const file = valueOf(readKeyFile(dir));
    const user = ownIn(file, me);
    // Another session, or a slot that was locked anew meanwhile: the next sign-in looks again.
    if (now !== open || !user || JSON.stringify(user.slot) !== JSON.stringify(own.slot)) return;
    const kept = keptSlot(dir, user);
    if (machine) {
      keepSlot(dir, file, { user: me, run: office.run, slot: user.slot });
      valueOf(
        writeKeyFile(
          dir,
          bindSlots(file, open.keys, machine, ({ id }) => id === me),
        ),
      );
    } else if (through && kept?.run !== office.run) {
      if (!previousIsBound(dir, me)) valueOf(writeBothKeyFiles(dir, file));
      forgetKeptSlot(dir, me);
    } else if (gone && kept) {
      valueOf(writeKeyFile(dir, putSlot(file, open.keys, me, kept.slot)));
      forgetKeptSlot(dir, me);
    }
  });
}

/** Begins to bind the own slot. Nobody waits for it, and nothing depends on it: what is refused is tried at the next sign-in. */
export function bindInBackground(office: Office, open: OpenOffice): void {
  office.binding = settleOwnSlot(office, open).catch(() => undefined);
}

/** How many people's slots are bound for good, how many wait for the proof, of how many. */
export function slotsHere({ dir }: Pick<OpenOffice, 'dir'>): { bound: number; waiting: number; people: number } {
  const { users } = valueOf(readKeyFile(dir));
  const all = users.filter(isBound);
  const waiting = all.filter((user) => keptSlot(dir, user) !== undefined).length;
  return { bound: all.length - waiting, waiting, people: users.length };
}

/**
 * The bytes of a key file for a copy of the office that goes on elsewhere, because this computer is about to be left
 * behind: each slot opens with its passphrase there, without this computer. `stayBound`: of how many people it does not,
 * because neither their secret nor their slot of before is at hand.
 */
export async function portableKeys(
  { dir, keys, machine }: Pick<OpenOffice, 'dir' | 'keys' | 'machine'>,
  bytes: Buffer,
): Promise<{ readonly keys: Buffer; readonly stayBound: number }> {
  const file = parseKeyFile(bytes);
  if (!file) throw new Error('the key file was read whole a moment ago');
  const secrets = [...(keys.machine ? [keys.machine] : []), ...(await machine.namedBy(file.users))];
  const portable = portableSlots(file, keys, secrets, (user) => keptSlot(dir, user)?.slot);
  return { keys: Buffer.from(keyFileText(portable)), stayBound: portable.users.filter(isBound).length };
}
