/**
 * What is long is kept packed: what commits say, the answers in force, configurations (decision 0084). The answers of a case
 * itself get a table of their own, where a long row takes no page for itself. `packed_text` and `packed_bytes` are taught to
 * the connection and unpack what they packed before they answer it. Never edited after a release; imports nothing.
 */
export const version = 302;

// The stamp of the save that made a record is its one live mark as a rule, and then it stands there once.
const META = `CASE WHEN json_type(meta, '$.f') IS NULL AND json_array_length(meta, '$.l') = 1
  AND meta ->> '$.l[0]' = meta ->> '$.c[0]' THEN json_remove(meta, '$.l') ELSE meta END`;

export const steps: readonly string[] = [
  // `doc`: a text as it is, or the bytes that it was packed into.
  `CREATE TABLE case_state(sid INTEGER PRIMARY KEY REFERENCES stream(sid), doc ANY NOT NULL, meta TEXT NOT NULL) STRICT`,
  `INSERT INTO case_state(sid, doc, meta) SELECT sid, packed_text(doc), ${META} FROM record_state
     WHERE coll = 'case' AND rec = 'case'`,
  `CREATE TABLE row_state(sid INTEGER NOT NULL REFERENCES stream(sid), coll TEXT NOT NULL, rec TEXT NOT NULL,
     doc ANY NOT NULL, meta TEXT NOT NULL, PRIMARY KEY(sid, coll, rec)) STRICT, WITHOUT ROWID`,
  `INSERT INTO row_state(sid, coll, rec, doc, meta) SELECT sid, coll, rec, packed_text(doc), ${META} FROM record_state
     WHERE NOT (coll = 'case' AND rec = 'case')`,
  `DROP TABLE record_state`,
  `ALTER TABLE row_state RENAME TO record_state`,
  // 1: the payload is kept packed, which is not how it was signed.
  `ALTER TABLE commit_log ADD COLUMN is_packed INTEGER NOT NULL DEFAULT 0`,
  `UPDATE commit_log SET payload = packed_bytes(payload), is_packed = 1 WHERE length(payload) >= 512`,
  `CREATE TABLE packed_configuration(hash TEXT NOT NULL PRIMARY KEY, profile TEXT NOT NULL, version INTEGER NOT NULL,
     body ANY NOT NULL, turn INTEGER NOT NULL UNIQUE, since INTEGER NOT NULL) STRICT`,
  `INSERT INTO packed_configuration(hash, profile, version, body, turn, since)
     SELECT hash, profile, version, packed_text(body), turn, since FROM configuration`,
  `DROP TABLE configuration`,
  `ALTER TABLE packed_configuration RENAME TO configuration`,
];
