/**
 * Computers that were made beside another one of their office, of this office and of others, and the names that this
 * office gave to its own. Never edited after a release; imports nothing.
 */
export const version = 250;

export const steps: readonly string[] = [
  // `body`: what was signed, with or without the signature of the new computer itself, which only it can add.
  `CREATE TABLE sibling(n INTEGER PRIMARY KEY, device_id BLOB NOT NULL UNIQUE, before_id BLOB NOT NULL,
     body BLOB NOT NULL, at INTEGER NOT NULL) STRICT`,
];
