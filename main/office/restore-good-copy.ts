import { Refusal } from '#core/result.ts';
import { restoreGoodCopy } from '../storage/backup.ts';
import { openDatabase } from '../storage/open-database.ts';
import { lockOffice } from '../storage/office-lock.ts';
import type { Office } from './office.ts';
import { copiesDir, databaseFile, valueOf } from './office-files.ts';
import { wentBack } from './send-again.ts';

/**
 * Puts the last good copy in the place of a damaged database. It needs the key of somebody who has just proved their
 * passphrase: the sign-in that met the damage left it here. The other offices will be asked to send again what it lacks.
 */
export function restoreLastGoodCopy(office: Office): Record<string, never> {
  const { dir, clock } = office.options;
  if (!office.proved?.copy) throw new Refusal('SAFE_DAMAGED');
  const { key, copy } = office.proved;
  const lock = valueOf(lockOffice(dir));
  try {
    const [file, now] = [databaseFile(dir), clock.now()];
    valueOf(restoreGoodCopy({ file, dir: copiesDir(dir), name: copy.name, key, now }));
    const database = valueOf(openDatabase({ file, key, now }));
    try {
      wentBack(database.db);
    } finally {
      database.close();
    }
  } finally {
    lock.release();
  }
  office.proved = undefined;
  office.trouble = undefined;
  return {};
}
