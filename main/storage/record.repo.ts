import type { CaseMarks } from '#core/finding/case-facts.ts';
import type { ListedRecord } from '#core/finding/record-facts.ts';
import type { RecordList } from '#core/finding/record-kinds.ts';
import type { ReadyFilter } from '#core/finding/ready-filter.ts';
import type { Found, TextTerm } from './case-list-query.ts';
import { beginningWith, CaseSets, numbersIn } from './case-sets.ts';
import type { WritableDb } from './database.ts';
import type { BoundValue } from './filter-sql.ts';
import { findByText, type TextSearch } from './find-by-text.ts';
import { recordListSql, type RecordListQuery } from './record-list-query.ts';

/** A record with the keys of the names by which it is found. */
export type RecordRow = Omit<ListedRecord, 'found'> & { readonly tokens: readonly string[] };
/** Where a record stands. */
export interface RecordPlace {
  readonly caseN: number;
  readonly key: string;
}
export interface RecordPage {
  readonly total: number;
  readonly places: readonly RecordPlace[];
}
interface Body {
  readonly marks: CaseMarks;
  readonly tokens: readonly string[];
}
interface Kept extends Body {
  readonly n: number;
  readonly at: string;
  readonly body: string;
}

const placeOf = ({ list, key }: Pick<RecordRow, 'list' | 'key'>): string => `${list} ${key}`;

/** The records of all cases that have a list of their own: a projection that can be made again at any time. */
export class RecordRepo {
  readonly #db: WritableDb;
  readonly #sets: CaseSets;
  constructor(db: WritableDb) {
    this.#db = db;
    this.#sets = new CaseSets(db);
  }

  /** Replaces the records of a case. Most saves change none or one: only those are written. */
  put(caseN: number, records: readonly RecordRow[]): void {
    const before = this.#ofCase(caseN);
    for (const record of records) {
      const place = placeOf(record);
      const old = before.get(place);
      before.delete(place);
      const body = JSON.stringify({ marks: record.marks, tokens: record.tokens } satisfies Body);
      if (old === undefined) this.#add(caseN, record, body);
      else if (old.body !== body || old.at !== record.at) {
        this.#db
          .write<[string, string, number]>(`UPDATE record SET at = ?, body = ? WHERE n = ?`)
          .run(record.at, body, old.n);
        this.#change(old.n, old, record);
      }
    }
    for (const gone of before.values()) {
      this.#change(gone.n, gone, { marks: {}, tokens: [] });
      this.#db.write<[number]>(`DELETE FROM record WHERE n = ?`).run(gone.n);
    }
  }
  #ofCase(caseN: number): Map<string, Kept> {
    const rows = this.#db
      .read<[number], { n: number; list: RecordList; key: string; at: string; body: string }>(
        `SELECT n, list, key, at, body FROM record WHERE of_case = ?`,
      )
      .all(caseN);
    return new Map(rows.map(({ n, at, body, ...of }) => [placeOf(of), { n, at, body, ...(JSON.parse(body) as Body) }]));
  }
  #add(caseN: number, record: RecordRow, body: string): void {
    const { rowid } = this.#db
      .write<[string, number, string, string, string]>(
        `INSERT INTO record(list, of_case, key, at, body) VALUES(?, ?, ?, ?, ?)`,
      )
      .run(record.list, caseN, record.key, record.at, body);
    this.#change(rowid, { marks: {}, tokens: [] }, record);
  }
  #change(n: number, before: Body, now: Body): void {
    for (const fact of new Set([...Object.keys(before.marks), ...Object.keys(now.marks)])) {
      const [old, next] = [before.marks[fact] ?? [], now.marks[fact] ?? []];
      for (const value of old)
        if (!next.includes(value))
          this.#db
            .write<[string, string | number, number]>(
              `DELETE FROM record_mark WHERE fact = ? AND value = ? AND record_n = ?`,
            )
            .run(fact, value, n);
      for (const value of next)
        if (!old.includes(value))
          this.#db
            .write<[string, string | number, number]>(
              `INSERT OR IGNORE INTO record_mark(fact, value, record_n) VALUES(?, ?, ?)`,
            )
            .run(fact, value, n);
    }
    for (const tok of before.tokens)
      if (!now.tokens.includes(tok))
        this.#db.write<[string, number]>(`DELETE FROM record_token WHERE tok = ? AND record_n = ?`).run(tok, n);
    for (const tok of now.tokens)
      if (!before.tokens.includes(tok))
        this.#db.write<[string, number]>(`INSERT OR IGNORE INTO record_token(tok, record_n) VALUES(?, ?)`).run(tok, n);
  }

  /**
   * One page of a list, and how many there are in all. `search`: of cases in which what was typed is found; `own`: terms
   * that the record itself may be found by.
   */
  page(query: RecordListQuery, search?: TextSearch, own: readonly TextTerm[] = []): RecordPage {
    const found = search === undefined ? undefined : this.#found(search);
    if (found !== undefined) this.#db.mark(found.ranks);
    const sql = recordListSql(
      query,
      found && { cases: found, records: this.#named(own, search?.codeOnly?.numbers ?? []) },
    );
    const total = this.#db.read<BoundValue[], { c: number }>(sql.count).get(...sql.bound)?.c ?? 0;
    if (query.limit === 0) return { total, places: [] };
    const places = this.#db
      .read<BoundValue[], RecordPlace>(sql.page)
      .all(...sql.bound, ...sql.ordered, query.limit, query.offset);
    return { total, places };
  }
  count(query: Pick<RecordListQuery, 'list' | 'where' | 'usual'>): number {
    return this.page({ ...query, sort: 'at', descending: true, offset: 0, limit: 0 }).total;
  }
  #found(search: TextSearch): Found {
    this.#sets.follow();
    const ranks = findByText(this.#db, this.#sets, search);
    return { ranks, numbers: numbersIn(ranks) };
  }
  /** The records whose own names fit every typed word, without those of cases that are found by their code alone. */
  #named(terms: readonly TextTerm[], codeOnly: readonly number[]): number[] {
    const under = this.#db.numbers<[string, string]>(`SELECT record_n FROM record_token WHERE tok >= ? AND tok < ?`);
    const all = terms.map(({ prefixes }) => new Set(prefixes.flatMap((prefix) => under(...beginningWith(prefix)))));
    const [first, ...rest] = all;
    const found = first === undefined ? [] : [...first].filter((n) => rest.every((set) => set.has(n)));
    if (found.length === 0 || codeOnly.length === 0) return found;
    return this.#db.numbers<[string, string]>(
      `SELECT n FROM record WHERE n IN (SELECT value FROM json_each(?))
         AND of_case NOT IN (SELECT value FROM json_each(?))`,
    )(JSON.stringify(found), JSON.stringify(codeOnly));
  }
  /** The cases of one family that meet a condition, oldest first. */
  family(number: string, where: ReadyFilter): number[] {
    const sql = recordListSql(
      { list: 'families', where, usual: true, sort: 'at', descending: false, offset: 0, limit: 0 },
      undefined,
      number,
    );
    return this.#db.numbers<BoundValue[]>(sql.cases)(...sql.bound);
  }
}
