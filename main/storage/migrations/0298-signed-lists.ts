/**
 * Long lists of commits under one signature, kept once: the log held the whole list again beside every commit of it.
 * What stands there stays where it is. Never edited after a release; imports nothing.
 */
export const version = 298;

export const steps: readonly string[] = [
  // `hash`: SHA-256 of the ids, which stand one after the other.
  `CREATE TABLE signed_list(n INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, ids BLOB NOT NULL) STRICT`,
  `ALTER TABLE commit_log ADD COLUMN list_n INTEGER REFERENCES signed_list(n)`,
];
