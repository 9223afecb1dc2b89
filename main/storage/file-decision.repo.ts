import type { UserId } from '#core/ids.ts';
import type { WritableDb } from './database.ts';

export interface FileDecisionRow {
  readonly caseN: number;
  /** `YYYY-MM-DD`: on this day they are looked at again; '' where they were taken out. */
  readonly until: string;
  /** How many files were taken out. */
  readonly gone: number;
  /** Ids of files that stay as long as their case. */
  readonly left: readonly string[];
  readonly why: string;
  readonly by: UserId;
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
}
type Raw = Omit<FileDecisionRow, 'left'> & { readonly leftIds: string };

/** Decisions about the files of closed cases whose time was over. */
export class FileDecisionRepo {
  readonly #db: WritableDb;
  constructor(db: WritableDb) {
    this.#db = db;
  }

  add({ caseN, until, gone, left, why, by, at }: FileDecisionRow): void {
    this.#db
      .write<[number, string, number, string, string, string, number]>(
        `INSERT INTO file_decision(case_n, until_day, gone, left_ids, why, by_user, at) VALUES(?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(caseN, until, gone, JSON.stringify(left), why, by, at);
  }
  /** Oldest first; those that another computer of the office told of stand where they were made. */
  all(): FileDecisionRow[] {
    return this.#db
      .read<[], Raw>(
        `SELECT case_n AS caseN, until_day AS until, gone, left_ids AS leftIds, why, by_user AS by, at
         FROM file_decision ORDER BY at, by_user`,
      )
      .all()
      .map(({ leftIds, ...rest }) => ({ ...rest, left: JSON.parse(leftIds) as string[] }));
  }
  /** Those about each case, by its number, oldest first. */
  byCase(): ReadonlyMap<number, readonly FileDecisionRow[]> {
    return Map.groupBy(this.all(), ({ caseN }) => caseN);
  }
  /** When the last one about a case was made; 0: there is none. */
  lastAt(caseN: number): number {
    const row = this.#db
      .read<[number], { at: number | null }>('SELECT max(at) AS at FROM file_decision WHERE case_n = ?')
      .get(caseN);
    return row?.at ?? 0;
  }
}
