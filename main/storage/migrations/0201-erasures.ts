/**
 * Cases that were erased or made anonymous: their lines in the log and their streams stay, without what they said. Never
 * edited after a release; imports nothing.
 */
export const version = 201;

export const steps: readonly string[] = [
  // Keeps an erased case out of everything that is about cases.
  `ALTER TABLE case_ ADD COLUMN erased INTEGER NOT NULL DEFAULT 0 CHECK(erased IN (0, 1))`,
  // `by_user`, `second_user`: ids of the two who decided; '' where another copy of the office decided before.
  `CREATE TABLE erasure(case_id BLOB NOT NULL PRIMARY KEY, kind TEXT NOT NULL, why TEXT NOT NULL, by_user TEXT NOT NULL,
     second_user TEXT NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID`,
  // Streams whose content is never taken again, also such as nobody began yet.
  `CREATE TABLE erased_stream(stream_id BLOB NOT NULL PRIMARY KEY, case_id BLOB NOT NULL, compartment TEXT NOT NULL)
     STRICT, WITHOUT ROWID`,
  // Files to remove after the transaction that erased: hashes of attachments.
  `CREATE TABLE erased_file(hash BLOB NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID`,
  // What offices ask each other, and what they answered, as the log tells.
  `CREATE TABLE erasure_request(row TEXT NOT NULL PRIMARY KEY, case_id BLOB NOT NULL, office_n INTEGER NOT NULL,
     kind TEXT NOT NULL, why TEXT NOT NULL, by TEXT NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID`,
  `CREATE TABLE erasure_recipient(row TEXT NOT NULL, office_n INTEGER NOT NULL, PRIMARY KEY(row, office_n))
     STRICT, WITHOUT ROWID`,
  `CREATE TABLE erasure_answer(row TEXT NOT NULL, office_n INTEGER NOT NULL, case_id BLOB NOT NULL, outcome TEXT NOT NULL,
     why TEXT NOT NULL, by TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY(row, office_n)) STRICT, WITHOUT ROWID`,
  // What numbers are made of, of cases that were made anonymous: under numbers that no case has and that tell no order.
  `CREATE TABLE anonymous_past(n INTEGER PRIMARY KEY CHECK(n < 0), body TEXT NOT NULL) STRICT`,
  // Until when somebody decided to keep a case whose time was over.
  `CREATE TABLE kept_longer(n INTEGER PRIMARY KEY, case_n INTEGER NOT NULL, until_day TEXT NOT NULL, why TEXT NOT NULL,
     by_user TEXT NOT NULL, at INTEGER NOT NULL) STRICT`,
  `CREATE INDEX kept_longer_case ON kept_longer(case_n)`,
];
