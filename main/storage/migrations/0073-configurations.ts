/**
 * The configurations that the office works and worked with, as they were when it took them: the one with the highest
 * turn is in force, the others tell what earlier answers mean. Never edited after a release; imports nothing.
 */
export const version = 73;

export const steps: readonly string[] = [
  `CREATE TABLE configuration(hash TEXT NOT NULL PRIMARY KEY, profile TEXT NOT NULL, version INTEGER NOT NULL,
     body TEXT NOT NULL, turn INTEGER NOT NULL UNIQUE, since INTEGER NOT NULL) STRICT`,
];
