import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal, type Result } from '#core/result.ts';
import type { UnlockedKeys } from '../crypto/key-file.ts';
import { keyFilePath } from '../crypto/key-file-store.ts';
import { listGoodCopies } from '../storage/backup.ts';
import { lockOffice } from '../storage/office-lock.ts';
import { openDatabase, type OfficeDatabase } from '../storage/open-database.ts';
import type { OfficeOptions } from './office.ts';

export const databaseFile = (dir: string): string => join(dir, 'office.db');
export const copiesDir = (dir: string): string => join(dir, 'copies');
export const inboxDir = (dir: string): string => join(dir, 'inbox');
/** What is on its way from the relay: it stays here until it is whole, whatever happens in between. */
/** Beside the office's folder: what was fetched so far of a backup at a relay. */
export const fetchedDir = (dir: string): string => `${dir}.fetched`;
export const arrivalsDir = (dir: string): string => join(dir, 'arrivals');
export const outboxDir = (dir: string): string => join(dir, 'outbox');

/** Whether there is an office in this folder. */
export const officeExists = (dir: string): boolean => existsSync(keyFilePath(dir)) || existsSync(databaseFile(dir));

export const lastGoodCopy = (dir: string): number | undefined => listGoodCopies(copiesDir(dir))[0]?.at;

export function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Refusal(result.error.code, result.error.params);
  return result.value;
}

export interface Opened {
  readonly database: OfficeDatabase;
  /** The key that fits. */
  key: Uint8Array;
  /** Closes the database and lets go of the folder. */
  readonly close: () => void;
}

/** Takes the folder for this process and opens the database with the first key that fits. */
export function officeDatabase(options: OfficeOptions, keys: UnlockedKeys['databaseKeys']): Opened {
  const { dir, clock } = options;
  mkdirSync(dir, { recursive: true });
  const lock = valueOf(lockOffice(dir));
  try {
    for (const [i, key] of keys.entries()) {
      const result = openDatabase({ file: databaseFile(dir), key, now: clock.now() });
      if (!result.ok && result.error.code === 'SAFE_WRONG_KEY' && i < keys.length - 1) continue;
      const database = valueOf(result);
      const close = (): void => {
        database.close();
        lock.release();
      };
      return { database, key, close };
    }
    throw new Refusal('SAFE_WRONG_KEY');
  } catch (error) {
    lock.release();
    throw error;
  }
}
