/**
 * What tells whether two cases are of one child, as a projection beside the case list: read by the hundred in one search,
 * so it holds nothing else. Made from the answers: it starts empty and is filled when the office opens. Never edited
 * after a release; imports nothing.
 */
export const version = 40;

export const steps: readonly string[] = [
  `CREATE TABLE match_subject(case_n INTEGER PRIMARY KEY REFERENCES case_(n), subject TEXT NOT NULL) STRICT`,
];
