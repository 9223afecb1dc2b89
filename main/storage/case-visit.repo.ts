import type { UserId } from '#core/ids.ts';
import type { WritableDb } from './database.ts';
import { bytesOf } from './id-bytes.ts';

/** As many cases are remembered beside the pinned ones. */
const MOST_RECENT = 20;
export const MOST_PINNED = 50;

/** Which cases a person opened last, and which they pinned. */
export class CaseVisitRepo {
  readonly #db: WritableDb;
  constructor(db: WritableDb) {
    this.#db = db;
  }

  /** Remembers that a case was opened, and forgets the one before the last ones. */
  visit(user: UserId, caseN: number, at: number): void {
    this.#db
      .write<[Buffer, number, number]>(
        `INSERT INTO case_visit(user_id, case_n, at) VALUES(?, ?, ?) ON CONFLICT DO UPDATE SET at = excluded.at`,
      )
      .run(bytesOf(user), caseN, at);
    this.#db
      .write<[Buffer, Buffer, number]>(
        `DELETE FROM case_visit WHERE user_id = ? AND pinned_at IS NULL AND case_n NOT IN
           (SELECT case_n FROM case_visit WHERE user_id = ? AND pinned_at IS NULL ORDER BY at DESC LIMIT ?)`,
      )
      .run(bytesOf(user), bytesOf(user), MOST_RECENT);
  }
  pin(user: UserId, caseN: number, at: number | null): void {
    this.#db
      .write<[Buffer, number, number, number | null]>(
        `INSERT INTO case_visit(user_id, case_n, at, pinned_at) VALUES(?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET pinned_at = excluded.pinned_at`,
      )
      .run(bytesOf(user), caseN, at ?? 0, at);
  }
  /** In the order in which they were pinned. */
  pinned(user: UserId): number[] {
    return this.#db.numbers<[Buffer]>(
      `SELECT case_n FROM case_visit WHERE user_id = ? AND pinned_at IS NOT NULL ORDER BY pinned_at`,
    )(bytesOf(user));
  }
  /** The latest first, without the pinned ones. */
  recent(user: UserId): number[] {
    return this.#db.numbers<[Buffer]>(
      `SELECT case_n FROM case_visit WHERE user_id = ? AND pinned_at IS NULL ORDER BY at DESC`,
    )(bytesOf(user));
  }
}
