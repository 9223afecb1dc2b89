/**
 * Which referrals there are to whom, as a projection of the answers: the inbox of a person and what waits for an office
 * are read without looking through all cases. Starts empty and is filled when the office opens. Never edited after a
 * release; imports nothing.
 */
export const version = 60;

export const steps: readonly string[] = [
  `CREATE TABLE referral(case_n INTEGER NOT NULL REFERENCES case_(n), row TEXT NOT NULL, status TEXT NOT NULL,
     to_user TEXT, to_office TEXT, PRIMARY KEY(case_n, row)) STRICT, WITHOUT ROWID`,
  `CREATE INDEX referral_user ON referral(to_user, status) WHERE to_user IS NOT NULL`,
  `CREATE INDEX referral_office ON referral(to_office, status) WHERE to_office IS NOT NULL`,
];
