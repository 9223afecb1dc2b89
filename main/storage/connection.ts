import Driver from 'better-sqlite3-multiple-ciphers';
import { teachPacking } from './packed.ts';

/** 64 MiB of decrypted pages: the working set of 50,000 cases' lists and indexes. */
export const CACHE_SIZE = 'cache_size=-65536';

/** The same while a bundle is taken in or written. */
export const SMALL_CACHE = 'cache_size=-16384';

/**
 * A connection to an encrypted file, keyed and set as storage.md says. The order of the first three steps makes the
 * file readable for any SQLCipher 4 tool (rules 2, 3). Faults are thrown as the driver's own errors.
 */
export function connect(file: string, key: Uint8Array, options: Driver.Options = {}): Driver.Database {
  if (key.length !== 32) throw new Error('a database key has 32 bytes');
  const connection = new Driver(file, { timeout: 2000, ...options });
  const raw = Buffer.concat([Buffer.from('raw:'), key]);
  try {
    connection.pragma("cipher='sqlcipher'");
    connection.pragma('legacy=4');
    connection.key(raw);
    connection.pragma('temp_store=MEMORY');
    // Without this a large sort writes readable rows to plain temporary files (rule 14).
    if (connection.pragma('temp_store', { simple: true }) !== 2) throw new Error('temp_store could not be set');
    connection.pragma('trusted_schema=OFF');
    connection.pragma('foreign_keys=ON');
    connection.pragma('secure_delete=ON');
    connection.pragma(CACHE_SIZE);
    teachPacking(connection);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  } finally {
    raw.fill(0);
  }
}

/** Settings of the one writer: a write-ahead log, and every commit on the disk before it is acknowledged. */
export function setForWriting(connection: Driver.Database): void {
  connection.pragma('journal_mode=WAL');
  connection.pragma('synchronous=FULL');
  // Checkpoints are ours to time (rule 12); this is only the ceiling of a long import.
  connection.pragma('wal_autocheckpoint=4000');
}
