import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Driver from 'better-sqlite3-multiple-ciphers';
import { ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { storageFault } from './storage-fault.ts';

export interface OfficeLock {
  readonly release: () => void;
}

/**
 * Takes the office's folder for this process. The lock is one of the operating system's on an empty file, so that it
 * ends with the process however that ends. Errors: SAFE_IN_USE when another instance has it, DISK_*.
 */
export function lockOffice(dir: string): Result<OfficeLock> {
  let connection: Driver.Database | undefined;
  try {
    mkdirSync(dir, { recursive: true });
    connection = new Driver(join(dir, 'office.lock'), { timeout: 0 });
    connection.pragma('journal_mode=MEMORY');
    connection.exec('BEGIN EXCLUSIVE');
    const held = connection;
    return ok({
      release: () => {
        if (held.open) held.close();
      },
    });
  } catch (error) {
    connection?.close();
    const fault = storageFault(error);
    if (!fault) throw error;
    return { ok: false, error: fault };
  }
}
