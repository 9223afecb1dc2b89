import { existsSync, statSync } from 'node:fs';
import type Driver from 'better-sqlite3-multiple-ciphers';
import { Refusal, fail, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { CACHE_SIZE, connect, setForWriting, SMALL_CACHE } from './connection.ts';
import { readableHandle, writableHandle } from './database.ts';
import type { ReadableDb, WritableDb } from './database.ts';
import { migrate } from './migrate.ts';
import { PAGE_SIZE, verifyPages } from './page-verifier.ts';
import { setAside } from './set-aside.ts';
import { storageFault } from './storage-fault.ts';

export interface OfficeDatabase {
  readonly db: WritableDb;
  readonly file: string;
  /** How many pages the file has. */
  readonly pages: () => number;
  /** Moves the log into the file and empties it, so that deleted data does not linger (storage.md rule 12). */
  readonly checkpoint: () => Result<void>;
  /**
   * Keeps no more decrypted pages than long work needs, until it is told `false`: what runs through the whole file would fill
   * the memory with pages that nobody asks for again. Does nothing where it is closed.
   */
  readonly readThrough: (isLong: boolean) => void;
  /** Connections that read the file at length. Who adds one takes it out again. */
  readonly readers: Set<Pick<Driver.Database, 'close'>>;
  /**
   * Checkpoints as far as possible and lets go of the file. Ends the `readers` first: they are of this thread, so that
   * waiting for one would end only when SQLite gives up, seconds later and with the log still beside the file.
   */
  readonly close: () => void;
  /**
   * Lets go of the file for `work`, which puts it under another key and answers that one, and goes on with it: handles and
   * statements stay. When `work` throws, with the key as before. SAFE_IN_USE when somebody else reads the file.
   */
  readonly changeKey: (work: () => Uint8Array) => void;
}

const SAMPLE_PAGES = 64;

/**
 * Why SQLite does not accept the file. Only the key makes *every* page fail; a fault of the disk leaves others whole.
 * The two are different screens, and neither offers deletion.
 */
function refuse(file: string, key: Uint8Array, now: number): Result<never> {
  const report = verifyPages(file, key, SAMPLE_PAGES);
  const nothingFits = report.pages > 0 && report.broken.length === Math.min(report.pages, SAMPLE_PAGES);
  if (nothingFits) return fail('SAFE_WRONG_KEY');
  return damaged(file, now, { page: report.broken[0] ?? 0 });
}

function damaged(file: string, now: number, params: Readonly<Record<string, number>> = {}): Result<never> {
  const copy = setAside(file, now);
  return fail('SAFE_DAMAGED', copy === undefined ? params : { ...params, copy });
}

function explain(error: unknown, file: string, key: Uint8Array, now: number): Result<never> {
  const fault = storageFault(error);
  if (!fault) throw error;
  if (fault.code !== 'SAFE_DAMAGED') return { ok: false, error: fault };
  try {
    return refuse(file, key, now);
  } catch (reading) {
    const deeper = storageFault(reading);
    return deeper ? { ok: false, error: deeper } : fail('DISK_FAILED');
  }
}

/** A database that says it has more pages than the file holds was cut off. Seen before the first write can hide it. */
function cutShort(connection: Driver.Database, file: string): boolean {
  if (existsSync(`${file}-wal`) && statSync(`${file}-wal`).size > 0) return false;
  const size = statSync(file).size;
  return size > 0 && Number(connection.pragma('page_count', { simple: true })) * PAGE_SIZE !== size;
}

function opened(connection: Driver.Database, file: string, key: Uint8Array): OfficeDatabase {
  const source = { connection };
  const readers = new Set<Pick<Driver.Database, 'close'>>();
  let fits = key;
  const checkpoint = (): Result<void> => {
    try {
      source.connection.pragma('wal_checkpoint(TRUNCATE)');
      return ok(undefined);
    } catch (error) {
      const fault = storageFault(error);
      if (!fault) throw error;
      return { ok: false, error: fault };
    }
  };
  const letGo = (): void => {
    if (!source.connection.open) return;
    checkpoint();
    source.connection.close();
  };
  const close = (): void => {
    for (const reader of readers) reader.close();
    readers.clear();
    letGo();
  };
  const changeKey = (work: () => Uint8Array): void => {
    letGo();
    try {
      // The last connection takes its log away: one that is left belongs to somebody who still reads.
      if (existsSync(`${file}-wal`)) throw new Refusal('SAFE_IN_USE');
      fits = work();
    } finally {
      source.connection = connect(file, fits, { fileMustExist: true });
      setForWriting(source.connection);
    }
  };
  const pages = (): number => statSync(file).size / PAGE_SIZE;
  const readThrough = (isLong: boolean): void => {
    if (source.connection.open) source.connection.pragma(isLong ? SMALL_CACHE : CACHE_SIZE);
  };
  return { db: writableHandle(source), file, pages, checkpoint, readThrough, readers, close, changeKey };
}

/**
 * Opens the office's database, made new when the file is missing, and brings it to the newest schema.
 *
 * `key`: 32 raw bytes. `now`: milliseconds, names the copy of a damaged file.
 * Errors: SAFE_WRONG_KEY, SAFE_DAMAGED { page, copy }, SAFE_FROM_FUTURE { version }, SAFE_IN_USE, DISK_FULL,
 * DISK_READ_ONLY, DISK_FAILED. A file that is refused is left as it was.
 */
export function openDatabase(options: {
  readonly file: string;
  readonly key: Uint8Array;
  readonly now: number;
}): Result<OfficeDatabase> {
  const { file, key, now } = options;
  let connection: Driver.Database | undefined;
  try {
    const known = existsSync(file) && statSync(file).size > 0;
    if (known && statSync(file).size % PAGE_SIZE !== 0) return refuseCut(file, key, now);
    connection = connect(file, key);
    const version = Number(connection.pragma('user_version', { simple: true }));
    if (known && cutShort(connection, file)) {
      connection.close();
      return damaged(file, now);
    }
    setForWriting(connection);
    const migrated = migrate(connection, file);
    if (!migrated.ok) {
      connection.close();
      return migrated.error.code === 'SAFE_DAMAGED' ? damaged(file, now, { version }) : migrated;
    }
    return ok(opened(connection, file, key));
  } catch (error) {
    connection?.close();
    return explain(error, file, key, now);
  }
}

/** A file that ends within a page is damaged whatever the key; with a wrong key as well, the key is named first. */
function refuseCut(file: string, key: Uint8Array, now: number): Result<never> {
  if (statSync(file).size < PAGE_SIZE) return damaged(file, now);
  return refuse(file, key, now);
}

/** A second connection that can only read: for long reports beside the writer. Same errors as `openDatabase`. */
export function openReader(options: {
  readonly file: string;
  readonly key: Uint8Array;
  readonly now: number;
}): Result<{ readonly db: ReadableDb; readonly close: () => void }> {
  try {
    const connection = connect(options.file, options.key, { readonly: true, fileMustExist: true });
    connection.pragma('query_only=ON');
    return ok({ db: readableHandle(connection), close: () => connection.close() });
  } catch (error) {
    return explain(error, options.file, options.key, options.now);
  }
}
