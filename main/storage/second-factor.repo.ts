import type { WritableDb } from './database.ts';

export interface SecondFactorRow {
  readonly secret: Uint8Array;
  readonly lastStep: number;
  readonly drift: number;
  /** Milliseconds since 1970 UTC. */
  readonly since: number;
}

/** Second factors by the number of the person. */
export class SecondFactorRepo {
  readonly #db: WritableDb;
  constructor(db: WritableDb) {
    this.#db = db;
  }

  get(personN: number): SecondFactorRow | undefined {
    return this.#db
      .read<[number], SecondFactorRow>(
        `SELECT secret, last_step AS lastStep, drift, since FROM second_factor WHERE person_n = ?`,
      )
      .get(personN);
  }
  put(personN: number, { secret, lastStep, drift, since }: SecondFactorRow): void {
    this.#db
      .write<[number, Uint8Array, number, number, number]>(
        `INSERT OR REPLACE INTO second_factor(person_n, secret, last_step, drift, since) VALUES(?, ?, ?, ?, ?)`,
      )
      .run(personN, secret, lastStep, drift, since);
  }
  /** Takes the phone and the printed codes away. */
  remove(personN: number): void {
    this.#db.write<[number]>(`DELETE FROM second_factor WHERE person_n = ?`).run(personN);
    this.#db.write<[number]>(`DELETE FROM second_factor_code WHERE person_n = ?`).run(personN);
  }
  putCodes(personN: number, hashes: readonly Uint8Array[]): void {
    this.#db.write<[number]>(`DELETE FROM second_factor_code WHERE person_n = ?`).run(personN);
    for (const hash of hashes)
      this.#db
        .write<[number, Uint8Array]>(`INSERT INTO second_factor_code(person_n, hash) VALUES(?, ?)`)
        .run(personN, hash);
  }
  codesLeft(personN: number): number {
    return this.#db.numbers<[number]>(`SELECT count(*) FROM second_factor_code WHERE person_n = ?`)(personN)[0] ?? 0;
  }
  /** Whether there was such a code; it is used then. */
  useCode(personN: number, hash: Uint8Array): boolean {
    return (
      this.#db
        .write<[number, Uint8Array]>(`DELETE FROM second_factor_code WHERE person_n = ? AND hash = ?`)
        .run(personN, hash).changes === 1
    );
  }
}
