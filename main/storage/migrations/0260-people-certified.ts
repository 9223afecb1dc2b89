/**
 * What offices say of their people in signed certificates (exchange.md §6.1), and which certificates a computer of another
 * office has confirmed to have. Never edited after a release; imports nothing.
 */
export const version = 260;

export const steps: readonly string[] = [
  // Kept after a later one came: each says which saves of the person count.
  `CREATE TABLE person_certificate(hash BLOB NOT NULL PRIMARY KEY, office_id BLOB NOT NULL, user_id BLOB NOT NULL,
     n INTEGER NOT NULL, name TEXT NOT NULL, signing_key BLOB NOT NULL, valid_from INTEGER NOT NULL, ended INTEGER,
     body BLOB NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID`,
  `CREATE INDEX person_certificate_user ON person_certificate(user_id, office_id, n)`,
  `CREATE TABLE certificate_told(office_n INTEGER NOT NULL REFERENCES office(n), device_n INTEGER NOT NULL REFERENCES device(n),
     hash BLOB NOT NULL, PRIMARY KEY(office_n, device_n, hash)) STRICT, WITHOUT ROWID`,
];
