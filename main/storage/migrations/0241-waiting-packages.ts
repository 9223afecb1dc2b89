/** Packages that a second person has to agree to before the office works with them. Never edited after a release; imports nothing. */
export const version = 241;

export const steps: readonly string[] = [
  `CREATE TABLE waiting_package(hash TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT`,
];
