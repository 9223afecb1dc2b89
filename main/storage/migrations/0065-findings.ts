/**
 * What the office found in its cases by rules that compare cases or that time breaks, and the keys by which cases are
 * compared: names that a text may hold, homes, and texts by who wrote them on which day. Projections of the answers: they
 * start empty and are filled when the office opens. Never edited after a release; imports nothing.
 */
export const version = 65;

export const steps: readonly string[] = [
  `CREATE TABLE finding(case_n INTEGER NOT NULL REFERENCES case_(n), rule TEXT NOT NULL, spot TEXT NOT NULL,
     since INTEGER NOT NULL, about TEXT NOT NULL, PRIMARY KEY(case_n, rule, spot)) STRICT, WITHOUT ROWID`,
  `CREATE TABLE case_key(kind TEXT NOT NULL, key TEXT NOT NULL, case_n INTEGER NOT NULL REFERENCES case_(n),
     spot TEXT NOT NULL, about TEXT NOT NULL, PRIMARY KEY(kind, key, case_n, spot)) STRICT, WITHOUT ROWID`,
  `CREATE INDEX case_key_case ON case_key(case_n, kind)`,
];
