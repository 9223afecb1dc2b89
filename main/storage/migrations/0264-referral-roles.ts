/**
 * The role that a referral to a colleague gives in the case while it is open (decision 0064). Never edited after a release;
 * imports nothing.
 */
export const version = 264;

export const steps: readonly string[] = [
  `CREATE TABLE referral_role(case_n INTEGER NOT NULL REFERENCES case_(n), row TEXT NOT NULL, role TEXT NOT NULL,
     PRIMARY KEY(case_n, row)) STRICT, WITHOUT ROWID`,
];
