import type { WritableDb } from './database.ts';

/** The words a case can be found by, and the text that is searched for parts of words. */
export class SearchRepo {
  readonly #db: WritableDb;
  constructor(db: WritableDb) {
    this.#db = db;
  }

  /**
   * Replaces what a case is found by. `tokens`: keys of names (`searchTokens` in core/records/search-keys.ts);
   * `body`: normalised text for substring search; `fresh`: nothing stands there yet for this case.
   */
  put(caseN: number, tokens: readonly string[], body: string, fresh = false): void {
    if (!fresh) this.remove(caseN);
    this.#db
      .write<[number, string]>(`INSERT OR IGNORE INTO search_token(tok, case_n) SELECT value, ? FROM json_each(?)`)
      .run(caseN, JSON.stringify(tokens));
    this.#db.write<[number, string]>(`INSERT INTO case_text(rowid, body) VALUES(?, ?)`).run(caseN, body);
  }
  remove(caseN: number): void {
    this.#db.write<[number]>(`DELETE FROM search_token WHERE case_n = ?`).run(caseN);
    this.#db.write<[number]>(`DELETE FROM case_text WHERE rowid = ?`).run(caseN);
  }
  /**
   * Writes what tells whether the case is of the same child as another (`subjectOf` in core/records/match-subject.ts),
   * JSON.
   */
  putSubject(caseN: number, subject: string): void {
    this.#db
      .write<[number, string]>(`INSERT OR REPLACE INTO match_subject(case_n, subject) VALUES(?, ?)`)
      .run(caseN, subject);
  }
  subject(caseN: number): string | undefined {
    return this.#db.read<[number], { subject: string }>(`SELECT subject FROM match_subject WHERE case_n = ?`).get(caseN)
      ?.subject;
  }
  /** The cases that stand under a whole key. */
  holders(key: string): number[] {
    return this.#db.numbers<[string]>(`SELECT case_n FROM search_token WHERE tok = ?`)(key);
  }
  /** The highest number of a case. No case is ever deleted, so it is as many as there are, without counting them. */
  highest(): number {
    return this.#db.numbers<[]>(`SELECT coalesce(max(case_n), 0) FROM match_subject`)()[0] ?? 0;
  }
}
