import type { CommitId } from '#core/ids.ts';
import type { WritableDb } from './database.ts';
import { idOf } from './id-bytes.ts';

/** What a computer signed about saves that it held. */
export interface HeldWord {
  readonly hash: Uint8Array;
  readonly body: Uint8Array;
}

/** Since when other computers held a save (exchange.md R3), and since when it waits here. */
export class HeldBeforeRepo {
  readonly #db: WritableDb;
  constructor(db: WritableDb) {
    this.#db = db;
  }

  /**
   * What one computer says of a save; of several words the earliest stays. `at`: milliseconds since 1970. `word`: what it
   * signed, to be passed on. Answers whether it says anything new.
   */
  put(id: Uint8Array, byN: number, at: number, word?: HeldWord): boolean {
    const put = this.#db.write<[Uint8Array, number, number, Uint8Array | null]>(
      `INSERT INTO held_before(id, by_n, at, word) VALUES(?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET at = excluded.at, word = excluded.word
       WHERE excluded.at < held_before.at OR (excluded.at = held_before.at AND held_before.word IS NULL AND excluded.word IS NOT NULL)`,
    );
    if (put.run(id, byN, at, word?.hash ?? null).changes === 0) return false;
    if (word)
      this.#db
        .write<[Uint8Array, Uint8Array]>(`INSERT OR IGNORE INTO held_word(hash, body) VALUES(?, ?)`)
        .run(word.hash, word.body);
    return true;
  }
  /** Since when a save was held as this computer says; undefined where it says nothing. */
  since(id: Uint8Array, byN: number): number | undefined {
    return this.#db
      .read<[Uint8Array, number], { at: number }>(`SELECT at FROM held_before WHERE id = ? AND by_n = ?`)
      .get(id, byN)?.at;
  }
  /** The computers that held a save at a moment, and since when each, the first of them first. */
  by(id: Uint8Array, at: number): { readonly n: number; readonly at: number }[] {
    return this.#db
      .read<[Uint8Array, number], { n: number; at: number }>(
        `SELECT by_n AS n, at FROM held_before WHERE id = ? AND at <= ? ORDER BY at, by_n`,
      )
      .all(id, at);
  }
  /** What computers signed about a save that they held at a moment, and which computer each is. */
  wordsOf(id: Uint8Array, at: number): { readonly byN: number; readonly hash: Buffer; readonly body: Buffer }[] {
    return this.#db
      .read<[Uint8Array, number], { byN: number; hash: Buffer; body: Buffer }>(
        `SELECT h.by_n AS byN, w.hash, w.body FROM held_before h JOIN held_word w ON w.hash = h.word
         WHERE h.id = ? AND h.at <= ? ORDER BY h.by_n`,
      )
      .all(id, at);
  }
  /**
   * Forgets what others say of saves that are not here, or whose computer was not taken out: nobody can fill this office with
   * words. `selfN`: this computer, whose own notes stay.
   */
  tidy(selfN: number): void {
    this.#db
      .write<[number]>(
        `DELETE FROM held_before WHERE by_n <> ? AND id NOT IN (SELECT id FROM pending) AND id NOT IN (SELECT id FROM quarantine)
         AND NOT EXISTS (SELECT 1 FROM commit_log c JOIN device d ON d.n = c.device_n
           WHERE c.id = held_before.id AND d.cut_at IS NOT NULL)`,
      )
      .run(selfN);
    this.#db
      .write<[]>(`DELETE FROM held_word WHERE hash NOT IN (SELECT word FROM held_before WHERE word IS NOT NULL)`)
      .run();
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
