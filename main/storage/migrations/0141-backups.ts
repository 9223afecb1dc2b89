/**
 * Copies of the office that were written elsewhere, and rehearsals of putting one back. Never edited after a release;
 * imports nothing.
 */
export const version = 141;

export const steps: readonly string[] = [
  `CREATE TABLE backup(n INTEGER PRIMARY KEY, number INTEGER NOT NULL, at INTEGER NOT NULL, bytes INTEGER NOT NULL,
     files INTEGER NOT NULL, commits INTEGER NOT NULL, audit_n INTEGER NOT NULL, code TEXT) STRICT`,
  // `body`: what was found, as it was signed.
  `CREATE TABLE rehearsal(n INTEGER PRIMARY KEY, at INTEGER NOT NULL, code TEXT, body BLOB NOT NULL) STRICT`,
];
