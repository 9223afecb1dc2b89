/**
 * Registers that are only ever added to: incidents with data, and requests of people about their data. What stands in
 * them cannot be changed or taken out. Never edited after a release; imports nothing.
 */
export const version = 190;

export const steps: readonly string[] = [
  // `body`: JSON of one entry, in the shape that its register has.
  `CREATE TABLE register_entry(n INTEGER PRIMARY KEY, register TEXT NOT NULL, id BLOB NOT NULL, at INTEGER NOT NULL,
     by_user TEXT NOT NULL, body TEXT NOT NULL) STRICT`,
  `CREATE INDEX register_entry_of ON register_entry(register, id, n)`,
  `CREATE TRIGGER register_entry_changed BEFORE UPDATE ON register_entry
     BEGIN SELECT RAISE(ABORT, 'entries of a register stay as they are'); END`,
  `CREATE TRIGGER register_entry_removed BEFORE DELETE ON register_entry
     BEGIN SELECT RAISE(ABORT, 'entries of a register stay'); END`,
];
