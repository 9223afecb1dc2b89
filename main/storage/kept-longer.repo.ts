import type { UserId } from '#core/ids.ts';
import type { WritableDb } from './database.ts';

export interface KeptLongerRow {
  readonly caseN: number;
  /** `YYYY-MM-DD`: on this day it is looked at again. */
  readonly until: string;
  readonly why: string;
  readonly by: UserId;
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
}

/** Decisions to keep a case whose time was over. */
export class KeptLongerRepo {
  readonly #db: WritableDb;
  constructor(db: WritableDb) {
    this.#db = db;
  }

  add({ caseN, until, why, by, at }: KeptLongerRow): void {
    this.#db
      .write<[number, string, string, string, number]>(
        `INSERT INTO kept_longer(case_n, until_day, why, by_user, at) VALUES(?, ?, ?, ?, ?)`,
      )
      .run(caseN, until, why, by, at);
  }
  /** Oldest first; those that another computer of the office told of stand where they were made. */
  all(): KeptLongerRow[] {
    return this.#db
      .read<[], KeptLongerRow>(
        `SELECT case_n AS caseN, until_day AS until, why, by_user AS by, at FROM kept_longer ORDER BY at, by_user`,
      )
      .all();
  }
  /** The last decision about each case, by its number. */
  latest(): ReadonlyMap<number, KeptLongerRow> {
    return new Map(this.all().map((row) => [row.caseN, row]));
  }
}
