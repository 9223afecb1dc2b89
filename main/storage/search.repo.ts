import type { WritableDb } from './database.ts';

/** So many pages of an index are written in one step. */
const PAGES_AT_ONCE = 200;

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
    this.#db.changes.search.note(caseN);
    this.#db
      .write<[number, string]>(`INSERT OR IGNORE INTO search_token(tok, case_n) SELECT value, ? FROM json_each(?)`)
      .run(caseN, JSON.stringify(tokens));
    this.#db.write<[number, string]>(`INSERT INTO case_text(rowid, body) VALUES(?, ?)`).run(caseN, body);
  }
  remove(caseN: number): void {
    this.#db.changes.search.note(caseN);
    this.#db.write<[number]>(`DELETE FROM search_token WHERE case_n = ?`).run(caseN);
    this.#db.write<[number]>(`DELETE FROM case_text WHERE rowid = ?`).run(caseN);
  }
  /**
   * Replaces what a case is found by in its long texts: words by the class that may read them, from 1 to 5.
   * `fresh`: nothing stands there yet for this case.
   */
  putNarratives(caseN: number, words: readonly string[], fresh = false): void {
    if (!fresh) this.#db.write<[number]>(`DELETE FROM case_narrative WHERE rowid = ?`).run(caseN);
    const [c1 = '', c2 = '', c3 = '', c4 = '', c5 = ''] = words;
    if (words.every((text) => text === '')) return;
    this.#db
      .write<[number, string, string, string, string, string]>(
        `INSERT INTO case_narrative(rowid, c1, c2, c3, c4, c5) VALUES(?, ?, ?, ?, ?, ?)`,
      )
      .run(caseN, c1, c2, c3, c4, c5);
  }
  /**
   * Writes what tells whether the case is of the same child as another (`subjectOf` in core/records/match-subject.ts),
   * JSON.
   */
  putSubject(caseN: number, subject: string): void {
    // OR REPLACE opens a statement journal, and with it both indexes of texts write what they hold: for every case anew.
    this.#db
      .write<[number, string]>(
        `INSERT INTO match_subject(case_n, subject) VALUES(?, ?) ON CONFLICT(case_n) DO UPDATE SET subject = excluded.subject`,
      )
      .run(caseN, subject);
  }
  subject(caseN: number): string | undefined {
    return this.#db.read<[number], { subject: string }>(`SELECT subject FROM match_subject WHERE case_n = ?`).get(caseN)
      ?.subject;
  }
  /**
   * One step of writing the indexes of texts together, by which words of cases that are gone leave them: until then the
   * words stay behind a mark (https://sqlite.org/fts5.html, contentless-delete tables). Answers whether there is more.
   *
   * @param begins the first step, which takes in every part of the index.
   */
  writeTogether(begins: boolean): boolean {
    const before = this.#changes();
    for (const index of ['case_text', 'case_narrative'])
      this.#db
        .write<[number]>(`INSERT INTO ${index}(${index}, rank) VALUES('merge', ?)`)
        .run(begins ? -PAGES_AT_ONCE : PAGES_AT_ONCE);
    // Each command changes one row of its own where nothing is left to do.
    return this.#changes() - before > 2;
  }
  #changes(): number {
    return this.#db.numbers<[]>(`SELECT total_changes()`)()[0] ?? 0;
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
