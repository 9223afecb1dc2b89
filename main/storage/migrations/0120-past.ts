/**
 * What happened in each case and when, for counting. A projection of the answers and the log: it starts empty and is filled
 * when the office opens. Never edited after a release; imports nothing.
 */
export const version = 120;

export const steps: readonly string[] = [
  `CREATE TABLE case_past(case_n INTEGER PRIMARY KEY REFERENCES case_(n), body TEXT NOT NULL) STRICT`,
];
