import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { z } from 'zod';
import { emergencyCalls, type Carried } from '#core/contracts/emergency.contract.ts';
import type { Output } from '#core/contracts/index.ts';
import { Refusal } from '#core/result.ts';
import { audit } from './audit.ts';
import { portableKeys } from './bind-slots.ts';
import { permit } from './authorise-call.ts';
import { marksDir } from './device-mark.ts';
import { evacuationOf } from './emergency-state.ts';
import { destroyKeys, removeRest } from './erase-office.ts';
import type { Office } from './office.ts';
import type { OpenOffice } from './open-office.ts';
import { secondPerson } from './second-person.ts';
import { writeBackup } from './write-backup.ts';

const SECOND_MS = 1000;

/**
 * Writes the whole office to a stick or folder and reads it back: the database, the files of cases, the key slots. Who
 * finds it needs a passphrase of this office or its kit, and not this computer. SYNC_STICK_REMOVED, EXPORT_NOT_WHOLE, DISK_*.
 */
export async function carryAway(open: OpenOffice, asked: unknown): Promise<Carried> {
  const { drill, path } = emergencyCalls.carry.input.extend({ path: z.string().min(1) }).parse(asked);
  permit(open, 'emergency.erase', 'emergency.carry');
  if (!existsSync(path)) throw new Refusal('SYNC_STICK_REMOVED');
  const begun = performance.now();
  // Written down first, so that the copy itself tells of it.
  audit(open, 'emergency.carried', open.self.code, 'done', drill ? 'drill' : '');
  let stayBound = 0;
  const made = await writeBackup(open, path, async (_open, bytes) => {
    const portable = await portableKeys(open, bytes);
    ({ stayBound } = portable);
    return portable.keys;
  });
  const { number, at, database, files, commits, cases, audit: head } = made;
  const row = { number, at, bytes: database.bytes, files: files.length, commits, auditN: head.n, code: null };
  open.db.transaction(() => {
    open.repos.backups.add(row);
    audit(open, 'backup.made', 'elsewhere', 'done', String(number));
  });
  const seconds = (performance.now() - begun) / SECOND_MS;
  return { to: basename(path), cases, files: files.length, bytes: database.bytes, seconds, stayBound };
}

/**
 * Erases the office of this computer: key slots first, then the rest, which needs no key any more. What is under way is
 * given up. EMERGENCY_SECOND_NEEDED, what `provePerson` refuses; DISK_* when a key slot
 * could not be destroyed.
 */
export async function eraseOffice(office: Office, asked: unknown): Promise<Output<'emergency.erase'>> {
  const { second } = emergencyCalls.erase.input.parse(asked);
  const { open } = office;
  if (!open) throw new Refusal('AUTH_LOCKED');
  permit(open, 'emergency.erase', 'emergency.erase');
  if (second !== undefined) await secondPerson(open, second.user, second);
  else if (evacuationOf(open) === undefined) throw new Refusal('EMERGENCY_SECOND_NEEDED');
  const { dir, clock } = office.options;
  const begun = performance.now();
  destroyKeys(dir, clock.now());
  const keysMs = performance.now() - begun;
  office.abandon();
  removeRest(dir, marksDir(office.options));
  return { keysMs };
}
