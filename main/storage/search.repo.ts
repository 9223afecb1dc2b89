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
   * Cases that share a whole key with any of these, those with most in common first: the candidates for "is this the
   * same child?" (reference.md §5.1 e).
   */
  sharing(keys: readonly string[], limit: number): number[] {
    return this.#db
      .read<[string, number], { caseN: number }>(
        `SELECT case_n AS caseN FROM search_token WHERE tok IN (SELECT value FROM json_each(?))
         GROUP BY case_n ORDER BY count(*) DESC, case_n LIMIT ?`,
      )
      .all(JSON.stringify(keys), limit)
      .map((row) => row.caseN);
  }
}
