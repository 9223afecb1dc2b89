import type { SignedHead } from './audit.repo.ts';
import type { WritableDb } from './database.ts';

const FIELDS = 'n, hash, at, device, signature';

/** Heads of audit chains that came with bundles: of each computer the highest that an office told. */
export class WitnessRepo {
  readonly #db: WritableDb;
  constructor(db: WritableDb) {
    this.#db = db;
  }

  /** What an office told of a computer of its own, or of one of this office. */
  get(ofN: number, toldN: number, device: string): SignedHead | undefined {
    return this.#db
      .read<[number, number, string], SignedHead>(
        `SELECT ${FIELDS} FROM witnessed_head WHERE of_n = ? AND told_n = ? AND device = ?`,
      )
      .get(ofN, toldN, device);
  }
  /** All that is known of an office's chain, the highest first. */
  of(ofN: number): SignedHead[] {
    return this.#db
      .read<[number], SignedHead>(`SELECT ${FIELDS} FROM witnessed_head WHERE of_n = ? ORDER BY n DESC, device`)
      .all(ofN);
  }
  put(ofN: number, toldN: number, { device, n, hash, at, signature }: SignedHead): void {
    this.#db
      .write<[number, number, string, number, Uint8Array, number, Buffer]>(
        `INSERT INTO witnessed_head(of_n, told_n, device, n, hash, at, signature) VALUES(?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET n = excluded.n, hash = excluded.hash, at = excluded.at, signature = excluded.signature`,
      )
      .run(ofN, toldN, device, n, hash, at, signature);
  }
}
