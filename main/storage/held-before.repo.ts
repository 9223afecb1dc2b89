import type { WritableDb } from './database.ts';

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
  /** Since when a save was held as this computer says; undefined where it says nothing. */
  since(id: Uint8Array, byN: number): number | undefined {
    return this.#db
      .read<[Uint8Array, number], { at: number }>(`SELECT at FROM held_before WHERE id = ? AND by_n = ?`)
      .get(id, byN)?.at;
  }
  /** The computers that held a save at a moment, by number. */
  by(id: Uint8Array, at: number): number[] {
    return this.#db
      .read<[Uint8Array, number], { n: number }>(
        `SELECT by_n AS n FROM held_before WHERE id = ? AND at <= ? ORDER BY by_n`,
      )
      .all(id, at)
      .map(({ n }) => n);
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
