import { bindSlots, portableSlots } from '../crypto/key-file.ts';
import { previousIsBound, readKeyFile, writeBothKeyFiles, writeKeyFile } from '../crypto/key-file-store.ts';
import { allBound, keyFileText, parseKeyFile } from '../crypto/key-file-format.ts';
import { valueOf } from './office-files.ts';
import type { OpenOffice } from './open-office.ts';

/**
 * Binds the slots of this office to this computer, where it has a store for keys, in two steps (decision 0054). The first
 * sign-in binds the own slot: the secret lies durably on the disk before the slot is written, and the slots as they were
 * stay beside. A sign-in that came through a bound slot has proved that the store gives the secret back: then the slots of
 * everybody are bound, and no file holds one that is not. Faults of the disk leave as refusals; the office is as it was.
 */
export async function bindSlotsHere(open: Pick<OpenOffice, 'dir' | 'keys' | 'machine'>): Promise<OpenOffice['keys']> {
  const { dir, keys } = open;
  const proved = keys.machine;
  const machine = proved ?? (await open.machine.toBind());
  if (!machine) return keys;
  const file = valueOf(readKeyFile(dir));
  const bound = bindSlots(file, keys, machine, ({ id }) => proved !== undefined || id === keys.userId);
  if (proved === undefined) valueOf(writeKeyFile(dir, bound));
  else if (!allBound(file) || !previousIsBound(dir)) valueOf(writeBothKeyFiles(dir, bound));
  return { ...keys, machine };
}

/**
 * The bytes of a key file for a copy of the office that goes on elsewhere, because this computer is about to be left
 * behind: each slot opens with its passphrase there, without this computer.
 */
export async function portableKeys(open: OpenOffice, bytes: Buffer): Promise<Buffer> {
  const file = parseKeyFile(bytes);
  if (!file) throw new Error('the key file was read whole a moment ago');
  return Buffer.from(keyFileText(portableSlots(file, open.keys, await open.machine.all())));
}
