/**
 * Offices that the programme's list dropped, from when and why; earlier lists of this computer, so that a person can see what
 * changed and undo it; and certificates of offices that others took the place of, by which somebody who knows an earlier one
 * can follow. Never edited after a release; imports nothing.
 */
export const version = 288;

export const steps: readonly string[] = [
  `ALTER TABLE office ADD COLUMN dropped_at INTEGER`,
  `ALTER TABLE office ADD COLUMN dropped_why TEXT`,
  `CREATE TABLE trust_certificate_past(n INTEGER PRIMARY KEY, office_id BLOB NOT NULL, body BLOB NOT NULL,
     UNIQUE(office_id, body)) STRICT`,
  `CREATE TABLE trust_past(root INTEGER NOT NULL, version INTEGER NOT NULL, body BLOB NOT NULL, at INTEGER NOT NULL,
     PRIMARY KEY(root, version)) STRICT, WITHOUT ROWID`,
];
