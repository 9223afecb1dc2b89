/**
 * What was decided of the files of closed cases whose time was over. Never edited after a release; imports nothing.
 */
export const version = 320;

export const steps: readonly string[] = [
  // `until_day`: kept until then; '' where they were taken out. `gone`: how many. `left_ids`: JSON, files that stay with the case.
  `CREATE TABLE file_decision(n INTEGER PRIMARY KEY, case_n INTEGER NOT NULL, until_day TEXT NOT NULL, gone INTEGER NOT NULL,
     left_ids TEXT NOT NULL, why TEXT NOT NULL, by_user TEXT NOT NULL, at INTEGER NOT NULL) STRICT`,
  `CREATE INDEX file_decision_case ON file_decision(case_n)`,
];
