/**
 * Attachments between offices: what a signed commit says of each, the parts that came, and what went to whom. Never
 * edited after a release; imports nothing.
 */
export const version = 215;

export const steps: readonly string[] = [
  // `told_in`: the stream whose commit tells of it; `name_key`: under which its parts are named. NULL: nothing was told.
  `ALTER TABLE attachment ADD COLUMN told_in INTEGER REFERENCES stream(sid)`,
  `ALTER TABLE attachment ADD COLUMN name_key BLOB`,
  // 'coming': its content is not here yet; 'unfit': what came is not what was told. NULL: here.
  `ALTER TABLE attachment ADD COLUMN missing TEXT`,
  `ALTER TABLE attachment ADD COLUMN missing_since INTEGER`,
  `ALTER TABLE attachment ADD COLUMN asked_at INTEGER`,
  `CREATE INDEX attachment_untold ON attachment(case_n) WHERE told_in IS NULL`,
  `CREATE INDEX attachment_missing ON attachment(missing) WHERE missing IS NOT NULL`,
  // `held`: keyed hash of the part where it lies here apart; `attachment_n` is NULL while nothing was told of it.
  `CREATE TABLE file_chunk(name BLOB PRIMARY KEY, attachment_n INTEGER REFERENCES attachment(n), i INTEGER NOT NULL,
     held BLOB, bytes INTEGER NOT NULL, office_n INTEGER, at INTEGER NOT NULL) STRICT, WITHOUT ROWID`,
  `CREATE INDEX file_chunk_of ON file_chunk(attachment_n, i)`,
  `CREATE INDEX file_chunk_held ON file_chunk(held) WHERE held IS NOT NULL`,
  `CREATE TABLE file_sent(office_n INTEGER NOT NULL, name BLOB NOT NULL, bundle_id BLOB, confirmed INTEGER NOT NULL,
     at INTEGER NOT NULL, PRIMARY KEY(office_n, name)) STRICT, WITHOUT ROWID`,
  `CREATE INDEX file_sent_in ON file_sent(bundle_id)`,
];
