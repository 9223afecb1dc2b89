import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { copyFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Refusal, fail, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { WritableDb } from './database.ts';
import { CACHE_SIZE, connect } from './connection.ts';
import { verifyPages } from './page-verifier.ts';
import { setAside } from './set-aside.ts';
import { storageFault } from './storage-fault.ts';

/** A whole copy of the database, encrypted with the same key, that passed its checks when it was made. */
export interface GoodCopy {
  readonly name: string;
  readonly file: string;
  /** Their order: a clock that was wrong for a day must not make an old copy the newest for years. */
  readonly number: number;
  /** When it was made, milliseconds since 1970, UTC. */
  readonly at: number;
  readonly bytes: number;
}

const NAME = /^good-(\d{1,9})-(\d{1,16})\.hifadhi-db$/;
const KEPT = 2;

function flush(path: string): void {
  const handle = openSync(path, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function coded<T>(work: () => Result<T>): Result<T> {
  try {
    return work();
  } catch (error) {
    const fault = storageFault(error);
    if (!fault) throw error;
    return { ok: false, error: fault };
  }
}

/** The whole file goes by once: keeping its pages would only take memory from the office that is open beside it. */
const ONCE_THROUGH = 'cache_size=-2048';

function copyInto(db: WritableDb, part: string): void {
  db.exec(`PRAGMA ${ONCE_THROUGH}`);
  try {
    db.write<[string]>('VACUUM INTO ?').run(part);
  } finally {
    db.exec(`PRAGMA ${CACHE_SIZE}`);
  }
}

/**
 * Whether the tables and indexes of a file agree, table by table; every seal was looked at before. SAFE_DAMAGED { at }
 * for the first that does not.
 *
 * @param between lets others come to their turn.
 */
export async function checkTables(file: string, key: Uint8Array, between: () => Promise<void>): Promise<void> {
  const connection = connect(file, key, { readonly: true, fileMustExist: true });
  try {
    connection.pragma(ONCE_THROUGH);
    const tables = connection
      .prepare<[], { name: string }>(`SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'`)
      .all();
    for (const { name } of tables) {
      const said: unknown = connection.pragma(`integrity_check("${name.replaceAll('"', '""')}")`, { simple: true });
      if (said !== 'ok') throw new Refusal('SAFE_DAMAGED', { at: 'copy' });
      await between();
    }
  } finally {
    connection.close();
  }
}

function whole(file: string, key: Uint8Array): boolean {
  const report = verifyPages(file, key);
  if (report.pages === 0 || report.ragged || report.broken.length > 0) return false;
  const connection = connect(file, key, { readonly: true, fileMustExist: true });
  try {
    connection.pragma(ONCE_THROUGH);
    return connection.pragma('integrity_check', { simple: true }) === 'ok';
  } finally {
    connection.close();
  }
}

/** The copies there are, newest first. An unreadable folder has none. */
export function listGoodCopies(dir: string): GoodCopy[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir)
    .flatMap((name): GoodCopy[] => {
      const [, number, at] = NAME.exec(name) ?? [];
      const file = join(dir, name);
      return number === undefined || at === undefined
        ? []
        : [{ name, file, number: Number(number), at: Number(at), bytes: statSync(file).size }];
    })
    .sort((a, b) => b.number - a.number);
}

/** The name of the next copy in a folder. `now`: milliseconds. */
export const goodCopyName = (dir: string, now: number): string =>
  `good-${(listGoodCopies(dir)[0]?.number ?? 0) + 1}-${now}.hifadhi-db`;

/** Removes all but the newest copies. */
export function letGoOfOlder(dir: string): void {
  for (const old of listGoodCopies(dir).slice(KEPT)) rmSync(old.file, { force: true });
}

/** The newest copy that is still whole today; undefined when none is. A copy that cannot be read is not whole. */
export function newestWholeCopy(dir: string, key: Uint8Array): GoodCopy | undefined {
  return listGoodCopies(dir).find((copy) => {
    const checked = coded(() => ok(whole(copy.file, key)));
    return checked.ok && checked.value;
  });
}

/**
 * Writes a copy, checks it page by page, and only then lets go of the oldest ones. Not inside a transaction. A copy
 * that does not pass is removed and answered with SAFE_DAMAGED: the database itself should then be checked.
 */
export function writeGoodCopy(db: WritableDb, dir: string, key: Uint8Array, now: number): Result<GoodCopy> {
  return coded(() => {
    mkdirSync(dir, { recursive: true });
    const part = join(dir, 'copy.part');
    rmSync(part, { force: true });
    try {
      copyInto(db, part);
      if (!whole(part, key)) return fail('SAFE_DAMAGED', { at: 'copy' });
      flush(part);
      const number = (listGoodCopies(dir)[0]?.number ?? 0) + 1;
      const name = goodCopyName(dir, now);
      renameSync(part, join(dir, name));
      letGoOfOlder(dir);
      return ok({ name, file: join(dir, name), number, at: now, bytes: statSync(join(dir, name)).size });
    } finally {
      rmSync(part, { force: true });
    }
  });
}

/**
 * Puts a good copy in the place of the (closed) database. The copy is checked first and stays; what it replaces is
 * copied aside and its name answered. Errors: SAFE_DAMAGED when the copy is not whole, DISK_*; nothing changed then.
 */
export function restoreGoodCopy(options: {
  readonly file: string;
  readonly dir: string;
  readonly name: string;
  readonly key: Uint8Array;
  readonly now: number;
}): Result<{ readonly aside: string | undefined }> {
  return coded(() => {
    const copy = listGoodCopies(options.dir).find((entry) => entry.name === options.name);
    if (!copy || !whole(copy.file, options.key)) return fail('SAFE_DAMAGED', { at: 'copy' });
    mkdirSync(dirname(options.file), { recursive: true });
    const part = `${options.file}.part`;
    copyFileSync(copy.file, part);
    flush(part);
    const aside = setAside(options.file, options.now);
    if (aside === undefined && existsSync(options.file)) {
      rmSync(part, { force: true });
      return fail('DISK_FULL', { at: 'damaged' });
    }
    // The old log belongs to the old file; beside the copy it would be read as its own.
    for (const rest of ['-wal', '-shm']) rmSync(options.file + rest, { force: true });
    renameSync(part, options.file);
    return ok({ aside });
  });
}
