import type { WritableDb } from './database.ts';

export interface SuspensionRow {
  readonly n: number;
  readonly user: string;
  readonly by: string;
  readonly why: string;
  readonly at: number;
  /** JSON: `Could` of core/rights/suspension.ts. */
  readonly could: string;
  readonly leftMs: number;
  readonly ranMs: number;
  readonly seenAt: number;
  readonly endedAt: number | null;
}

/** Every suspension of somebody at this office; none is taken away. */
export class SuspensionRepo {
  readonly #db: WritableDb;
  constructor(db: WritableDb) {
    this.#db = db;
  }

  /** Oldest first. */
  all(): SuspensionRow[] {
    return this.#db
      .read<[], SuspensionRow>(
        `SELECT n, user_id AS user, by_user AS by, why, at, could, left_ms AS leftMs, ran_ms AS ranMs, seen_at AS seenAt,
           ended_at AS endedAt FROM suspension ORDER BY n`,
      )
      .all();
  }
  add({ user, by, why, at, could, leftMs, ranMs, seenAt }: Omit<SuspensionRow, 'n' | 'endedAt'>): void {
    this.#db
      .write<[string, string, string, number, string, number, number, number]>(
        `INSERT INTO suspension(user_id, by_user, why, at, could, left_ms, ran_ms, seen_at) VALUES(?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(user, by, why, at, could, leftMs, ranMs, seenAt);
  }
  count(n: number, leftMs: number, ranMs: number, seenAt: number): void {
    this.#db
      .write<[number, number, number, number]>(`UPDATE suspension SET left_ms = ?, ran_ms = ?, seen_at = ? WHERE n = ?`)
      .run(leftMs, ranMs, seenAt, n);
  }
  /** The person was let in again, or left. */
  end(user: string, at: number): void {
    this.#db
      .write<[number, string]>(`UPDATE suspension SET ended_at = ? WHERE user_id = ? AND ended_at IS NULL`)
      .run(at, user);
  }
}
