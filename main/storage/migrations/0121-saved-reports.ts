/** Reports that people made up and kept, for themselves or for the office. Never edited after a release; imports nothing. */
export const version = 121;

export const steps: readonly string[] = [
  `CREATE TABLE saved_report(id BLOB NOT NULL PRIMARY KEY, user_id BLOB NOT NULL, shared INTEGER NOT NULL,
     name TEXT NOT NULL, body TEXT NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID`,
];
