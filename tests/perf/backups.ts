import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { backupsOf, listBackups } from '../../main/office/backup-folder.ts';
import { keyWorkDue, needKeyChange } from '../../main/office/key-change.ts';
import { restoreFiles } from '../../main/office/restore-files.ts';
import { writeBackup } from '../../main/office/write-backup.ts';
import type { BenchOffice } from './bench-office.ts';
import { figure, type Figure } from './measure.ts';

const MIB = 1024 * 1024;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** How long a backup takes that is read back, putting it into another folder, and another key for the database. */
export async function backupFigures({ open, dir }: BenchOffice, cases: string): Promise<Figure[]> {
  const [stick, scratch] = [join(dir, 'stick'), join(dir, 'scratch')];
  mkdirSync(stick);
  const backup = await timed(() => writeBackup(open, stick));
  const [made] = listBackups(backupsOf(stick, open.self.code, open.self.officeId));
  if (!made) throw new Error('there is no backup');
  const size = `${cases}, ${String(Math.round(made.facts.database.bytes / MIB))} MiB`;
  const restore = await timed(() => restoreFiles(made, scratch, () => undefined));
  rmSync(scratch, { recursive: true });
  open.db.transaction(() => {
    needKeyChange(open, 'asked');
  });
  const key = await timed(() => open.backups.start(open, 'key'));
  if (keyWorkDue(open)) throw new Error('the key did not change');
  return [
    figure({ id: 'backup.50k', what: `a backup of ${size}, every page checked, read back`, unit: 'ms' }, backup),
    figure(
      { id: 'restore.50k', what: `the same put into another folder, read back and compared`, unit: 'ms' },
      restore,
    ),
    figure({ id: 'keys.change50k', what: `the same database under another key, beside the work`, unit: 'ms' }, key),
  ];
}
