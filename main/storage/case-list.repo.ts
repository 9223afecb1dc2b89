import type { ReadyFilter } from '#core/finding/ready-filter.ts';
import type { CaseId, UserId } from '#core/ids.ts';
import type { WritableDb } from './database.ts';
import { bytesOf, idOf, idOrNull } from './id-bytes.ts';
import type { CaseListQuery } from './case-list-query.ts';
import { CaseOrders } from './case-orders.ts';
import { CaseSets, sizeOf } from './case-sets.ts';
import { filterSql, type BoundValue } from './filter-sql.ts';
import { findByText, type TextSearch } from './find-by-text.ts';
import { pageOf, type PageOfNumbers } from './page-of.ts';

/** One line of the case list, as projected from the records. Rows carry nothing that is not shown or filtered. */
export interface CaseListRow {
  readonly caseN: number;
  readonly caseId: CaseId;
  readonly code: string;
  readonly name: string;
  /** What names are ordered by (core/records/names.ts). */
  readonly nameSort: string;
  /** Other spellings and names, one a line. */
  readonly also: string;
  readonly initials: string;
  readonly sex: string;
  readonly birthDate: string | null;
  readonly birthPrecision: string | null;
  /** JSON of the stated age. */
  readonly ageJson: string | null;
  /** Day of birth as days since 1970, stated or worked back from the age; null when unknown. */
  readonly ageOrder: number | null;
  readonly status: string;
  readonly risk: string | null;
  /** 0 high, 1 medium, 2 low, 3 none, 4 not assessed. */
  readonly riskOrder: number;
  readonly registered: string | null;
  readonly ownerOfficeN: number;
  readonly isOwn: boolean;
  readonly ownerUser: UserId | null;
  readonly concern: string | null;
  readonly concernSensitive: boolean;
  readonly updatedAt: number;
  readonly conflicts: number;
  readonly exchange: string;
  readonly receivedFromN: number | null;
}
/** Who a case belongs to. */
export type OwnerOfLine = Pick<CaseListRow, 'caseId' | 'ownerUser' | 'ownerOfficeN'>;
export interface CaseListPage {
  readonly total: number;
  readonly rows: CaseListRow[];
}
type Raw = Omit<CaseListRow, 'caseId' | 'isOwn' | 'ownerUser' | 'concernSensitive'> & {
  id: Buffer;
  own: number;
  owner: Buffer | null;
  hidden: number;
};
const COLUMNS = `case_n AS caseN, case_id AS id, code, name, name_sort AS nameSort, also, initials, sex,
  birth_date AS birthDate, birth_precision AS birthPrecision, age_json AS ageJson, age_order AS ageOrder, status, risk,
  risk_order AS riskOrder, registered, owner_office_n AS ownerOfficeN, is_own AS own, owner_user AS owner, concern,
  concern_sensitive AS hidden, updated_at AS updatedAt, conflicts, exchange, received_from_n AS receivedFromN`;
const row = ({ id, own, owner, hidden, ...rest }: Raw): CaseListRow => ({
  ...rest,
  caseId: idOf(id),
  isOwn: own === 1,
  ownerUser: idOrNull(owner),
  concernSensitive: hidden === 1,
});

type Value = string | number | Buffer | null;
/** What a line is made of, by column, in the order of `NAMES`. */
const valuesOf = (r: CaseListRow): Value[] => [
  r.caseN,
  bytesOf(r.caseId),
  r.code,
  r.name,
  r.nameSort,
  r.also,
  r.initials,
  r.sex,
  r.birthDate,
  r.birthPrecision,
  r.ageJson,
  r.ageOrder,
  r.status,
  r.risk,
  r.riskOrder,
  r.registered,
  r.ownerOfficeN,
  Number(r.isOwn),
  r.ownerUser === null ? null : bytesOf(r.ownerUser),
  r.concern,
  Number(r.concernSensitive),
  r.updatedAt,
  r.conflicts,
  r.exchange,
  r.receivedFromN,
];
const NAMES =
  `case_n case_id code name name_sort also initials sex birth_date birth_precision age_json age_order status risk
  risk_order registered owner_office_n is_own owner_user concern concern_sensitive updated_at conflicts exchange
  received_from_n`.split(/\s+/);
const same = (a: Value, b: Value): boolean => a === b || (Buffer.isBuffer(a) && Buffer.isBuffer(b) && a.equals(b));

/** The case list: a projection that can be made again at any time. */
export class CaseListRepo {
  readonly #db: WritableDb;
  readonly #sets: CaseSets;
  readonly #orders: CaseOrders;
  constructor(db: WritableDb) {
    this.#db = db;
    this.#sets = new CaseSets(db);
    this.#orders = new CaseOrders(db);
  }

  /**
   * Writes a case's line. `before`: the line that stands there, absent for a case without one. A line that says the
   * same is not written, and one that only became newer touches no index but those of the time: each index costs a page
   * to encrypt before the save is on the disk.
   */
  put(r: CaseListRow, before: CaseListRow | undefined): void {
    this.#db.changes.list.note(r.caseN);
    if (before === undefined) {
      const places = NAMES.map(() => '?').join(', ');
      this.#db.write(`INSERT INTO case_list(${NAMES.join(', ')}) VALUES(${places})`).run(...valuesOf(r));
      return;
    }
    const old = valuesOf(before);
    const changed = valuesOf(r).flatMap((value, i) => (same(value, old[i] ?? null) ? [] : (NAMES[i] ?? [])));
    if (changed.length === 0) return;
    if (changed.length === 1 && changed[0] === 'updated_at') {
      this.#db
        .write<[number, number]>(`UPDATE case_list SET updated_at = ? WHERE case_n = ?`)
        .run(r.updatedAt, r.caseN);
      return;
    }
    const all = NAMES.map((name) => `${name} = ?`).join(', ');
    this.#db.write(`UPDATE case_list SET ${all} WHERE case_n = ?`).run(...valuesOf(r), r.caseN);
  }
  setConflicts(caseN: number, conflicts: number): void {
    this.#db.changes.list.note(caseN);
    this.#db.write<[number, number]>(`UPDATE case_list SET conflicts = ? WHERE case_n = ?`).run(conflicts, caseN);
  }
  setExchange(caseN: number, exchange: string): void {
    const { changes } = this.#db
      .write<[string, number, string]>(`UPDATE case_list SET exchange = ? WHERE case_n = ? AND exchange <> ?`)
      .run(exchange, caseN, exchange);
    if (changes > 0) this.#db.changes.list.note(caseN);
  }
  get(caseN: number): CaseListRow | undefined {
    const found = this.#db.read<[number], Raw>(`SELECT ${COLUMNS} FROM case_list WHERE case_n = ?`).get(caseN);
    return found && row(found);
  }

  /** One page and how many there are in all, of those that were found where something was typed. */
  page(query: CaseListQuery, search?: TextSearch): CaseListPage {
    const { total, numbers } = this.#found(query, search);
    const rows = this.#db
      .read<[string], Raw>(
        `SELECT ${COLUMNS} FROM json_each(?) one JOIN case_list ON case_n = one.value ORDER BY one.key`,
      )
      .all(JSON.stringify(numbers));
    return { total, rows: rows.map(row) };
  }
  /** The ids of the cases of one page. */
  ids(query: CaseListQuery, search?: TextSearch): CaseId[] {
    const { numbers } = this.#found(query, search);
    return this.#db
      .read<[string], { id: Buffer }>(
        `SELECT l.case_id AS id FROM json_each(?) one JOIN case_list l ON l.case_n = one.value ORDER BY one.key`,
      )
      .all(JSON.stringify(numbers))
      .map(({ id }) => idOf(id));
  }
  /** How many cases a filter leaves. */
  count({ where, usual }: Pick<CaseListQuery, 'where' | 'usual'>): number {
    this.#sets.follow();
    return sizeOf(this.#sets.meeting(where, { disabled: !usual, merged: !usual }));
  }
  #found(query: CaseListQuery, search: TextSearch | undefined): PageOfNumbers {
    this.#sets.follow();
    const usual = { disabled: !query.usual, merged: !query.usual || search !== undefined };
    const ranks = this.#sets.meeting(query.where, usual);
    if (search !== undefined) {
      const found = findByText(this.#db, this.#sets, search);
      // Ranks matter for the order by match alone; in every other order what was found is one group.
      const group = query.sort === 'match' ? (rank: number) => rank : Math.sign;
      for (let n = 0; n < ranks.length; n += 1) ranks[n] = ranks[n] === 1 ? group(found[n] ?? 0) : 0;
    }
    return pageOf(ranks, this.#orders.by(query), query);
  }

  /** Those of some cases that meet a filter. */
  meeting(numbers: readonly number[], where: ReadyFilter): ReadonlySet<number> {
    const { text, bound } = filterSql({ is: 'all', parts: [{ is: 'cases', numbers }, where] });
    return new Set(this.#db.numbers<BoundValue[]>(`SELECT case_n FROM case_list WHERE ${text}`)(...bound));
  }
  /** Who some cases belong to, by their number. */
  ownersOf(numbers: Iterable<number>): ReadonlyMap<number, OwnerOfLine> {
    const rows = this.#db
      .read<[string], { n: number; id: Buffer; owner: Buffer | null; officeN: number }>(
        `SELECT case_n AS n, case_id AS id, owner_user AS owner, owner_office_n AS officeN FROM json_each(?) one
         JOIN case_list ON case_n = one.value`,
      )
      .all(JSON.stringify([...new Set(numbers)]));
    return new Map(
      rows.map(({ n, id, owner, officeN }) => [
        n,
        { caseId: idOf(id), ownerUser: idOrNull(owner), ownerOfficeN: officeN },
      ]),
    );
  }
  /** The open cases that a person owns, those of high risk first. */
  openOf(owner: UserId): number[] {
    return this.#db.numbers<[Buffer]>(
      `SELECT case_n FROM case_list WHERE status = 'open' AND is_own = 1 AND owner_user = ? ORDER BY risk_order, case_n`,
    )(bytesOf(owner));
  }
  /** Every case of this office that a person owns, closed or not. */
  ownedBy(owner: UserId): number[] {
    return this.#db.numbers<[Buffer]>(
      `SELECT case_n FROM case_list WHERE is_own = 1 AND owner_user = ? ORDER BY case_n`,
    )(bytesOf(owner));
  }
  /** Who owns open cases, and how many. */
  owners(): { readonly user: UserId; readonly cases: number }[] {
    return this.#db
      .read<[], { owner: Buffer; cases: number }>(
        `SELECT owner_user AS owner, count(*) AS cases FROM case_list
         WHERE status = 'open' AND is_own = 1 AND owner_user IS NOT NULL GROUP BY owner_user`,
      )
      .all()
      .map(({ owner, cases }) => ({ user: idOf(owner), cases }));
  }
  /**
   * How many open cases a person owns, and how many of them are of high risk.
   * @param but numbers of cases that whoever asks may not know of.
   */
  loadOf(owner: UserId, but: readonly number[]): { readonly open: number; readonly high: number } {
    const found = this.#db
      .read<[Buffer, string], { open: number; high: number | null }>(
        `SELECT count(*) AS open, sum(risk = 'high') AS high FROM case_list
         WHERE owner_user = ? AND status = 'open' AND case_n NOT IN (SELECT value FROM json_each(?))`,
      )
      .get(bytesOf(owner), JSON.stringify(but));
    return { open: found?.open ?? 0, high: found?.high ?? 0 };
  }
}
