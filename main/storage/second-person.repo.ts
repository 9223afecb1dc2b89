import type { WritableDb } from './database.ts';
import { bytesOf, idOf } from './id-bytes.ts';

/** An act that waits for a second person. */
export interface WaitingRow {
  readonly id: string;
  readonly why: string;
  /** The call that was made, and its input as JSON. */
  readonly call: string;
  readonly body: string;
  /** JSON of what it was asked for on. */
  readonly basis: string | null;
  readonly by: string;
  readonly at: number;
}
interface Raw extends Omit<WaitingRow, 'id'> {
  readonly id: Buffer;
}

export class SecondPersonRepo {
  readonly #db: WritableDb;
  constructor(db: WritableDb) {
    this.#db = db;
  }

  /** Oldest first. */
  waiting(): WaitingRow[] {
    return this.#db
      .read<[], Raw>(
        `SELECT id, why, call, body, basis, by_user AS by, at FROM second_person WHERE decision IS NULL ORDER BY at, id`,
      )
      .all()
      .map(({ id, ...row }) => ({ ...row, id: idOf(id) }));
  }
  add({ id, why, call, body, basis, by, at }: WaitingRow): void {
    this.#db
      .write<[Buffer, string, string, string, string | null, string, number]>(
        `INSERT INTO second_person(id, why, call, body, basis, by_user, at) VALUES(?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(bytesOf(id), why, call, body, basis, by, at);
  }
  decide(id: string, by: string, at: number, decision: 'agreed' | 'declined' | 'withdrawn'): void {
    this.#db
      .write<[string, number, string, Buffer]>(
        `UPDATE second_person SET decided_by = ?, decided_at = ?, decision = ? WHERE id = ?`,
      )
      .run(by, at, decision, bytesOf(id));
  }
}
