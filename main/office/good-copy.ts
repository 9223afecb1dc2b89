import { listGoodCopies, writeGoodCopy } from '../storage/backup.ts';
import { audit } from './audit.ts';
import { copiesDir } from './office-files.ts';
import type { OpenOffice } from './open-office.ts';

const DAY = 24 * 60 * 60_000;

/**
 * Keeps a checked copy of the database, at most one a day, so that a damaged file can be answered with "the last good
 * copy" (storage.md). A copy that fails does not stop the work; the next sign-in tries again.
 */
export function keepGoodCopy(open: OpenOffice, key: Uint8Array): void {
  const now = open.clock.now();
  const last = listGoodCopies(copiesDir(open.dir))[0]?.at ?? 0;
  if (open.repos.cases.count() === 0 || Math.abs(now - last) < DAY) return;
  const copy = writeGoodCopy(open.db, copiesDir(open.dir), key, now);
  audit(open, 'backup.made', 'copy', copy.ok ? 'done' : 'failed', copy.ok ? '' : copy.error.code);
}
