/**
 * The programme's roots as they were accepted, the directory in force, proofs that somebody signed two different things
 * under one number or that the authority's key was used elsewhere, and what the directory says of each computer: `known` by its card alone, `listed`, `revoked`, or
 * `unlisted` where its office is listed with other computers. Never edited after a release; imports nothing.
 */
export const version = 95;

export const steps: readonly string[] = [
  `CREATE TABLE trust_root(version INTEGER PRIMARY KEY, body BLOB NOT NULL, at INTEGER NOT NULL) STRICT`,
  `CREATE TABLE trust_directory(one INTEGER PRIMARY KEY CHECK(one = 1), body BLOB NOT NULL, at INTEGER NOT NULL) STRICT`,
  `CREATE TABLE trust_certificate(kind TEXT NOT NULL CHECK(kind IN ('office', 'device')), subject BLOB NOT NULL,
     body BLOB NOT NULL, at INTEGER NOT NULL, PRIMARY KEY(kind, subject)) STRICT, WITHOUT ROWID`,
  `CREATE TABLE trust_proof(n INTEGER PRIMARY KEY, kind TEXT NOT NULL CHECK(kind IN ('root', 'directory', 'stolen')),
     root INTEGER NOT NULL, number INTEGER NOT NULL, a BLOB NOT NULL, b BLOB NOT NULL, at INTEGER NOT NULL,
     UNIQUE(kind, root, number)) STRICT`,
  `ALTER TABLE device ADD COLUMN standing TEXT NOT NULL DEFAULT 'known'
     CHECK(standing IN ('known', 'listed', 'revoked', 'unlisted'))`,
  `ALTER TABLE device ADD COLUMN cut_at INTEGER`,
  `ALTER TABLE device ADD COLUMN cut_dseq INTEGER`,
];
