/**
 * Computers that went on under new keys, of this office and of others, and proofs that a computer signed two things under
 * one number. Never edited after a release; imports nothing.
 */
export const version = 140;

export const steps: readonly string[] = [
  // `identity`: what opens bundles that are still sealed for the computer as it was before; only of this one.
  `CREATE TABLE succession(n INTEGER PRIMARY KEY, device_id BLOB NOT NULL UNIQUE, before_id BLOB NOT NULL,
     body BLOB NOT NULL, identity TEXT, why TEXT, seen INTEGER NOT NULL DEFAULT 0, at INTEGER NOT NULL) STRICT`,
  `CREATE TABLE commit_fork(device_n INTEGER NOT NULL REFERENCES device(n), dseq INTEGER NOT NULL, a BLOB NOT NULL,
     b BLOB NOT NULL, at INTEGER NOT NULL, PRIMARY KEY(device_n, dseq)) STRICT, WITHOUT ROWID`,
  `CREATE INDEX commit_device ON commit_log(device_n, dseq)`,
];
