import { Refusal } from '#core/result.ts';
import { restoreGoodCopy } from '../storage/backup.ts';
import { lockOffice } from '../storage/office-lock.ts';
import type { Office } from './office.ts';
import { copiesDir, databaseFile, valueOf } from './office-files.ts';

/**
 * Puts the last good copy in the place of a damaged database. It needs the key of somebody who has just proved their
 * passphrase: the sign-in that met the damage left it here.
 */
export function restoreLastGoodCopy(office: Office): Record<string, never> {
  const { dir, clock } = office.options;
  if (!office.proved?.copy) throw new Refusal('SAFE_DAMAGED');
  const { key, copy } = office.proved;
  const lock = valueOf(lockOffice(dir));
  try {
    valueOf(restoreGoodCopy({ file: databaseFile(dir), dir: copiesDir(dir), name: copy.name, key, now: clock.now() }));
  } finally {
    lock.release();
  }
  office.proved = undefined;
  office.trouble = undefined;
  return {};
}
