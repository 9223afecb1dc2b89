/**
 * Legal holds, decisions to keep a case longer and hidden names that went along with a hand-over, as the log tells. Never
 * edited after a release; imports nothing.
 */
export const version = 274;

export const steps: readonly string[] = [
  // `transfer`: the hand-over. `by_user`, `at`: who decided it at the office before, and when.
  `CREATE TABLE passed_guard(transfer TEXT NOT NULL, kind TEXT NOT NULL, at INTEGER NOT NULL, by_user TEXT NOT NULL,
     by_name TEXT NOT NULL, case_n INTEGER NOT NULL REFERENCES case_(n),
     PRIMARY KEY(transfer, kind, at, by_user)) STRICT, WITHOUT ROWID`,
  `CREATE INDEX passed_guard_case ON passed_guard(case_n)`,
];
