import { mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { placeFile } from '../crypto/sealed-file.ts';
import { flushFolder } from '../crypto/flush-folder.ts';
import { checkTables, goodCopyName, letGoOfOlder, listGoodCopies, writeGoodCopy } from '../storage/backup.ts';
import { snapshot } from '../storage/snapshot.ts';
import { audit } from './audit.ts';
import { copiesDir } from './office-files.ts';
import type { OpenOffice } from './open-office.ts';
import { breathe } from './progress.ts';

const DAY = 24 * 60 * 60_000;
/** A database of about a thousand cases: nobody waits for more than half a second for its copy. In bytes. */
const AT_ONCE = 16 * 1024 * 1024;

/** Whether the last copy is older than a day; an office without a case needs none. */
export function copyDue(open: OpenOffice): boolean {
  const last = listGoodCopies(copiesDir(open.dir))[0]?.at ?? 0;
  return open.repos.cases.count() > 0 && Math.abs(open.clock.now() - last) >= DAY;
}

/**
 * Keeps a checked copy of the database, at most one a day, so that a damaged file can be answered with "the last good
 * copy" (storage.md). A large one is made beside the work a minute later (`copyBesideWork`). A copy that fails does not
 * stop the work; it is tried again.
 */
export function keepGoodCopy(open: OpenOffice): void {
  const { database, key } = open.opened;
  if (!copyDue(open) || statSync(database.file).size > AT_ONCE) return;
  const copy = writeGoodCopy(open.db, copiesDir(open.dir), key, open.clock.now());
  audit(open, 'backup.made', 'copy', copy.ok ? 'done' : 'failed', copy.ok ? '' : copy.error.code);
}

/**
 * The same while people go on working: the file as it is at this moment, every seal looked at on the way, read back, and
 * its tables checked one by one before it counts. SAFE_DAMAGED { page } when the office's own database is damaged,
 * AUTH_LOCKED when the office is closed meanwhile, and faults of the disk, which leave as they come.
 */
export async function copyBesideWork(open: OpenOffice): Promise<void> {
  const { database, key } = open.opened;
  const dir = copiesDir(open.dir);
  const made = join(dir, 'copy.new');
  mkdirSync(dir, { recursive: true });
  try {
    await placeFile(made, open.backups.whileOpen(snapshot(database, key, () => undefined)));
    await checkTables(made, key, async () => {
      await breathe();
      open.backups.goesOn();
    });
    renameSync(made, join(dir, goodCopyName(dir, open.clock.now())));
    flushFolder(dir);
    letGoOfOlder(dir);
  } finally {
    // A look at a file that has a journal leaves the files of that journal.
    for (const rest of ['', '-wal', '-shm']) rmSync(made + rest, { force: true });
  }
}
