import Driver from 'better-sqlite3-multiple-ciphers';
import { z } from 'zod';
import type { RelayDatabase, Sql, SqlValue } from './database.ts';

const STATEMENTS = 200;

/**
 * The embedded database: one file, every commit on the disk before it is acknowledged. It is not encrypted: it holds
 * bundles, which are, and who sent how much to whom, which the relay has to know.
 */
export function openSqlite(file: string): RelayDatabase {
  const connection = new Driver(file, { timeout: 5000 });
  connection.pragma('auto_vacuum=INCREMENTAL');
  connection.pragma('journal_mode=WAL');
  connection.pragma('synchronous=FULL');
  connection.pragma('foreign_keys=ON');
  connection.pragma('cache_size=-65536');
  connection.pragma('trusted_schema=OFF');
  const prepared = new Map<string, Driver.Statement>();
  const prepare = (text: string): Driver.Statement => {
    const known = prepared.get(text);
    if (known) return known;
    if (prepared.size >= STATEMENTS) prepared.clear();
    const statement = connection.prepare(text);
    prepared.set(text, statement);
    return statement;
  };
  const sql: Sql = {
    rows: <S extends z.ZodType>(shape: S, text: string, values: readonly SqlValue[] = []) => {
      const statement = prepare(text);
      const named = Object.fromEntries(values.map((value, i) => [String(i + 1), value]));
      if (statement.reader) return Promise.resolve(z.array(shape).parse(statement.all(named)));
      statement.run(named);
      return Promise.resolve([]);
    },
  };
  // There is one connection: whoever has begun a transaction has it to himself until the end.
  let last: Promise<unknown> = Promise.resolve();
  const alone = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };
  return {
    kind: 'sqlite',
    rows: (shape, text, values) => alone(() => sql.rows(shape, text, values)),
    transaction: (work) =>
      alone(async () => {
        connection.exec('BEGIN IMMEDIATE');
        try {
          const result = await work(sql);
          connection.exec('COMMIT');
          return result;
        } catch (error) {
          if (connection.inTransaction) connection.exec('ROLLBACK');
          throw error;
        }
      }),
    shrink: () =>
      alone(() => {
        // One page goes for each step of the statement: `exec` takes them all.
        connection.exec('PRAGMA incremental_vacuum(1000)');
        return Promise.resolve();
      }),
    close: () =>
      alone(() => {
        connection.close();
        return Promise.resolve();
      }),
  };
}

/** A copy of a running relay's file, whole as of one moment. The target must not exist. */
export function copySqlite(file: string, to: string): void {
  const connection = new Driver(file, { readonly: true, timeout: 5000 });
  try {
    connection.prepare('VACUUM INTO ?').run(to);
  } finally {
    connection.close();
  }
}
