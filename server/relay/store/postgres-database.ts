import pg from 'pg';
import { z } from 'zod';
import type { RelayDatabase, Sql, SqlValue } from './database.ts';

const INT8 = 20;
const CONNECTIONS = 10;
const TRIES = 6;
const LONGEST = 30_000;
/** Serialization failure, deadlock, the same row made by somebody else, a row of another table that went meanwhile. */
const AGAIN = new Set(['40001', '40P01', '23505', '23503']);

const again = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && AGAIN.has(error.code);

type Asked = Pick<pg.Pool | pg.PoolClient, 'query'>;

const sqlOn = (asked: Asked): Sql => ({
  rows: async <S extends z.ZodType>(shape: S, text: string, values: readonly SqlValue[] = []) => {
    const { rows } = await asked.query(text, [...values]);
    return z.array(shape).parse(rows);
  },
});

/** A PostgreSQL (13 or later) that any number of relay processes share. `url`: postgres://user:password@host/name. */
export function openPostgres(url: string): RelayDatabase {
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    // A server that went away without a word holds nothing up for ever, and nothing of ours holds its rows.
    query_timeout: LONGEST,
    statement_timeout: LONGEST,
    idle_in_transaction_session_timeout: LONGEST,
    // Numbers and times of ours stay below 2^53, so they are numbers here as in SQLite.
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        oid === INT8 ? Number : pg.types.getTypeParser(oid, format as 'text'),
    },
  });
  // A connection that breaks while nobody uses it is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => undefined);
  return {
    kind: 'postgres',
    rows: (shape, text, values) => sqlOn(pool).rows(shape, text, values),
    transaction: async (work) => {
      for (let tries = 1; ; tries++) {
        const client = await pool.connect();
        let broken: Error | undefined;
        // The pool listens only while it has the connection; one that breaks now fails the statement that waits for it.
        const breaks = (error: Error): void => {
          broken = error;
        };
        client.on('error', breaks);
        try {
          await client.query('BEGIN');
          const result = await work(sqlOn(client));
          await client.query('COMMIT');
          return result;
        } catch (error) {
          await client.query('ROLLBACK').catch((fault: unknown) => {
            broken = fault instanceof Error ? fault : new Error('the connection is broken');
          });
          if (!again(error) || tries === TRIES) throw error;
        } finally {
          client.off('error', breaks);
          client.release(broken);
        }
      }
    },
    // It looks after its files by itself.
    shrink: () => Promise.resolve(),
    close: () => pool.end(),
  };
}
