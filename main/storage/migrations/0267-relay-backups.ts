/**
 * Backups that this computer put to a relay and keeps there: which pieces each one needs, so that the relay can be asked
 * to drop the others. Never edited after a release; imports nothing.
 */
export const version = 267;

export const steps: readonly string[] = [
  `CREATE TABLE relay_backup(n INTEGER PRIMARY KEY, top BLOB NOT NULL, number INTEGER NOT NULL, at INTEGER NOT NULL,
     bytes INTEGER NOT NULL, commits INTEGER NOT NULL, audit_n INTEGER NOT NULL, pieces BLOB NOT NULL) STRICT`,
];
