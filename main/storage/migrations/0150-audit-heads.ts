/**
 * Heads of the audit chain as the computer signed them, what somebody wrote down about unusual activity, and the indexes
 * by which people look things up. Never edited after a release; imports nothing.
 */
export const version = 150;

export const steps: readonly string[] = [
  `CREATE TABLE audit_head(n INTEGER PRIMARY KEY, hash BLOB NOT NULL, at INTEGER NOT NULL, device TEXT NOT NULL,
     signature BLOB NOT NULL) STRICT`,
  `CREATE TABLE audit_noted(kind TEXT NOT NULL, who TEXT NOT NULL, from_n INTEGER NOT NULL, to_n INTEGER NOT NULL,
     by TEXT NOT NULL, why TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY(kind, who, from_n)) STRICT, WITHOUT ROWID`,
  `CREATE INDEX audit_who ON audit(who, n)`,
  `CREATE INDEX audit_at ON audit(at)`,
];
