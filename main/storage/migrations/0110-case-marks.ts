/**
 * What cases are found by beside the columns of their list, as a projection: each mark by its value, and all marks of a
 * case together, by which the next change tells what is another. Beside it the free texts of cases by the class that may
 * read them. Both are made from the answers, so they start empty and are filled when the office opens. Never edited after
 * a release; imports nothing.
 */
export const version = 110;

export const steps: readonly string[] = [
  `CREATE TABLE case_mark(fact TEXT NOT NULL, value ANY NOT NULL, case_n INTEGER NOT NULL,
     PRIMARY KEY(fact, value, case_n)) STRICT, WITHOUT ROWID`,
  `CREATE TABLE case_marks(case_n INTEGER PRIMARY KEY REFERENCES case_(n), body TEXT NOT NULL) STRICT`,
  `CREATE VIRTUAL TABLE case_narrative USING fts5(c1, c2, c3, c4, c5, content='', contentless_delete=1,
     tokenize="unicode61 remove_diacritics 0 categories 'L* M* N* Co'")`,
  `INSERT INTO case_narrative(case_narrative, rank) VALUES('secure-delete', 1)`,
];
