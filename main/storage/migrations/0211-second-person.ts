/** Acts that wait for a second person, and what became of them. Never edited after a release; imports nothing. */
export const version = 211;

export const steps: readonly string[] = [
  // `body`: JSON of the input of `call`. `decision`: agreed, declined or withdrawn; NULL while it waits.
  `CREATE TABLE second_person(id BLOB PRIMARY KEY, why TEXT NOT NULL, call TEXT NOT NULL, body TEXT NOT NULL,
     by_user TEXT NOT NULL, at INTEGER NOT NULL, decided_by TEXT, decided_at INTEGER, decision TEXT) STRICT`,
];
