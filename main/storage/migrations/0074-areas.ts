/**
 * The office's own tree of areas, in the order of its file. A code that left the tree stays, inactive. Never edited after
 * a release; imports nothing.
 */
export const version = 74;

export const steps: readonly string[] = [
  `CREATE TABLE area(code TEXT NOT NULL PRIMARY KEY, parent TEXT, en TEXT NOT NULL, fr TEXT NOT NULL, ar TEXT NOT NULL,
     active INTEGER NOT NULL, place INTEGER NOT NULL) STRICT, WITHOUT ROWID`,
];
