/**
 * Of each person at this office: the views of a list that they keep, some shared with everybody, what they chose for
 * themselves, and which cases they opened and pinned. No projections: nothing else knows of them. Never edited after a
 * release; imports nothing.
 */
export const version = 111;

export const steps: readonly string[] = [
  `CREATE TABLE list_view(n INTEGER PRIMARY KEY, view_id BLOB NOT NULL UNIQUE, user_id BLOB NOT NULL, name TEXT NOT NULL,
     shared INTEGER NOT NULL, body TEXT NOT NULL, at INTEGER NOT NULL) STRICT`,
  `CREATE TABLE person_choice(user_id BLOB NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY(user_id, key))
     STRICT, WITHOUT ROWID`,
  `CREATE TABLE case_visit(user_id BLOB NOT NULL, case_n INTEGER NOT NULL REFERENCES case_(n), at INTEGER NOT NULL,
     pinned_at INTEGER, PRIMARY KEY(user_id, case_n)) STRICT, WITHOUT ROWID`,
];
