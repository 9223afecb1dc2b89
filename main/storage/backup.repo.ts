import type { WritableDb } from './database.ts';

export interface BackupRow {
  readonly number: number;
  readonly at: number;
  readonly bytes: number;
  /** Files attached to cases that are in it. */
  readonly files: number;
  readonly commits: number;
  /** How far the audit chain had come. */
  readonly auditN: number;
  /** Why it failed; null for one that was read back. */
  readonly code: string | null;
}
export interface RehearsalRow {
  readonly at: number;
  readonly code: string | null;
  /** What was found, signed by this computer. */
  readonly body: Buffer;
}
/** What is remembered of either: years of them, and no more than fits a page. */
const KEPT = 400;

/** Copies that were written elsewhere, and what came of putting one back for trial. */
export class BackupRepo {
  readonly #db: WritableDb;
  constructor(db: WritableDb) {
    this.#db = db;
  }

  add({ number, at, bytes, files, commits, auditN, code }: BackupRow): void {
    this.#db
      .write<[number, number, number, number, number, number, string | null]>(
        `INSERT INTO backup(number, at, bytes, files, commits, audit_n, code) VALUES(?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(number, at, bytes, files, commits, auditN, code);
    this.#db.write<[number]>(`DELETE FROM backup WHERE n <= (SELECT max(n) FROM backup) - ?`).run(KEPT);
  }
  /** The last one that was read back, or the last one that failed. */
  last(how: 'done' | 'failed'): BackupRow | undefined {
    return this.#db
      .read<[number], BackupRow>(
        `SELECT number, at, bytes, files, commits, audit_n AS auditN, code FROM backup WHERE (code IS NULL) = ?
         ORDER BY n DESC LIMIT 1`,
      )
      .get(Number(how === 'done'));
  }

  addRehearsal({ at, code, body }: RehearsalRow): void {
    this.#db
      .write<[number, string | null, Uint8Array]>(`INSERT INTO rehearsal(at, code, body) VALUES(?, ?, ?)`)
      .run(at, code, body);
    this.#db.write<[number]>(`DELETE FROM rehearsal WHERE n <= (SELECT max(n) FROM rehearsal) - ?`).run(KEPT);
  }
  /** Newest first. */
  rehearsals(limit: number): RehearsalRow[] {
    return this.#db
      .read<[number], RehearsalRow>(`SELECT at, code, body FROM rehearsal ORDER BY n DESC LIMIT ?`)
      .all(limit);
  }
}
