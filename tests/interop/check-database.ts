import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Row = Readonly<Record<string, unknown>>;
interface Connection {
  all(sql: string, done: (error: Error | null, rows: Row[]) => void): void;
  close(done: (error: Error | null) => void): void;
}
interface Sqlcipher {
  readonly OPEN_READWRITE: number;
  readonly Database: new (file: string, mode: number, done: (error: Error | null) => void) => Connection;
}

export interface DatabaseReport {
  readonly sqlcipher: string;
  /** Rows of every ordinary table. */
  readonly rows: Readonly<Record<string, number>>;
  /** What is wrong, in SQLCipher's words; empty when all is well. */
  readonly findings: readonly string[];
}

const ask = (db: Connection, sql: string): Promise<Row[]> =>
  new Promise((resolve, reject) => {
    db.all(sql, (error, rows) => {
      if (error) reject(error);
      else resolve(rows);
    });
  });
const firstOf = (row: Row | undefined): unknown => (row ? Object.values(row)[0] : undefined);

function open(file: string): Promise<Connection> {
  const sqlcipher = createRequire(import.meta.url)('@journeyapps/sqlcipher') as Sqlcipher;
  return new Promise((resolve, reject) => {
    const db = new sqlcipher.Database(file, sqlcipher.OPEN_READWRITE, (error) => {
      if (error) reject(error);
      else resolve(db);
    });
  });
}

async function examine(db: Connection, rawKeyHex: string): Promise<DatabaseReport> {
  await ask(db, `PRAGMA key = "x'${rawKeyHex}'"`);
  const sqlcipher = String(firstOf((await ask(db, 'PRAGMA cipher_version'))[0]));
  // One row for each page whose authentication code is wrong, none when all are right.
  const broken = (await ask(db, 'PRAGMA cipher_integrity_check')).map((row) => String(firstOf(row)));
  const tables = await ask(
    db,
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE 'sqlite%' ORDER BY name",
  );
  const structure = (await ask(db, 'PRAGMA integrity_check')).map((row) => String(firstOf(row)));
  const rows: Record<string, number> = {};
  for (const { name } of tables) {
    const table = String(name);
    rows[table] = Number(firstOf((await ask(db, `SELECT count(*) FROM "${table.replaceAll('"', '""')}"`))[0]));
  }
  const findings = [...broken, ...structure.filter((line) => line !== 'ok')];
  const total = Object.values(rows).reduce((a, b) => a + b, 0);
  return { sqlcipher, rows, findings: total > 0 ? findings : [...findings, 'there is not one row in it'] };
}

/**
 * Opens a copy of the database with the real SQLCipher and its raw key (64 hexadecimal digits), checks every page and
 * counts rows. A wrong key or a file that is not SQLCipher's is a finding, not an exception.
 */
export async function checkDatabase(database: string, rawKeyHex: string): Promise<DatabaseReport> {
  const refuse = (finding: string): DatabaseReport => ({ sqlcipher: '', rows: {}, findings: [finding] });
  if (!/^[0-9a-f]{64}$/i.test(rawKeyHex)) return refuse('the raw key is not 64 hexadecimal digits');
  if (!existsSync(database)) return refuse('there is no such file');
  const dir = mkdtempSync(join(tmpdir(), 'hifadhi-interop-'));
  try {
    const copy = join(dir, 'copy.db');
    copyFileSync(database, copy);
    if (existsSync(`${database}-wal`)) copyFileSync(`${database}-wal`, `${copy}-wal`);
    const db = await open(copy);
    try {
      return await examine(db, rawKeyHex);
    } finally {
      await new Promise((resolve) => {
        db.close(resolve);
      });
    }
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
