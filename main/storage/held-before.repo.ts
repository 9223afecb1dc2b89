import type { HeldWord } from '#core/exchange/late-work.ts';
import type { CommitId } from '#core/ids.ts';
import type { WritableDb } from './database.ts';
import { idOf } from './id-bytes.ts';

/** Since when other computers held a save (exchange.md R3), and since when it waits here. */
export class HeldBeforeRepo {
  readonly #db: WritableDb;
  constructor(db: WritableDb) {
    this.#db = db;
  }

  /**
   * What one computer says of a save; of several words the earliest stays. `at`: milliseconds since 1970. Answers whether it
   * says anything new.
   */
  put(id: Uint8Array, byN: number, at: number): boolean {
    const put = this.#db.write<[Uint8Array, number, number]>(
      `INSERT INTO held_before(id, by_n, at) VALUES(?, ?, ?)
       ON CONFLICT DO UPDATE SET at = excluded.at WHERE excluded.at < held_before.at`,
    );
    return put.run(id, byN, at).changes > 0;
  }
  /** The computers that held a save at a moment, and since when each, the first of them first. */
  by(id: Uint8Array, at: number): HeldWord<number>[] {
    return this.#db
      .read<[Uint8Array, number], HeldWord<number>>(
        `SELECT by_n AS by, at FROM held_before WHERE id = ? AND at <= ? ORDER BY at, by_n`,
      )
      .all(id, at);
  }
  /**
   * Forgets what others say of saves that are not here, or whose computer was not taken out: nobody can fill this office with
   * words. `selfN`: this computer. What its office's computers noted stays: it was another one before it put a copy back.
   */
  tidy(selfN: number): void {
    this.#db
      .write<[number]>(
        `DELETE FROM held_before
         WHERE by_n NOT IN (SELECT n FROM device WHERE office_n = (SELECT office_n FROM device WHERE n = ?)) AND id NOT IN (SELECT id FROM pending) AND id NOT IN (SELECT id FROM quarantine)
         AND NOT EXISTS (SELECT 1 FROM commit_log c JOIN device d ON d.n = c.device_n
           WHERE c.id = held_before.id AND d.cut_at IS NOT NULL)`,
      )
      .run(selfN);
  }

  /** For which saves an office asks since when they were here, in the place of what it asked before. */
  setAsked(officeN: number, ids: readonly Uint8Array[]): void {
    this.#db.write<[number]>(`DELETE FROM held_asked WHERE office_n = ?`).run(officeN);
    const put = this.#db.write<[number, Uint8Array]>(`INSERT OR IGNORE INTO held_asked(office_n, id) VALUES(?, ?)`);
    for (const id of ids) put.run(officeN, id);
  }
  asked(officeN: number): CommitId[] {
    return this.#db
      .read<[number], { id: Buffer }>(`SELECT id FROM held_asked WHERE office_n = ? ORDER BY id`)
      .all(officeN)
      .map(({ id }) => idOf(id));
  }

  /** Whether anything under this id waits here or was set aside. */
  isPutAway(id: Uint8Array): boolean {
    return (
      this.#db
        .read<[Uint8Array, Uint8Array], object>(
          `SELECT 1 FROM pending WHERE id = ? UNION ALL SELECT 1 FROM quarantine WHERE id = ?`,
        )
        .get(id, id) !== undefined
    );
  }
  /** When these very bytes came here and began to wait or were set aside; undefined where they did not. */
  putAway(id: Uint8Array, item: Uint8Array): number | undefined {
    return (
      this.#db
        .read<[Uint8Array, Uint8Array, Uint8Array, Uint8Array], { at: number | null }>(
          `SELECT min(at) AS at FROM (SELECT at FROM pending WHERE id = ? AND item = ?
           UNION ALL SELECT at FROM quarantine WHERE id = ? AND item = ?)`,
        )
        .get(id, item, id, item)?.at ?? undefined
    );
  }
}
