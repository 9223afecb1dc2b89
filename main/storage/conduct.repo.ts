import type { WritableDb } from './database.ts';

export interface ConductRow {
  readonly version: number;
  /** Empty: there is no code of conduct from here on. */
  readonly text: string;
  readonly at: number;
  /** Who wrote it, by their number here. */
  readonly personN: number;
}

/** Every version of the office's code of conduct; what was accepted stays readable. */
export class ConductRepo {
  readonly #db: WritableDb;
  constructor(db: WritableDb) {
    this.#db = db;
  }

  newest(): ConductRow | undefined {
    return this.#db
      .read<[], ConductRow>(
        `SELECT version, body AS text, at, person_n AS personN FROM conduct ORDER BY version DESC LIMIT 1`,
      )
      .get();
  }
  add(text: string, personN: number, at: number): number {
    const version = (this.newest()?.version ?? 0) + 1;
    this.#db
      .write<[number, string, number, number]>(`INSERT INTO conduct(version, body, person_n, at) VALUES(?, ?, ?, ?)`)
      .run(version, text, personN, at);
    return version;
  }
}
