/** Who was suspended by whom, and who could have been the second person then. Never edited after a release; imports nothing. */
export const version = 240;

export const steps: readonly string[] = [
  // `could`: JSON of the ids of people, each with the rights for which they could have agreed. `left_ms` by the computer's
  // clock as of `seen_at`, `ran_ms` by the clock that nobody sets.
  `CREATE TABLE suspension(n INTEGER PRIMARY KEY, user_id TEXT NOT NULL, by_user TEXT NOT NULL, why TEXT NOT NULL,
     at INTEGER NOT NULL, could TEXT NOT NULL, left_ms INTEGER NOT NULL, ran_ms INTEGER NOT NULL,
     seen_at INTEGER NOT NULL, ended_at INTEGER) STRICT`,
];
