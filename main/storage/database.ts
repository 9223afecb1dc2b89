import type Driver from 'better-sqlite3-multiple-ciphers';
import { Refusal } from '#core/result.ts';
import { noChanges, type Changes } from './changed-cases.ts';
import { storageFault } from './storage-fault.ts';

declare const readable: unique symbol;
declare const writable: unique symbol;

/** What may be bound to a statement. */
export type Bound = string | number | bigint | Buffer | Uint8Array | null;

/** A prepared query. `Row` is what its SQL selects: it stands beside the SQL, in a repository. */
export interface ReadStatement<P extends readonly Bound[], Row> {
  readonly get: (...bound: P) => Row | undefined;
  readonly all: (...bound: P) => Row[];
  readonly iterate: (...bound: P) => IterableIterator<Row>;
}

/** A prepared change. Answers how many rows it touched and the last row number it gave out. */
export interface WriteStatement<P extends readonly Bound[]> {
  readonly run: (...bound: P) => { readonly changes: number; readonly rowid: number };
}

/** A handle that can only be asked. A statement that writes is refused when it is prepared. */
export interface ReadableDb {
  readonly [readable]: true;
  readonly read: <P extends readonly Bound[], Row>(sql: string) => ReadStatement<P, Row>;
  /** A query for one column of whole numbers: much quicker than rows when there are tens of thousands. */
  readonly numbers: <P extends readonly Bound[]>(sql: string) => (...bound: P) => number[];
  /**
   * Marks rows for the SQL function `mark_of(n)`, which answers the byte at `n` (0 beyond the end), until marked anew.
   * A list of tens of thousands of found rows is filtered three times quicker so than through a temporary table.
   */
  readonly mark: (marks: Uint8Array) => void;
  /** Which cases were written on this connection: what is kept in memory follows them. */
  readonly changes: Changes;
  readonly inTransaction: () => boolean;
}

/** The handle of the one writer. */
export interface WritableDb extends ReadableDb {
  readonly [writable]: true;
  readonly write: <P extends readonly Bound[]>(sql: string) => WriteStatement<P>;
  /** Several statements without values, for migrations and maintenance. */
  readonly exec: (sql: string) => void;
  /**
   * Runs `work` in one transaction that takes the write lock at once; inside another transaction it joins it. Whatever
   * leaves `work` as an exception rolls everything back. Faults of the disk and the file leave as `Refusal`
   * (DISK_FULL, DISK_READ_ONLY, DISK_FAILED, SAFE_DAMAGED, SAFE_IN_USE).
   */
  readonly transaction: <T>(work: () => T) => T;
}

function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const fault = storageFault(error);
    if (!fault) throw error;
    throw new Refusal(fault.code, fault.params);
  }
}

/** What a handle works on. The connection changes when the database gets another key while somebody works. */
export interface Source {
  readonly connection: Driver.Database;
}
type Current = () => Driver.Database;

/** Something that belongs to a connection, made anew when that is another one. */
function perConnection<T>(current: Current, make: (connection: Driver.Database) => T): () => T {
  let of = current();
  let made = make(of);
  return () => {
    const now = current();
    if (now !== of) {
      made = make(now);
      of = now;
    }
    return made;
  };
}

function reading<P extends readonly Bound[], Row>(current: Current, sql: string): ReadStatement<P, Row> {
  const statement = perConnection(current, (connection) => {
    const prepared = connection.prepare<Bound[], Row>(sql);
    if (!prepared.reader || !prepared.readonly) throw new Error('read() was given a statement that writes');
    return prepared;
  });
  return {
    get: (...bound) => guarded(() => statement().get(...bound)),
    all: (...bound) => guarded(() => statement().all(...bound)),
    iterate: (...bound) => statement().iterate(...bound),
  };
}

function writing<P extends readonly Bound[]>(current: Current, sql: string): WriteStatement<P> {
  const statement = perConnection(current, (connection) => connection.prepare<Bound[]>(sql));
  return {
    run: (...bound) => {
      const done = guarded(() => statement().run(...bound));
      return { changes: done.changes, rowid: Number(done.lastInsertRowid) };
    },
  };
}

/** Statements are prepared once per text and kept: a repository may be made anew without cost. */
function remembered<S>(make: (sql: string) => S): (sql: string) => S {
  const known = new Map<string, S>();
  return (sql) => {
    const found = known.get(sql);
    if (found) return found;
    const made = guarded(() => make(sql));
    known.set(sql, made);
    return made;
  };
}

function plucking(current: Current, sql: string): (...bound: Bound[]) => number[] {
  const statement = perConnection(current, (connection) => {
    const prepared = connection.prepare<Bound[], number>(sql).pluck();
    if (!prepared.readonly) throw new Error('numbers() was given a statement that writes');
    return prepared;
  });
  return (...bound) => guarded(() => statement().all(...bound));
}

function reader(source: Source) {
  let marked = new Uint8Array();
  const current = perConnection(
    () => source.connection,
    (connection) =>
      connection.function('mark_of', { directOnly: true }, (n) => (typeof n === 'number' ? (marked[n] ?? 0) : 0)),
  );
  return {
    current,
    read: remembered((sql) => reading<Bound[], unknown>(current, sql)),
    numbers: remembered((sql) => plucking(current, sql)),
    changes: noChanges(),
    inTransaction: () => current().inTransaction,
    mark: (marks: Uint8Array<ArrayBuffer>) => {
      marked = marks;
    },
  };
}

/** The handle that can only be asked. */
export const readableHandle = (connection: Driver.Database): ReadableDb =>
  reader({ connection }) as unknown as ReadableDb;

/** The branded handle over an open connection. Only open-database.ts and tests make one. */
export function writableHandle(source: Source): WritableDb {
  const { current, ...asking } = reader(source);
  const handle = {
    ...asking,
    write: remembered((sql) => writing<Bound[]>(current, sql)),
    exec: (sql: string) => {
      guarded(() => current().exec(sql));
    },
    transaction: <T>(work: () => T): T =>
      guarded(() => (current().inTransaction ? work() : current().transaction(work).immediate())),
  };
  return handle as unknown as WritableDb;
}
