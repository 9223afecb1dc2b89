import type { ReadableDb, WritableDb } from './database.ts';

type Table = 'meta' | 'setting';

/**
 * Named texts: `meta` for facts of this installation (own device, keys, counters), `setting` for what people choose.
 */
export class NamedTexts {
  readonly #db: ReadableDb;
  readonly #table: Table;
  constructor(db: ReadableDb, table: Table) {
    this.#db = db;
    this.#table = table;
  }

  get(key: string): string | undefined {
    return this.#db.read<[string], { value: string }>(`SELECT value FROM ${this.#table} WHERE key = ?`).get(key)?.value;
  }

  all(): ReadonlyMap<string, string> {
    const rows = this.#db.read<[], { key: string; value: string }>(`SELECT key, value FROM ${this.#table}`).all();
    return new Map(rows.map((row) => [row.key, row.value]));
  }
}

export function putText(db: WritableDb, table: Table, key: string, value: string): void {
  db.write<[string, string]>(
    `INSERT INTO ${table}(key, value) VALUES(?, ?) ON CONFLICT DO UPDATE SET value = excluded.value`,
  ).run(key, value);
}

export function dropText(db: WritableDb, table: Table, key: string): void {
  db.write<[string]>(`DELETE FROM ${table} WHERE key = ?`).run(key);
}
