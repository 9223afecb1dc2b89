/**
 * Cases of which nothing may be done but keep them (GDPR article 18), as the log tells. Never edited after a release;
 * imports nothing.
 */
export const version = 200;

export const steps: readonly string[] = [
  // `until_day`: when it is expected to end; '' when nobody knows. It lasts until somebody lifts it.
  `CREATE TABLE restriction(row TEXT NOT NULL PRIMARY KEY, case_n INTEGER NOT NULL REFERENCES case_(n), why TEXT NOT NULL,
     authority TEXT NOT NULL, until_day TEXT NOT NULL, office_n INTEGER NOT NULL, by TEXT NOT NULL, at INTEGER NOT NULL,
     lifted_why TEXT, lifted_by TEXT, lifted_at INTEGER) STRICT, WITHOUT ROWID`,
  `CREATE INDEX restriction_case ON restriction(case_n)`,
];
