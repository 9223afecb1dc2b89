/**
 * Referrals to other offices. Each has a small file of its own, which has streams like a case and is none: `kind` keeps
 * it out of everything that is about cases. Beside it what both offices said about it, as the log tells. `case_n` and
 * `told` are this office's own: the case that it came from, and how many answers had their effect there. Never edited
 * after a release; imports nothing.
 */
export const version = 77;

export const steps: readonly string[] = [
  `ALTER TABLE case_ ADD COLUMN kind TEXT NOT NULL DEFAULT 'case' CHECK(kind IN ('case', 'referral'))`,
  `CREATE TABLE asked_referral(row TEXT NOT NULL PRIMARY KEY, file_n INTEGER NOT NULL UNIQUE REFERENCES case_(n),
     case_n INTEGER REFERENCES case_(n), from_office TEXT NOT NULL, to_office TEXT NOT NULL, asked_at INTEGER NOT NULL,
     until TEXT NOT NULL, ended TEXT, ended_at INTEGER, accepted INTEGER, answered_by TEXT, reason TEXT,
     answered_at INTEGER, closed_at INTEGER, closed_by TEXT, given TEXT, report TEXT, told INTEGER NOT NULL DEFAULT 0,
     erased INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID`,
  `CREATE INDEX asked_referral_left ON asked_referral(erased, asked_at)`,
  `CREATE INDEX asked_referral_to ON asked_referral(to_office, asked_at)`,
  `CREATE INDEX referral_row ON referral(row)`,
];
