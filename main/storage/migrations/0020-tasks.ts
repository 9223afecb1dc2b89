/**
 * What each case needs by when, as a projection: made from the answers, so it starts empty and is filled when the office
 * opens. Never edited after a release; imports nothing.
 */
export const version = 20;

export const steps: readonly string[] = [
  `CREATE TABLE task(case_n INTEGER NOT NULL REFERENCES case_(n), key TEXT NOT NULL, deadline TEXT NOT NULL,
     form TEXT NOT NULL, row TEXT, starts_at INTEGER NOT NULL, due_at INTEGER NOT NULL, exact INTEGER NOT NULL,
     moved_from INTEGER, snoozed_until INTEGER, PRIMARY KEY(case_n, key)) STRICT, WITHOUT ROWID`,
  `CREATE INDEX task_due ON task(due_at)`,
];
