import { Refusal } from '#core/result.ts';
import { readKeyFile, restorePreviousKeyFile } from '../crypto/key-file-store.ts';
import type { Office } from './office.ts';
import { valueOf } from './office-files.ts';

/**
 * Puts the key slots as they were before their last change in the place of damaged or missing ones; the damaged file is
 * kept beside them. What the last change was has to be done again: somebody who was added, a new passphrase. Somebody who
 * was removed is known to the database and stays out. Slots that are whole are never replaced.
 */
export function restorePreviousKeys(office: Office): Record<string, never> {
  const { dir } = office.options;
  if (office.open || readKeyFile(dir).ok) throw new Refusal('AUTH_ALREADY_OPEN');
  valueOf(restorePreviousKeyFile(dir));
  return {};
}
