import type { CasePast } from '#core/measures/past.ts';
import { ChangeReader } from './changed-cases.ts';
import type { WritableDb } from './database.ts';

/** Cases that are read at once while somebody may be waiting. */
const PIECE = 250;

/**
 * What happened in each case, for counting: a projection. All of it is kept in memory once somebody asked, since a number
 * looks at every case; what was written meanwhile is read again, so that a save that was undone leaves nothing behind.
 */
export class PastRepo {
  readonly #db: WritableDb;
  readonly #known = new Map<number, CasePast>();
  readonly #changes: ChangeReader;
  /** The last case that was read; undefined: all of them were. */
  #readTo: number | undefined = 0;
  constructor(db: WritableDb) {
    this.#db = db;
    this.#changes = new ChangeReader(db, 'past');
  }

  /** Undefined: the case is none of this office's. Most saves change nothing that is counted: nothing is written then. */
  put(caseN: number, past: CasePast | undefined): void {
    const body = past === undefined ? undefined : JSON.stringify(past);
    if (body === this.#body(caseN)) return;
    this.#db.changes.past.note(caseN);
    if (body === undefined) {
      this.#db.write<[number]>(`DELETE FROM case_past WHERE case_n = ?`).run(caseN);
      return;
    }
    this.#db
      .write<[number, string]>(
        `INSERT INTO case_past(case_n, body) VALUES(?, ?) ON CONFLICT(case_n) DO UPDATE SET body = excluded.body`,
      )
      .run(caseN, body);
  }
  /** What is counted of a case that was made anonymous, under a number below zero that no case has. */
  keepAnonymous(n: number, past: CasePast): void {
    this.#db.write<[number, string]>(`INSERT INTO anonymous_past(n, body) VALUES(?, ?)`).run(n, JSON.stringify(past));
    this.#db.changes.past.note(n);
  }
  /** Every case that this office has or had, by its number. */
  all(): ReadonlyMap<number, CasePast> {
    this.read(() => false);
    return this.#known;
  }
  /**
   * Reads what is not in memory yet, until it is asked to stop. Answers whether all of it is there and as it stands now.
   * @param stop asked after each piece, of how many cases it was.
   */
  read(stop: (size: number) => boolean): boolean {
    this.#follow();
    if (this.#readTo === 0)
      for (const { n, body } of this.#anonymous()) this.#known.set(n, JSON.parse(body) as CasePast);
    while (this.#readTo !== undefined) {
      const rows = this.#db
        .read<[number, number], { n: number; body: string }>(
          `SELECT case_n AS n, body FROM case_past WHERE case_n > ? ORDER BY case_n LIMIT ?`,
        )
        .all(this.#readTo, PIECE);
      for (const { n, body } of rows) this.#known.set(n, JSON.parse(body) as CasePast);
      this.#readTo = rows.length < PIECE ? undefined : rows.at(-1)?.n;
      if (this.#readTo !== undefined && stop(rows.length)) return false;
    }
    return true;
  }
  /** How many cases are in memory. */
  get size(): number {
    return this.#known.size;
  }
  /** How many there are. */
  count(): number {
    return (
      this.#db.numbers<[]>(`SELECT (SELECT count(*) FROM case_past) + (SELECT count(*) FROM anonymous_past)`)()[0] ?? 0
    );
  }

  #follow(): void {
    const changed = this.#changes.next();
    if (changed === undefined) {
      this.#known.clear();
      this.#readTo = 0;
      return;
    }
    for (const caseN of changed) {
      const body = this.#body(caseN);
      if (body === undefined) this.#known.delete(caseN);
      else this.#known.set(caseN, JSON.parse(body) as CasePast);
    }
  }
  #body(caseN: number): string | undefined {
    const text =
      caseN < 0 ? `SELECT body FROM anonymous_past WHERE n = ?` : `SELECT body FROM case_past WHERE case_n = ?`;
    return this.#db.read<[number], { body: string }>(text).get(caseN)?.body;
  }
  #anonymous(): readonly { readonly n: number; readonly body: string }[] {
    return this.#db.read<[], { n: number; body: string }>(`SELECT n, body FROM anonymous_past`).all();
  }
}
