/**
 * Photos, recordings, documents and signatures: what they are; the bytes lie encrypted in files beside the database.
 * Never edited after a release; imports nothing.
 */
export const version = 30;

export const steps: readonly string[] = [
  `CREATE TABLE attachment(n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, case_n INTEGER NOT NULL REFERENCES case_(n),
     coll TEXT NOT NULL, field TEXT NOT NULL, kind TEXT NOT NULL, mime TEXT NOT NULL, bytes INTEGER NOT NULL,
     name TEXT NOT NULL, signed TEXT, user_id BLOB NOT NULL, at INTEGER NOT NULL, hash BLOB NOT NULL, thumbnail BLOB,
     unnamed_since INTEGER) STRICT`,
  `CREATE INDEX attachment_case ON attachment(case_n)`,
  `CREATE INDEX attachment_hash ON attachment(hash)`,
];
