/**
 * Computers of this office that it took out itself, kept apart from what the programme's list says of them. Never edited
 * after a release; imports nothing.
 */
export const version = 251;

export const steps: readonly string[] = [
  // `at`: the earliest moment from which one of the office's computers says that it counts no more.
  `CREATE TABLE taken_out(device_id BLOB PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID`,
];
