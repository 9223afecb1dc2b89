/**
 * Imports of lists of children: what each brought, what became of each of its rows, and mappings that were kept. Never
 * edited after a release; imports nothing.
 */
export const version = 166;

export const steps: readonly string[] = [
  `CREATE TABLE import_run(id BLOB PRIMARY KEY, user_id BLOB NOT NULL, owner_id BLOB NOT NULL, state TEXT NOT NULL,
     file_name TEXT NOT NULL, file_hash TEXT NOT NULL, headers TEXT NOT NULL, began INTEGER NOT NULL,
     changed INTEGER NOT NULL) STRICT, WITHOUT ROWID`,
  `CREATE TABLE import_row(run BLOB NOT NULL REFERENCES import_run(id) ON DELETE CASCADE, n INTEGER NOT NULL,
     hash BLOB NOT NULL, verdict TEXT NOT NULL, choice TEXT NOT NULL, done TEXT NOT NULL, body TEXT NOT NULL,
     found TEXT NOT NULL, case_id BLOB, commits INTEGER NOT NULL, PRIMARY KEY(run, n)) STRICT, WITHOUT ROWID`,
  `CREATE INDEX import_row_hash ON import_row(hash) WHERE done = 'created'`,
  `CREATE INDEX import_row_done ON import_row(run, done, n)`,
  `CREATE TABLE import_mapping(id BLOB PRIMARY KEY, name TEXT NOT NULL UNIQUE, headers TEXT NOT NULL,
     plan TEXT NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID`,
  `CREATE INDEX import_mapping_headers ON import_mapping(headers)`,
];
