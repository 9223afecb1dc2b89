import { orderOf, type CaseListQuery, type CaseSort, type ColumnSort } from './case-list-query.ts';
import { ChangeReader } from './changed-cases.ts';
import type { ReadableDb } from './database.ts';

/** The numbers of all listed cases, one after the other as a list shows them. */
export type CaseOrder = readonly number[];

/** The cases with an answer in its order, and the same by their numbers. */
interface Answered {
  readonly order: CaseOrder;
  readonly there: Uint8Array;
}

/** After more changes than this an order is made anew. */
const FOLLOWED = 20;
/** Orders by answers beside those by columns: each is about 450 KB at 50,000 cases. */
const MOST_BY_ANSWER = 8;

/** The orders in which lists were asked for, kept in memory. Each is what its query says, and follows each case that is written. */
export class CaseOrders {
  readonly #db: ReadableDb;
  readonly #lines: ChangeReader;
  readonly #marks: ChangeReader;
  readonly #byColumn = new Map<ColumnSort, number[]>();
  readonly #answered = new Map<string, Answered>();
  constructor(db: ReadableDb) {
    this.#db = db;
    this.#lines = new ChangeReader(db, 'list');
    this.#marks = new ChangeReader(db, 'marks');
  }

  /** An order, to be read from its end when it is `turned`. What is alike by match stands by urgency. */
  by({ sort, descending, options }: Pick<CaseListQuery, 'sort' | 'descending' | 'options'>): {
    readonly order: CaseOrder;
    readonly turned: boolean;
  } {
    this.#follow();
    if (sort === 'match') return { order: this.#ofColumn('urgency'), turned: false };
    if (isByAnswer(sort))
      return { order: this.#ofAnswer(sort.slice(ANSWER.length), descending, options), turned: false };
    return { order: this.#ofColumn(sort), turned: descending };
  }

  #follow(): void {
    const changed = this.#lines.next();
    if (changed === undefined || changed.length > FOLLOWED) this.#byColumn.clear();
    else if (changed.length > 0)
      for (const [sort, order] of this.#byColumn)
        if (!this.#stands(sort, order, changed)) this.#place(sort, order, changed);
    if (this.#marks.next()?.length !== 0) this.#answered.clear();
  }
  /** Whether one case that was written stands where it should still: most of what is written moves it in few orders. */
  #stands(sort: ColumnSort, order: readonly number[], [n = 0, ...others]: readonly number[]): boolean {
    const at = order.indexOf(n);
    if (others.length > 0 || at < 0) return false;
    const [before, after] = [order[at - 1] ?? n, order[at + 1] ?? n];
    const around = this.#db.numbers<[number, number, number]>(
      `SELECT case_n FROM case_list WHERE case_n IN (?, ?, ?) ORDER BY ${orderOf(sort, false)}`,
    )(before, n, after);
    return String(around) === String([...new Set([before, n, after])]);
  }
  /** Takes cases out of an order and puts them where they stand now. */
  #place(sort: ColumnSort, order: number[], cases: readonly number[]): void {
    const gone = new Set(cases);
    let kept = 0;
    for (const n of order) if (!gone.has(n)) order[kept++] = n;
    order.length = kept;
    const first = this.#db.numbers<[number, number]>(
      `SELECT case_n FROM case_list WHERE case_n IN (?, ?) ORDER BY ${orderOf(sort, false)} LIMIT 1`,
    );
    const there = this.#db.numbers<[number]>(`SELECT case_n FROM case_list WHERE case_n = ?`);
    for (const n of cases) {
      if (there(n).length === 0) continue;
      let [low, high] = [0, order.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (first(n, order[middle] ?? n)[0] === n) high = middle;
        else low = middle + 1;
      }
      order.splice(low, 0, n);
    }
  }
  #ofColumn(sort: ColumnSort): CaseOrder {
    const known = this.#byColumn.get(sort);
    if (known !== undefined) return known;
    const order = this.#db.numbers<[]>(`SELECT case_n FROM case_list ORDER BY ${orderOf(sort, false)}`)();
    this.#byColumn.set(sort, order);
    return order;
  }
  /** Those with an answer in its order, those without one last, by code. */
  #ofAnswer(fact: string, descending: boolean, options: readonly string[] | undefined): CaseOrder {
    const answered = this.#withAnswer(fact, descending, options);
    const byCode = this.#ofColumn('code');
    const rest = byCode.filter((n) => answered.there[n] !== 1);
    return [...answered.order, ...(descending ? rest.reverse() : rest)];
  }
  #withAnswer(fact: string, descending: boolean, options: readonly string[] = []): Answered {
    const key = JSON.stringify([fact, descending, options]);
    const known = this.#answered.get(key);
    if (known !== undefined) return known;
    // The first of several answers of a case says where it stands.
    const ofOption = this.#db.numbers<[string, string]>(
      `SELECT case_n FROM case_mark WHERE fact = ? AND value = ? ORDER BY case_n ASC`,
    );
    const order = new Set([
      ...(descending ? options.toReversed() : options).flatMap((option) => ofOption(fact, option)),
      ...this.#db.numbers<[string]>(
        `SELECT case_n FROM case_mark WHERE fact = ? ORDER BY value ${descending ? 'DESC' : 'ASC'}, case_n ASC`,
      )(fact),
    ]);
    let highest = 0;
    for (const n of order) highest = Math.max(highest, n);
    const there = new Uint8Array(highest + 1);
    for (const n of order) there[n] = 1;
    if (this.#answered.size >= MOST_BY_ANSWER) this.#answered.clear();
    const made = { order: [...order], there };
    this.#answered.set(key, made);
    return made;
  }
}

const ANSWER = 'answer:';
const isByAnswer = (sort: CaseSort): sort is `answer:${string}` => sort.startsWith(ANSWER);
