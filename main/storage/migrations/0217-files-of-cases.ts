/**
 * The id of an attachment is unique in its case and no further, so that what another office says under the same id about a
 * case of its own stands beside it; parts of erased cases; and what an import has set aside so far. Never edited after a
 * release; imports nothing.
 */
export const version = 217;

export const steps: readonly string[] = [
  // Tables that lose a constraint are made anew; the one that refers to the other is emptied and dropped first.
  `CREATE TABLE attachment_kept(n INTEGER PRIMARY KEY, id BLOB NOT NULL, case_n INTEGER NOT NULL REFERENCES case_(n),
     coll TEXT NOT NULL, field TEXT NOT NULL, kind TEXT NOT NULL, mime TEXT NOT NULL, bytes INTEGER NOT NULL,
     name TEXT NOT NULL, signed TEXT, user_id BLOB NOT NULL, at INTEGER NOT NULL, hash BLOB NOT NULL, thumbnail BLOB,
     unnamed_since INTEGER, told_in INTEGER REFERENCES stream(sid), name_key BLOB, missing TEXT, missing_since INTEGER,
     asked_at INTEGER, UNIQUE(case_n, id)) STRICT`,
  `INSERT INTO attachment_kept(n, id, case_n, coll, field, kind, mime, bytes, name, signed, user_id, at, hash, thumbnail,
     unnamed_since, told_in, name_key, missing, missing_since, asked_at)
   SELECT n, id, case_n, coll, field, kind, mime, bytes, name, signed, user_id, at, hash, thumbnail,
     unnamed_since, told_in, name_key, missing, missing_since, asked_at FROM attachment`,
  `CREATE TABLE file_chunk_kept(name BLOB PRIMARY KEY, attachment_n INTEGER REFERENCES attachment_kept(n),
     i INTEGER NOT NULL, held BLOB, bytes INTEGER NOT NULL, office_n INTEGER, at INTEGER NOT NULL) STRICT, WITHOUT ROWID`,
  `INSERT INTO file_chunk_kept(name, attachment_n, i, held, bytes, office_n, at)
   SELECT name, attachment_n, i, held, bytes, office_n, at FROM file_chunk`,
  `DROP TABLE file_chunk`,
  `DROP TABLE attachment`,
  `ALTER TABLE attachment_kept RENAME TO attachment`,
  `ALTER TABLE file_chunk_kept RENAME TO file_chunk`,
  `CREATE INDEX attachment_hash ON attachment(hash)`,
  `CREATE INDEX attachment_untold ON attachment(case_n) WHERE told_in IS NULL`,
  `CREATE INDEX attachment_untold_id ON attachment(id) WHERE told_in IS NULL`,
  `CREATE INDEX attachment_missing ON attachment(missing) WHERE missing IS NOT NULL`,
  `CREATE INDEX file_chunk_of ON file_chunk(attachment_n, i)`,
  `CREATE INDEX file_chunk_held ON file_chunk(held) WHERE held IS NOT NULL`,
  // Parts that are never kept again, by their names.
  `CREATE TABLE erased_chunk(name BLOB NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID`,
  // How many parts of the bundle were set aside up to this segment.
  `ALTER TABLE import_progress ADD COLUMN wrong INTEGER NOT NULL DEFAULT 0`,
];
