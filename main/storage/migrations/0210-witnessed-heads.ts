/**
 * Heads of audit chains that travelled: the highest of each computer of other offices, and of this one as others gave it
 * back. Never edited after a release; imports nothing.
 */
export const version = 210;

export const steps: readonly string[] = [
  // `of_n`: whose chain; `told_n`: which office told it.
  `CREATE TABLE witnessed_head(of_n INTEGER NOT NULL, told_n INTEGER NOT NULL, device TEXT NOT NULL, n INTEGER NOT NULL,
     hash BLOB NOT NULL, at INTEGER NOT NULL, signature BLOB NOT NULL, PRIMARY KEY(of_n, told_n, device)) STRICT, WITHOUT ROWID`,
];
