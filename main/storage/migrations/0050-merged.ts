/**
 * Which case goes on under the code of another, as a projection: made from the answers, so it starts empty. A case that
 * the survivor's office has and this one has not is named all the same. Never edited after a release; imports nothing.
 */
export const version = 50;

export const steps: readonly string[] = [
  `CREATE TABLE merged_case(case_n INTEGER PRIMARY KEY REFERENCES case_(n), into_id BLOB NOT NULL) STRICT`,
  `CREATE INDEX merged_into ON merged_case(into_id)`,
];
