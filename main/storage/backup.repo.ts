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
/** A backup that lies at a relay. */
export interface RelayBackupRow {
  /** SHA-256 of the file that says what it consists of. */
  readonly top: Buffer;
  readonly number: number;
  readonly at: number;
  /** Of the database. */
  readonly bytes: number;
  readonly commits: number;
  readonly auditN: number;
  /** Names of its pieces, 32 bytes each. */
  readonly pieces: Buffer;
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

  /** Writes down one that arrived whole; of those before it the newest stay, so that there are `keep`. */
  addRelayed({ top, number, at, bytes, commits, auditN, pieces }: RelayBackupRow, keep: number): void {
    this.#db
      .write<[Uint8Array, number, number, number, number, number, Uint8Array]>(
        `INSERT INTO relay_backup(top, number, at, bytes, commits, audit_n, pieces) VALUES(?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(top, number, at, bytes, commits, auditN, pieces);
    this.keepRelayed(keep);
  }
  /** Forgets all but the newest. */
  keepRelayed(keep: number): void {
    this.#db
      .write<[number]>(`DELETE FROM relay_backup WHERE n NOT IN (SELECT n FROM relay_backup ORDER BY n DESC LIMIT ?)`)
      .run(keep);
  }
  /** Newest first. */
  relayed(): RelayBackupRow[] {
    return this.#db
      .read<[], RelayBackupRow>(
        `SELECT top, number, at, bytes, commits, audit_n AS auditN, pieces FROM relay_backup ORDER BY n DESC`,
      )
      .all();
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
