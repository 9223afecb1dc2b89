import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Input, Output } from '#core/contracts/index.ts';
import type { ErrorCode } from '#core/errors.ts';
import { Refusal } from '#core/result.ts';
import { readKeyFile } from '../crypto/key-file-store.ts';
import { stampOf } from '../storage/set-aside.ts';
import { attachmentsDir } from './attachment-access.ts';
import { findBackups } from './backup-folder.ts';
import { instantOf } from './clock.ts';
import type { Office } from './office.ts';
import { addMarks, marksIn } from './erasure-marks.ts';
import { databaseFile, fetchedDir, officeExists } from './office-files.ts';
import { restoreFiles } from './restore-files.ts';

/** The backups that a folder holds, newest first, for whoever stands before a computer without an office. */
export function lookForBackups(office: Office, path: string): NonNullable<Output<'setup.pickBackup'>> {
  const found = findBackups(path).sort((a, b) => b.facts.at - a.facts.at);
  return {
    place: office.places.name(path),
    backups: found.map(({ facts }) => ({
      officeId: facts.office.id,
      code: facts.office.code,
      name: facts.office.name,
      number: facts.number,
      atUtc: instantOf(facts.at),
      cases: facts.cases,
      files: facts.files.length,
      bytes: facts.database.bytes,
    })),
  };
}

/** What a right passphrase or kit met, after which a backup of the same office may stand in its place. */
const CANNOT_BE_OPENED: readonly ErrorCode[] = ['SAFE_DAMAGED', 'KEY_FILE_DAMAGED'];

/** Whether a backup may stand in the place of what is here: no office, or the same one that cannot be opened. */
function mayReplace(office: Office, officeId: string): boolean {
  const { dir } = office.options;
  if (!officeExists(dir)) return true;
  const keys = readKeyFile(dir);
  return !keys.ok || (keys.value.office.id === officeId && CANNOT_BE_OPENED.some((code) => code === office.trouble));
}

/**
 * What can still be read of a damaged database is taken over at the next sign-in, from where such files are looked for. The
 * attached files that it names go first, and the database last: whatever a stop leaves, no record comes without its file.
 */
function keepDamaged(aside: string, dir: string, stamp: string): void {
  keepFiles(aside, dir);
  if (!existsSync(databaseFile(aside))) return;
  mkdirSync(join(dir, 'damaged'), { recursive: true });
  for (const rest of ['-wal', ''])
    if (existsSync(databaseFile(aside) + rest))
      renameSync(databaseFile(aside) + rest, join(dir, 'damaged', `${stamp}-office.db${rest}`));
}

/** Attached files that the backup does not have lie beside the others again: names are keyed hashes of what is in them. */
function keepFiles(aside: string, dir: string): void {
  const [from, to] = [attachmentsDir(aside), attachmentsDir(dir)];
  if (!existsSync(from)) return;
  for (const name of readdirSync(from)) if (!existsSync(join(to, name))) renameSync(join(from, name), join(to, name));
}

/**
 * Puts a backup into the place of an office that is not here, or that cannot be opened: a new computer, after a theft or a
 * dead disk; a damaged database without a good copy. It stands there whole or not at all, and nothing that was there is
 * thrown away. Who signs in then, or opens it with the recovery kit, does so on a new computer of the same office
 * (exchange.md §6.11). AUTH_ALREADY_OPEN where there is an office, SYNC_STICK_REMOVED when the backup is gone, SAFE_DAMAGED
 * when it is not what it was, faults of the disk.
 */
export async function restoreBackup(
  office: Office,
  { place, officeId, number }: Input<'setup.restoreBackup'>,
): Promise<Output<'setup.restoreBackup'>> {
  const { dir, clock, emit } = office.options;
  if (office.open || !mayReplace(office, officeId)) throw new Refusal('AUTH_ALREADY_OPEN');
  const backup = findBackups(office.places.path(place)).find(
    ({ facts }) => facts.office.id === officeId && facts.number === number,
  );
  if (!backup) throw new Refusal('SYNC_STICK_REMOVED');
  const part = `${dir}.restoring`;
  rmSync(part, { recursive: true, force: true });
  try {
    const { missing } = await restoreFiles(backup, part, (done) => {
      const of = Math.max(done, backup.facts.database.bytes);
      emit({ type: 'progress', job: 'restore', phase: 'copy', done, of });
    });
    addMarks(part, marksIn(dir).marks);
    const stamp = stampOf(clock.now());
    const aside = `${dir}.before-${stamp}`;
    if (existsSync(dir)) {
      if (readdirSync(dir).length === 0) rmdirSync(dir);
      else renameSync(dir, aside);
    }
    renameSync(part, dir);
    keepDamaged(aside, dir, stamp);
    // What was fetched from a relay, now or in a try before, is needed no more.
    rmSync(fetchedDir(dir), { recursive: true, force: true });
    office.trouble = undefined;
    office.proved = undefined;
    return { missingFiles: missing.length };
  } catch (error) {
    rmSync(part, { recursive: true, force: true });
    throw error;
  }
}
