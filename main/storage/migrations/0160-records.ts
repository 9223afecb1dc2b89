/**
 * Records of cases that have a list of their own, as a projection: made from the answers, so it starts empty and is
 * filled when the office opens. Saved views say which list they are of. Never edited after a release; imports nothing.
 */
export const version = 160;

export const steps: readonly string[] = [
  `CREATE TABLE record(n INTEGER PRIMARY KEY, list TEXT NOT NULL, of_case INTEGER NOT NULL REFERENCES case_(n),
     key TEXT NOT NULL, at TEXT NOT NULL, body TEXT NOT NULL) STRICT`,
  `CREATE INDEX record_case ON record(of_case)`,
  `CREATE INDEX record_list ON record(list, at, n)`,
  `CREATE INDEX record_key ON record(list, key)`,
  `CREATE TABLE record_mark(fact TEXT NOT NULL, value ANY NOT NULL, record_n INTEGER NOT NULL,
     PRIMARY KEY(fact, value, record_n)) STRICT, WITHOUT ROWID`,
  `CREATE TABLE record_token(tok TEXT NOT NULL, record_n INTEGER NOT NULL, PRIMARY KEY(tok, record_n))
     STRICT, WITHOUT ROWID`,
  `ALTER TABLE list_view ADD COLUMN list TEXT NOT NULL DEFAULT 'cases'`,
];
