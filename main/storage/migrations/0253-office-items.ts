/**
 * What the computers of one office tell each other beside the cases: people, roles, registers and what protects single
 * cases, each thing as it was last noted here. Never edited after a release; imports nothing.
 */
export const version = 253;

export const steps: readonly string[] = [
  // `body`: JSON, or nothing once it is gone. `seen`: JSON, how many changes of it by each computer are in it.
  `CREATE TABLE office_item(kind TEXT NOT NULL, id TEXT NOT NULL, body TEXT, seen TEXT NOT NULL, at INTEGER NOT NULL,
     rev INTEGER NOT NULL, applied INTEGER NOT NULL, PRIMARY KEY(kind, id)) STRICT, WITHOUT ROWID`,
  `CREATE INDEX office_item_rev ON office_item(rev)`,
];
