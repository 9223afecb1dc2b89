import type { OfficeId, UserId } from '#core/ids.ts';
import type { WritableDb } from './database.ts';

/** A referral as far as lists need it. */
export interface ReferralRow {
  readonly row: string;
  readonly status: string;
  readonly toUser: string | null;
  readonly toOffice: string | null;
}
export interface ReferralPlace {
  readonly caseN: number;
  readonly row: string;
}

/** To whom referrals are open: a projection of the answers. */
export class ReferralRepo {
  readonly #db: WritableDb;
  constructor(db: WritableDb) {
    this.#db = db;
  }

  /** Replaces the referrals of a case. */
  put(caseN: number, rows: readonly ReferralRow[]): void {
    this.#db.write<[number]>(`DELETE FROM referral WHERE case_n = ?`).run(caseN);
    const insert = this.#db.write<[number, string, string, string | null, string | null]>(
      `INSERT INTO referral(case_n, row, status, to_user, to_office) VALUES(?, ?, ?, ?, ?)`,
    );
    for (const { row, status, toUser, toOffice } of rows) insert.run(caseN, row, status, toUser, toOffice);
  }
  /** Those that wait for this person, or that this person accepted and has not settled. */
  openTo(user: UserId): ReferralPlace[] {
    return this.#db
      .read<[string], ReferralPlace>(
        `SELECT case_n AS caseN, row FROM referral WHERE to_user = ? AND status IN ('in_progress', 'accepted')
         ORDER BY case_n, row`,
      )
      .all(user);
  }
  /** The cases that have a referral of this id: one, unless another office made up the same. */
  casesOf(row: string): number[] {
    return this.#db
      .read<[string], { n: number }>(`SELECT case_n AS n FROM referral WHERE row = ? ORDER BY case_n`)
      .all(row)
      .map(({ n }) => n);
  }
  /** Those that an office was asked for, whatever became of them. */
  toOffice(office: OfficeId): ReferralPlace[] {
    return this.#db
      .read<[string], ReferralPlace>(
        `SELECT case_n AS caseN, row FROM referral WHERE to_office = ? ORDER BY case_n, row`,
      )
      .all(office);
  }
}
