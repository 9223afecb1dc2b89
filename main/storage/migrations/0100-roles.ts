/**
 * Roles of the office's own, groups of people, what an account holds beside name and roles, and the code of conduct.
 * Never edited after a release.
 */
export const version = 100;
export const steps: readonly string[] = [
  // `base`: the role of the configuration, as JSON, that it was made from; none for one that is the office's alone.
  `CREATE TABLE office_role(role_id TEXT PRIMARY KEY, body TEXT NOT NULL, base TEXT) STRICT, WITHOUT ROWID`,

  `CREATE TABLE user_group(n INTEGER PRIMARY KEY, group_id BLOB NOT NULL UNIQUE, name TEXT NOT NULL) STRICT`,
  `CREATE TABLE group_member(group_n INTEGER NOT NULL REFERENCES user_group(n) ON DELETE CASCADE,
     person_n INTEGER NOT NULL REFERENCES person(n), PRIMARY KEY(group_n, person_n)) STRICT, WITHOUT ROWID`,
  `CREATE INDEX group_member_person ON group_member(person_n)`,

  // Days are 'YYYY-MM-DD' at the office.
  `CREATE TABLE account(person_n INTEGER PRIMARY KEY REFERENCES person(n), agency TEXT NOT NULL DEFAULT '',
     position TEXT NOT NULL DEFAULT '', valid_from TEXT, valid_until TEXT, suspended_at INTEGER, left_at INTEGER,
     new_passphrase INTEGER NOT NULL DEFAULT 0, conduct_version INTEGER NOT NULL DEFAULT 0) STRICT`,
  `CREATE TABLE conduct(version INTEGER PRIMARY KEY, body TEXT NOT NULL, person_n INTEGER NOT NULL REFERENCES person(n),
     at INTEGER NOT NULL) STRICT`,
];
