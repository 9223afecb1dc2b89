import { z } from 'zod';

export type SqlValue = string | number | Uint8Array | null;

/** Statements in the words that SQLite and PostgreSQL share, with `$1` for the first value. */
export interface Sql {
  /** The rows an answer holds, each checked against `shape`; a statement without an answer gives none. */
  readonly rows: <S extends z.ZodType>(shape: S, text: string, values?: readonly SqlValue[]) => Promise<z.infer<S>[]>;
}

/** Where a relay keeps what it has: one file of SQLite, or a PostgreSQL that several relay processes share. */
export interface RelayDatabase extends Sql {
  readonly kind: 'sqlite' | 'postgres';
  /** All of `work` or nothing. May run it again when another process was in the way, so it does nothing else. */
  readonly transaction: <T>(work: (sql: Sql) => Promise<T>) => Promise<T>;
  /** Gives room of what was removed back to the disk, a little at a time. */
  readonly shrink: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Of a statement whose answer is not looked at. */
export const nothing = z.looseObject({});
export const blob = z.instanceof(Uint8Array);
