import type { CaseId, UserId } from '#core/ids.ts';
import type { WritableDb } from './database.ts';
import { bytesOf, idOf, idOrNull } from './id-bytes.ts';
import { caseListSql } from './case-list-query.ts';
import { findByText } from './find-by-text.ts';
import type { CaseListQuery, TextTerm } from './case-list-query.ts';

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
export interface CaseListPage {
  readonly total: number;
  readonly rows: CaseListRow[];
}
export interface CaseCounts {
  readonly all: number;
  readonly open: number;
  /** Open with high risk. */
  readonly high: number;
  readonly received: number;
  readonly withConflicts: number;
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

type BoundHere = (string | number | Buffer)[];
/** A step along an index with a look at the row costs about twice a row of a scan with its share of the sorting. */
const WALK_AT_MOST = 0.5;

/** The case list: a projection that can be made again at any time. */
export class CaseListRepo {
  readonly #db: WritableDb;
  constructor(db: WritableDb) {
    this.#db = db;
  }

  /**
   * Writes a case's line. `before`: the line that stands there, absent for a case without one. A line that says the
   * same is not written, and one that only became newer touches no index but those of the time: each index costs a page
   * to encrypt before the save is on the disk.
   */
  put(r: CaseListRow, before: CaseListRow | undefined): void {
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
    this.#db.write<[number, number]>(`UPDATE case_list SET conflicts = ? WHERE case_n = ?`).run(conflicts, caseN);
  }
  setExchange(caseN: number, exchange: string): void {
    this.#db
      .write<[string, number, string]>(`UPDATE case_list SET exchange = ? WHERE case_n = ? AND exchange <> ?`)
      .run(exchange, caseN, exchange);
  }
  get(caseN: number): CaseListRow | undefined {
    const found = this.#db.read<[number], Raw>(`SELECT ${COLUMNS} FROM case_list WHERE case_n = ?`).get(caseN);
    return found && row(found);
  }

  /** One page and how many there are in all. `terms`: the words typed, each with the keys that may stand for it. */
  page(query: CaseListQuery, terms: readonly TextTerm[]): CaseListPage {
    const found = terms.length === 0 ? undefined : findByText(this.#db, terms);
    if (found?.numbers.length === 0) return { total: 0, rows: [] };
    if (found) this.#db.mark(found.ranks);
    const sql = caseListSql(query, found);
    const groups = this.#db.read<BoundHere, { rank: number; c: number }>(sql.counts).all(...sql.bound);
    const total = groups.reduce((sum, group) => sum + group.c, 0);
    const numbers: number[] = [];
    let skip = query.offset;
    for (const { rank, c } of groups) {
      const wanted = Math.min(query.limit - numbers.length, c - skip);
      if (wanted > 0) {
        // Walking looks at about so many rows before the page is full.
        const walked = ((skip + wanted) * this.#rows()) / c;
        const text = walked < WALK_AT_MOST * c ? sql.walk : sql.sort;
        numbers.push(...this.#db.numbers<BoundHere>(text)(...sql.bound, rank, wanted, skip));
      }
      skip = Math.max(0, skip - c);
    }
    return { total, rows: numbers.flatMap((n) => this.get(n) ?? []) };
  }
  #rows(): number {
    return this.#db.numbers<[]>(`SELECT count(*) FROM case_list`)()[0] ?? 0;
  }

  counts(): CaseCounts {
    const found = this.#db
      .read<[], CaseCounts>(
        `SELECT count(*) AS "all", coalesce(sum(status = 'open'), 0) AS open,
           coalesce(sum(status = 'open' AND risk_order = 0), 0) AS high, coalesce(sum(is_own = 0), 0) AS received,
           coalesce(sum(conflicts > 0), 0) AS withConflicts FROM case_list`,
      )
      .get();
    return found ?? { all: 0, open: 0, high: 0, received: 0, withConflicts: 0 };
  }
  /** The open cases that a person owns, those of high risk first. */
  openOf(owner: UserId): number[] {
    return this.#db.numbers<[Buffer]>(
      `SELECT case_n FROM case_list WHERE status = 'open' AND is_own = 1 AND owner_user = ? ORDER BY risk_order, case_n`,
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
  /** How many open cases a person owns, and how many of them are of high risk. */
  loadOf(owner: UserId): { readonly open: number; readonly high: number } {
    const found = this.#db
      .read<[Buffer], { open: number; high: number | null }>(
        `SELECT count(*) AS open, sum(risk = 'high') AS high FROM case_list WHERE owner_user = ? AND status = 'open'`,
      )
      .get(bytesOf(owner));
    return { open: found?.open ?? 0, high: found?.high ?? 0 };
  }
}
