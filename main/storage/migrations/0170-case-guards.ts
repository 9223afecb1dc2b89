/**
 * What holds for single cases beside the roles: names that are hidden, conflicts of interest of people here, and what was
 * opened in an emergency. Never edited after a release; imports nothing.
 */
export const version = 170;

export const steps: readonly string[] = [
  // `people` and `roles`: JSON lists of the ids of who sees the names all the same.
  `CREATE TABLE hidden_name(case_n INTEGER PRIMARY KEY, people TEXT NOT NULL, roles TEXT NOT NULL, why TEXT NOT NULL,
     by BLOB NOT NULL, at INTEGER NOT NULL) STRICT`,

  `CREATE TABLE staff_conflict(n INTEGER PRIMARY KEY, case_n INTEGER NOT NULL, user_id BLOB NOT NULL, kind TEXT NOT NULL,
     why TEXT NOT NULL, by BLOB NOT NULL, at INTEGER NOT NULL, lifted_by BLOB, lifted_at INTEGER, lifted_why TEXT) STRICT`,
  `CREATE INDEX staff_conflict_user ON staff_conflict(user_id)`,
  `CREATE INDEX staff_conflict_case ON staff_conflict(case_n)`,

  // `audit_n`: the line of the trail that it began with; no clock may be behind what was written down since.
  `CREATE TABLE emergency_access(n INTEGER PRIMARY KEY, case_n INTEGER NOT NULL, user_id BLOB NOT NULL, why TEXT NOT NULL,
     from_at INTEGER NOT NULL, until_at INTEGER NOT NULL, audit_n INTEGER NOT NULL, ended_at INTEGER, ended TEXT,
     verdict TEXT, note TEXT, reviewed_by BLOB, reviewed_at INTEGER) STRICT`,
  `CREATE INDEX emergency_access_open ON emergency_access(user_id) WHERE ended_at IS NULL`,
  `CREATE INDEX emergency_access_review ON emergency_access(n) WHERE verdict IS NULL`,
];
