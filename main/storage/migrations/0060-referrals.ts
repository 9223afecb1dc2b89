/**
 * Which referrals there are to whom, as a projection of the answers: the inbox of a person and what waits for an office
 * are read without looking through all cases. Starts empty and is filled when the office opens. Beside it, the
 * hand-overs of cases between offices as the log tells of them. Never edited after a release; imports nothing.
 */
export const version = 60;

export const steps: readonly string[] = [
  `CREATE TABLE referral(case_n INTEGER NOT NULL REFERENCES case_(n), row TEXT NOT NULL, status TEXT NOT NULL,
     to_user TEXT, to_office TEXT, PRIMARY KEY(case_n, row)) STRICT, WITHOUT ROWID`,
  `CREATE INDEX referral_user ON referral(to_user, status) WHERE to_user IS NOT NULL`,
  `CREATE INDEX referral_office ON referral(to_office, status) WHERE to_office IS NOT NULL`,
  `CREATE TABLE handover(row TEXT NOT NULL PRIMARY KEY, case_n INTEGER NOT NULL REFERENCES case_(n),
     from_office TEXT NOT NULL, to_office TEXT NOT NULL, offered_at INTEGER NOT NULL, recalled INTEGER NOT NULL DEFAULT 0,
     reply TEXT, accepted INTEGER, reply_by TEXT, reason TEXT, replied_at INTEGER, own TEXT,
     fresh INTEGER NOT NULL DEFAULT 0, settled INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID`,
  `CREATE INDEX handover_case ON handover(case_n)`,
  `CREATE INDEX handover_to ON handover(to_office)`,
];
