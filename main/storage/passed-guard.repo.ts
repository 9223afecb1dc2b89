import type { WritableDb } from './database.ts';

export type GuardKind = 'held' | 'longer' | 'hidden';

/** One that went along with the hand-over of a case. */
export interface PassedGuard {
  /** The row of `transfers`. */
  readonly transfer: string;
  readonly kind: GuardKind;
  /** When it was decided at the office before, in milliseconds since 1970 UTC, and by whom. */
  readonly at: number;
  readonly by: string;
  readonly byName: string;
  readonly caseN: number;
}

/** What went along with hand-overs of cases, by the numbers that cases have in this database. */
export class PassedGuardRepo {
  readonly #db: WritableDb;
  constructor(db: WritableDb) {
    this.#db = db;
  }

  /** Whether it was not known before: of two computers that settle a hand-over each says the same. */
  add({ transfer, kind, at, by, byName, caseN }: PassedGuard): boolean {
    const known = this.ofCase(caseN).some(
      (one) => one.transfer === transfer && one.kind === kind && one.at === at && one.by === by,
    );
    if (known) return false;
    this.#db
      .write<[string, string, number, string, string, number]>(
        `INSERT INTO passed_guard(transfer, kind, at, by_user, by_name, case_n) VALUES(?, ?, ?, ?, ?, ?)`,
      )
      .run(transfer, kind, at, by, byName, caseN);
    return true;
  }
  ofCase(caseN: number): PassedGuard[] {
    return this.#db
      .read<[number], PassedGuard>(
        `SELECT transfer, kind, at, by_user AS by, by_name AS byName, case_n AS caseN FROM passed_guard
         WHERE case_n = ? ORDER BY at, transfer, kind, by_user`,
      )
      .all(caseN);
  }
}
