import { existsSync, lstatSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { keysThen, slotsToday, withFreeSlots, type DatabaseKeys } from '../crypto/key-file.ts';
import { flushFolder } from '../crypto/flush-folder.ts';
import { isBound, keyFileText, parseKeyFile, type KeyFile } from '../crypto/key-file-format.ts';
import { readKeyFile } from '../crypto/key-file-store.ts';
import { openWithKit, sealForKit } from '../crypto/kit-slots.ts';
import { once } from '../crypto/once.ts';
import { placeFile } from '../crypto/sealed-file.ts';
import {
  backupsOf,
  endExchange,
  exchangeSlots,
  kitKeysOf,
  listBackups,
  slotsIn,
  type Backup,
  type BackupFacts,
} from './backup-folder.ts';
import { isGone, portableKeys } from './bind-slots.ts';
import type { MachineSecrets } from './machine-secrets.ts';
import { valueOf } from './office-files.ts';
import type { OpenOffice } from './open-office.ts';

/** In a folder that a backup was put back into: its slots without the layers of the lost computer, for the kit alone. */
export const kitSlotsPath = (dir: string): string => join(dir, 'office.keys.kit.age');

type Holding = Pick<OpenOffice, 'dir' | 'keys' | 'machine'>;

/**
 * The slots of a backup without the layer of this computer, closed to everybody but the recovery kit: once the kit has
 * opened the office elsewhere, people sign in there with their own passphrases. Undefined where no slot has a layer that
 * could be taken off.
 */
export async function kitSlotsOf(open: Holding, bytes: Buffer): Promise<Uint8Array | undefined> {
  const file = parseKeyFile(bytes);
  if (!file?.users.some(isBound)) return undefined;
  const free = await portableKeys(open, bytes);
  const portable = parseKeyFile(free.keys);
  if (!portable || free.stayBound === file.users.filter(isBound).length) return undefined;
  return sealForKit(portable);
}

/** Lays `kitSlotsOf` beside the slots of a backup. */
export async function placeKitSlots(open: Holding, dir: string, number: number, bytes: Buffer): Promise<void> {
  const free = await kitSlotsOf(open, bytes);
  if (free) await placeFile(kitKeysOf(dir, number), once(free));
}

/**
 * The slots of an office that the kit has just opened, without the layers of a computer that is not this one, as far as the
 * backup that was put back brought them along. Slots of this computer stay bound.
 */
export async function freedByKit(
  dir: string,
  file: KeyFile,
  words: readonly string[],
  kit: DatabaseKeys,
  secrets: MachineSecrets,
): Promise<KeyFile> {
  const path = kitSlotsPath(dir);
  if (!existsSync(path) || !lstatSync(path).isFile()) return file;
  const free = await openWithKit(readFileSync(path), words);
  if (!free) return file;
  const gone = new Set<string>();
  for (const user of file.users) if (isBound(user) && (await isGone(secrets, user))) gone.add(user.id);
  return withFreeSlots(file, free, kit, ({ id }) => gone.has(id));
}

/** The slots are in force: what brought them along goes. Where it cannot, it stays closed and opens nothing new. */
export function forgetKitSlots(dir: string): void {
  try {
    rmSync(kitSlotsPath(dir), { force: true });
  } catch {
    // The office is open by now; a file that nobody needs must not close it again.
  }
}

/** Whether the office as it is now came out of that backup: what an older copy of it knows of people is not newer. */
const cameFrom = ({ repos }: OpenOffice, { audit }: BackupFacts): boolean =>
  repos.audit.hashAt(audit.n)?.toString('base64url') === audit.hash;

/** Sealed slots for the kit where a backup has none beside bound slots: it is older than they are, or a stop took them. */
async function renewKitSlots(open: OpenOffice, { dir, facts }: Backup, file: KeyFile): Promise<void> {
  if (existsSync(kitKeysOf(dir, facts.number)) || !file.users.some(isBound)) return;
  const keys = await keysThen(file, open.keys);
  if (!keys) return;
  const then = { dir: open.dir, machine: open.machine, keys };
  await placeKitSlots(then, dir, facts.number, Buffer.from(keyFileText(file)));
}

/**
 * Gives the backups below a place the slots of today: who has left opens none of them any more, and who has another
 * passphrase opens them with that one. Only those change that this office came from, and in which the signed-in person had
 * a slot. What somebody copied before is out of reach. Answers how many changed; faults of the disk leave as they come.
 */
export async function renewBackupSlots(open: OpenOffice, root: string): Promise<number> {
  const today = valueOf(readKeyFile(open.dir));
  let changed = 0;
  for (const backup of listBackups(backupsOf(root, open.self.code, open.self.officeId))) {
    open.backups.goesOn();
    endExchange(backup);
    const old = cameFrom(open, backup.facts) ? slotsIn(backup) : undefined;
    if (!old) continue;
    const next = await slotsToday(old, today, open.keys);
    if (next) {
      // First: a stop after the exchange would leave the sealed slots of somebody who has left beside those of today.
      rmSync(kitKeysOf(backup.dir, backup.facts.number), { force: true });
      flushFolder(backup.dir);
      await exchangeSlots(backup, next);
      changed += 1;
    }
    await renewKitSlots(open, backup, next ?? old);
  }
  return changed;
}
