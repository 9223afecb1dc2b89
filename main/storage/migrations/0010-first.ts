/**
 * The first schema. Never edited after a release; imports nothing. Rows are numbered by small integers, since ids of 16
 * and 32 bytes as clustering keys make inserts slow. All ids are blobs, all instants milliseconds since 1970, UTC.
 */
export const version = 10;

export const steps: readonly string[] = [
  // Facts of this office and this computer.
  `CREATE TABLE meta(key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID`,
  `CREATE TABLE setting(key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID`,
  `CREATE TABLE office(n INTEGER PRIMARY KEY, office_id BLOB NOT NULL UNIQUE, code TEXT NOT NULL, name TEXT NOT NULL,
     is_self INTEGER NOT NULL DEFAULT 0, card BLOB, confirmed_at INTEGER) STRICT`,
  `CREATE UNIQUE INDEX office_self ON office(is_self) WHERE is_self = 1`,
  `CREATE TABLE device(n INTEGER PRIMARY KEY, device_id BLOB NOT NULL UNIQUE, office_n INTEGER REFERENCES office(n),
     signing_key BLOB NOT NULL, recipient TEXT NOT NULL, added_at INTEGER NOT NULL) STRICT`,
  `CREATE TABLE person(n INTEGER PRIMARY KEY, user_id BLOB NOT NULL UNIQUE, name TEXT NOT NULL, roles TEXT NOT NULL,
     office_n INTEGER REFERENCES office(n), signing_key BLOB, active INTEGER NOT NULL DEFAULT 1) STRICT`,
  `CREATE TABLE session(n INTEGER PRIMARY KEY, session_id BLOB NOT NULL UNIQUE, device_n INTEGER NOT NULL REFERENCES device(n),
     person_n INTEGER NOT NULL REFERENCES person(n), start_dseq INTEGER NOT NULL, cert BLOB NOT NULL, at INTEGER NOT NULL) STRICT`,
  `CREATE TABLE cert(hash BLOB NOT NULL PRIMARY KEY, kind TEXT NOT NULL, body BLOB NOT NULL, at INTEGER NOT NULL) STRICT`,

  // The log: what was signed, verbatim.
  `CREATE TABLE case_(n INTEGER PRIMARY KEY, case_id BLOB NOT NULL UNIQUE, code TEXT NOT NULL,
     owner_office_n INTEGER NOT NULL REFERENCES office(n), created_at INTEGER NOT NULL) STRICT`,
  `CREATE INDEX case_code ON case_(code)`,
  `CREATE TABLE stream(sid INTEGER PRIMARY KEY, stream_id BLOB NOT NULL UNIQUE, case_n INTEGER NOT NULL REFERENCES case_(n),
     compartment TEXT NOT NULL, owner_office_n INTEGER NOT NULL REFERENCES office(n), meta TEXT NOT NULL DEFAULT '{}') STRICT`,
  `CREATE INDEX stream_case ON stream(case_n)`,
  `CREATE TABLE commit_log(n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, sid INTEGER NOT NULL REFERENCES stream(sid),
     device_n INTEGER NOT NULL REFERENCES device(n), sseq INTEGER NOT NULL, dseq INTEGER NOT NULL, body BLOB NOT NULL,
     payload BLOB, list BLOB, sig BLOB NOT NULL, session_n INTEGER NOT NULL REFERENCES session(n), origin_bundle BLOB,
     wall INTEGER NOT NULL, at INTEGER NOT NULL) STRICT`,
  `CREATE INDEX commit_stream ON commit_log(sid, device_n, sseq)`,
  `CREATE TABLE head(sid INTEGER NOT NULL REFERENCES stream(sid), device_n INTEGER NOT NULL, id BLOB NOT NULL,
     sseq INTEGER NOT NULL, PRIMARY KEY(sid, device_n, id)) STRICT, WITHOUT ROWID`,
  `CREATE TABLE record_state(sid INTEGER NOT NULL REFERENCES stream(sid), coll TEXT NOT NULL, rec TEXT NOT NULL,
     doc TEXT NOT NULL, meta TEXT NOT NULL, PRIMARY KEY(sid, coll, rec)) STRICT, WITHOUT ROWID`,
  `CREATE TABLE conflict_queue(sid INTEGER NOT NULL REFERENCES stream(sid), coll TEXT NOT NULL, rec TEXT NOT NULL,
     field TEXT NOT NULL, case_n INTEGER NOT NULL REFERENCES case_(n), protective INTEGER NOT NULL, since INTEGER NOT NULL,
     PRIMARY KEY(sid, coll, rec, field)) STRICT, WITHOUT ROWID`,
  `CREATE INDEX conflict_case ON conflict_queue(case_n)`,
  `CREATE TABLE pending(id BLOB NOT NULL PRIMARY KEY, stream_id BLOB NOT NULL, waits_for TEXT NOT NULL, item BLOB NOT NULL,
     origin_bundle BLOB, at INTEGER NOT NULL) STRICT`,
  `CREATE INDEX pending_stream ON pending(stream_id)`,
  `CREATE TABLE quarantine(id BLOB NOT NULL PRIMARY KEY, stream_id BLOB NOT NULL, reason TEXT NOT NULL, item BLOB NOT NULL,
     origin_bundle BLOB, at INTEGER NOT NULL) STRICT`,

  // Exchange.
  `CREATE TABLE link_out(link TEXT NOT NULL, pos INTEGER NOT NULL, commit_n INTEGER NOT NULL REFERENCES commit_log(n),
     PRIMARY KEY(link, pos)) STRICT, WITHOUT ROWID`,
  `CREATE UNIQUE INDEX link_out_commit ON link_out(link, commit_n)`,
  `CREATE TABLE link_state(link TEXT NOT NULL PRIMARY KEY, office_n INTEGER NOT NULL REFERENCES office(n), body TEXT NOT NULL)
     STRICT, WITHOUT ROWID`,
  `CREATE TABLE bundle_ledger(n INTEGER PRIMARY KEY, bundle_id BLOB NOT NULL, dir TEXT NOT NULL CHECK(dir IN ('in', 'out')),
     sha256 BLOB NOT NULL, office_n INTEGER REFERENCES office(n), state TEXT NOT NULL, bytes INTEGER NOT NULL,
     cases INTEGER NOT NULL, commits INTEGER NOT NULL, body TEXT NOT NULL DEFAULT '{}', at INTEGER NOT NULL,
     UNIQUE(bundle_id, dir)) STRICT`,
  `CREATE TABLE import_progress(bundle_id BLOB NOT NULL PRIMARY KEY, segment INTEGER NOT NULL, body TEXT NOT NULL)
     STRICT, WITHOUT ROWID`,
  `CREATE TABLE case_share(case_n INTEGER NOT NULL REFERENCES case_(n), office_n INTEGER NOT NULL REFERENCES office(n),
     since INTEGER NOT NULL, body TEXT NOT NULL DEFAULT '{}', PRIMARY KEY(case_n, office_n)) STRICT, WITHOUT ROWID`,

  // Work in progress.
  `CREATE TABLE draft(id BLOB NOT NULL PRIMARY KEY, user_id BLOB NOT NULL, case_id BLOB, form TEXT NOT NULL, body TEXT NOT NULL,
     started_at INTEGER NOT NULL, updated_at INTEGER NOT NULL) STRICT`,
  `CREATE INDEX draft_user ON draft(user_id, updated_at)`,
  `CREATE INDEX draft_case ON draft(case_id)`,
  `CREATE TABLE accepted_check(case_n INTEGER NOT NULL REFERENCES case_(n), rule TEXT NOT NULL, field TEXT NOT NULL,
     reason TEXT NOT NULL, user_id BLOB NOT NULL, at INTEGER NOT NULL, PRIMARY KEY(case_n, rule, field)) STRICT, WITHOUT ROWID`,

  // Who did what.
  `CREATE TABLE audit(n INTEGER PRIMARY KEY, prev_hash BLOB NOT NULL, hash BLOB NOT NULL, at INTEGER NOT NULL,
     clock INTEGER NOT NULL, who TEXT NOT NULL, device TEXT NOT NULL, action TEXT NOT NULL, object TEXT NOT NULL,
     result TEXT NOT NULL, extra TEXT NOT NULL) STRICT`,
  `CREATE INDEX audit_object ON audit(object, n)`,

  // Projections: made again from record_state at any time. Rows are kept narrow, so that a scan of 50,000 is quick.
  `CREATE TABLE case_list(case_n INTEGER PRIMARY KEY REFERENCES case_(n), case_id BLOB NOT NULL, code TEXT NOT NULL,
     name TEXT NOT NULL, name_sort TEXT NOT NULL, also TEXT NOT NULL, initials TEXT NOT NULL, sex TEXT NOT NULL,
     birth_date TEXT, birth_precision TEXT, age_json TEXT, age_order INTEGER, status TEXT NOT NULL, risk TEXT,
     risk_order INTEGER NOT NULL, registered TEXT, owner_office_n INTEGER NOT NULL, is_own INTEGER NOT NULL,
     owner_user BLOB, concern TEXT, concern_sensitive INTEGER NOT NULL, updated_at INTEGER NOT NULL,
     conflicts INTEGER NOT NULL DEFAULT 0, exchange TEXT NOT NULL DEFAULT 'none', received_from_n INTEGER) STRICT`,
  `CREATE INDEX case_list_filter ON case_list(status, risk_order, is_own, sex, conflicts, owner_user)`,
  `CREATE INDEX case_list_code ON case_list(code)`,
  `CREATE INDEX case_list_name ON case_list(name_sort)`,
  `CREATE INDEX case_list_urgency ON case_list(conflicts DESC, risk_order, updated_at DESC)`,
  `CREATE INDEX case_list_risk ON case_list(risk_order, code)`,
  `CREATE INDEX case_list_age ON case_list(age_order)`,
  `CREATE INDEX case_list_registered ON case_list(registered)`,
  `CREATE INDEX case_list_updated ON case_list(updated_at)`,
  `CREATE INDEX case_list_status ON case_list(status, code)`,
  `CREATE INDEX case_list_office ON case_list(is_own DESC, owner_office_n, code)`,
  `CREATE TABLE search_token(tok TEXT NOT NULL, case_n INTEGER NOT NULL, PRIMARY KEY(tok, case_n)) STRICT, WITHOUT ROWID`,
  `CREATE INDEX search_token_case ON search_token(case_n)`,
  `CREATE VIRTUAL TABLE case_text USING fts5(body, content='', contentless_delete=1, tokenize='trigram')`,
  `INSERT INTO case_text(case_text, rank) VALUES('secure-delete', 1)`,
];
