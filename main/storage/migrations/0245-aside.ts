/**
 * What other offices said to have set aside of what this one sent (exchange.md R6), and what was discarded here of what was
 * set aside (R9). Never edited after a release; imports nothing.
 */
export const version = 245;

export const steps: readonly string[] = [
  `CREATE TABLE rejected(office_n INTEGER NOT NULL REFERENCES office(n), commit_n INTEGER NOT NULL REFERENCES commit_log(n),
     reason TEXT NOT NULL, discarded INTEGER NOT NULL, since INTEGER NOT NULL, PRIMARY KEY(office_n, commit_n))
     STRICT, WITHOUT ROWID`,
  // The change itself stays in the quarantine: who decided that it does not count here, and why.
  `CREATE TABLE discarded(id BLOB NOT NULL PRIMARY KEY, user_id BLOB NOT NULL, why TEXT NOT NULL, at INTEGER NOT NULL)
     STRICT, WITHOUT ROWID`,
  `CREATE INDEX quarantine_bundle ON quarantine(origin_bundle)`,
];
