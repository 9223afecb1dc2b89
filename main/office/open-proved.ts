import { existsSync } from 'node:fs';
import { Refusal } from '#core/result.ts';
import type { DatabaseKeys } from '../crypto/key-file.ts';
import { newestWholeCopy } from '../storage/backup.ts';
import { isDamaged } from './damage-mark.ts';
import type { Office } from './office.ts';
import { copiesDir, databaseFile, officeDatabase, type Opened } from './office-files.ts';

/**
 * Opens the database for somebody who has proved that they may: a right passphrase, or the recovery kit. What stands in
 * the way is remembered for `app.state`, and the key of a damaged database for its last good copy.
 */
export function openProved(office: Office, keys: DatabaseKeys): Opened {
  office.proved = undefined;
  office.trouble = undefined;
  try {
    // Opening makes a database where there is none: an empty office must not take the place of one that is gone.
    if (!existsSync(databaseFile(office.options.dir))) throw new Refusal('SAFE_DAMAGED');
    if (keys.databaseKeys.every((key) => isDamaged(office.options.dir, key))) throw new Refusal('SAFE_DAMAGED');
    return officeDatabase(office.options, keys.databaseKeys);
  } catch (error) {
    if (error instanceof Refusal) office.trouble = error.error.code;
    if (office.trouble === 'SAFE_DAMAGED') {
      const [key] = keys.databaseKeys;
      office.proved = { key, copy: newestWholeCopy(copiesDir(office.options.dir), key) };
    }
    throw error;
  }
}
