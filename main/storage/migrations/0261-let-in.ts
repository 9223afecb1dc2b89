/**
 * Saves of people whose office says that they had left, which somebody here lets count after asking that office. Never edited
 * after a release; imports nothing.
 */
export const version = 261;

export const steps: readonly string[] = [
  `CREATE TABLE let_in(id BLOB NOT NULL PRIMARY KEY, stream_id BLOB NOT NULL, user_id BLOB NOT NULL, why TEXT NOT NULL,
     at INTEGER NOT NULL) STRICT, WITHOUT ROWID`,
];
