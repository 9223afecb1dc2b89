/**
 * The second factor of people here: what their phone and this computer share, and the printed codes that are left. Never
 * edited after a release; imports nothing.
 */
export const version = 171;

export const steps: readonly string[] = [
  // `last_step`: no code of it or of an earlier one counts; `drift`: steps by which the phone is ahead.
  `CREATE TABLE second_factor(person_n INTEGER PRIMARY KEY REFERENCES person(n), secret BLOB NOT NULL,
     last_step INTEGER NOT NULL, drift INTEGER NOT NULL, since INTEGER NOT NULL) STRICT`,
  `CREATE TABLE second_factor_code(person_n INTEGER NOT NULL REFERENCES person(n), hash BLOB NOT NULL,
     PRIMARY KEY(person_n, hash)) STRICT, WITHOUT ROWID`,
];
