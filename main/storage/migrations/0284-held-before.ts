/**
 * Since when other computers held saves of one that was taken out, as they said, and which offices ask for such words.
 * Never edited after a release; imports nothing.
 */
export const version = 284;

export const steps: readonly string[] = [
  // `by_n`: the computer that says so.
  `CREATE TABLE held_before(id BLOB NOT NULL, by_n INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY(id, by_n)) STRICT, WITHOUT ROWID`,
  `CREATE TABLE held_asked(office_n INTEGER NOT NULL, id BLOB NOT NULL, PRIMARY KEY(office_n, id)) STRICT, WITHOUT ROWID`,
];
