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
  /**
   * Says which role a referral to a colleague gives in the case; none: the chosen answers alone. `sent`: it is no draft any
   * more, and was sent after all that were sent before.
   */
  setRole({ caseN, row }: ReferralPlace, role: string | undefined, sent: boolean): void {
    this.#db.write<[number, string]>(`DELETE FROM referral_role WHERE case_n = ? AND row = ?`).run(caseN, row);
    if (role === undefined) return;
    this.#db
      .write<[number, string, string, number]>(
        `INSERT INTO referral_role(case_n, row, role, sent)
         VALUES(?, ?, ?, CASE ? WHEN 1 THEN (SELECT coalesce(max(sent), 0) + 1 FROM referral_role) END)`,
      )
      .run(caseN, row, role, sent ? 1 : 0);
  }
  roleOf({ caseN, row }: ReferralPlace): string | undefined {
    return this.#db
      .read<[number, string], { role: string }>(`SELECT role FROM referral_role WHERE case_n = ? AND row = ?`)
      .get(caseN, row)?.role;
  }
  /** Those to this person that were sent with a role, whatever became of them: the one that was sent last first. */
  withRole(user: UserId): (ReferralPlace & { readonly role: string })[] {
    return this.#db
      .read<[string], ReferralPlace & { readonly role: string }>(
        `SELECT case_n AS caseN, row, role FROM referral JOIN referral_role USING(case_n, row)
         WHERE to_user = ? AND sent IS NOT NULL ORDER BY sent DESC`,
      )
      .all(user);
  }
  /** Whether it was accepted by this person, or for them, and is not settled. */
  isAcceptedBy({ caseN, row }: ReferralPlace, user: UserId): boolean {
    return (
      this.#db
        .read<[number, string, string], { n: number }>(
          `SELECT 1 AS n FROM referral WHERE case_n = ? AND row = ? AND to_user = ? AND status = 'accepted'`,
        )
        .get(caseN, row, user) !== undefined
    );
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
