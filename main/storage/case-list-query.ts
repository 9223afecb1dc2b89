import type { UserId } from '#core/ids.ts';
import { bytesOf } from './id-bytes.ts';

export type CaseSort =
  'match' | 'urgency' | 'code' | 'name' | 'risk' | 'status' | 'age' | 'registered' | 'updated' | 'office';

export interface CaseListQuery {
  /** Empty lists mean: all. */
  readonly status: readonly string[];
  readonly risk: readonly string[];
  readonly sex: readonly string[];
  readonly owner: UserId | undefined;
  readonly conflicts: boolean;
  readonly office: 'all' | 'own' | 'received';
  readonly sort: CaseSort;
  readonly descending: boolean;
  readonly offset: number;
  readonly limit: number;
}

/** One typed word: a case fits when any of its keys begins with one of `prefixes`, or its text contains `part`. */
export interface TextTerm {
  /** Best first: what is found by an earlier prefix is shown before what is found by a later one. */
  readonly prefixes: readonly string[];
  readonly part?: string;
}

type BoundValue = string | number | Buffer;
export interface CaseListSql {
  /** How many there are of each rank; without typed words all have rank 0. */
  readonly counts: string;
  /**
   * Numbers of the cases of one rank; binds `bound`, the rank, limit, offset. `walk` goes along the order's index and
   * stops when the page is full: quick when many fit. `sort` looks at all that fit: quick when few do.
   */
  readonly walk: string;
  readonly sort: string;
  readonly bound: readonly BoundValue[];
}

const ORDER: Readonly<Record<Exclude<CaseSort, 'match'>, readonly string[]>> = {
  urgency: ['conflicts DESC', 'risk_order ASC', 'updated_at DESC'],
  code: ['code ASC'],
  name: ['name_sort ASC'],
  risk: ['risk_order ASC', 'code ASC'],
  status: ['status ASC', 'code ASC'],
  // Youngest first: the latest day of birth.
  age: ['age_order DESC'],
  registered: ['registered ASC'],
  updated: ['updated_at ASC'],
  office: ['is_own DESC', 'owner_office_n ASC', 'code ASC'],
};
const turned = (term: string): string =>
  term.endsWith(' ASC') ? term.replace(/ ASC$/, ' DESC') : term.replace(/ DESC$/, ' ASC');

/** What the typed words found: case numbers with their rank, 1 the best, 0 not found. Absent: nothing was typed. */
export interface Found {
  readonly ranks: Uint8Array;
  readonly numbers: readonly number[];
}

/** Up to here the found cases are handed over by number; beyond that they are only marked (`mark_of`). */
const FEW = 1000;

function foundOnly(found: Found, bound: BoundValue[]): string {
  if (found.numbers.length > FEW) return 'mark_of(case_n) > 0';
  bound.push(JSON.stringify(found.numbers));
  return 'case_n IN (SELECT value FROM json_each(?))';
}

function listed(column: string, values: readonly BoundValue[], bound: BoundValue[], conditions: string[]): void {
  if (values.length === 0) return;
  conditions.push(`${column} IN (${values.map(() => '?').join(', ')})`);
  bound.push(...values);
}

const RISKS: Readonly<Record<string, number>> = { high: 0, medium: 1, low: 2, none: 3 };

/**
 * Text of the two queries behind one page of the case list. Only fixed words enter the text; values are bound. `found`
 * has to be marked on the connection before the queries run.
 */
export function caseListSql(query: CaseListQuery, found: Found | undefined): CaseListSql {
  const bound: BoundValue[] = [];
  const conditions: string[] = found === undefined ? [] : [foundOnly(found, bound)];
  listed('status', query.status, bound, conditions);
  // What was taken out of the lists is found only by who looks for it.
  if (query.status.length === 0) conditions.push(`status <> 'disabled'`);
  // A case that goes on under another code stands in no list; its own code finds it.
  if (query.status.length === 0 && found === undefined)
    conditions.push('case_n NOT IN (SELECT case_n FROM merged_case)');
  listed(
    'risk_order',
    query.risk.flatMap((risk) => RISKS[risk] ?? []),
    bound,
    conditions,
  );
  listed('sex', query.sex, bound, conditions);
  if (query.office !== 'all') conditions.push(`is_own = ${query.office === 'own' ? '1' : '0'}`);
  if (query.conflicts) conditions.push('conflicts > 0');
  if (query.owner !== undefined) {
    conditions.push('owner_user = ?');
    bound.push(bytesOf(query.owner));
  }
  // Ranks matter for the order by match alone; in every other order what was found is one group.
  const rank = found === undefined ? '0' : query.sort === 'match' ? 'mark_of(case_n)' : 'mark_of(case_n) > 0';
  const where = conditions.length === 0 ? '1' : conditions.join(' AND ');
  const sort = query.sort === 'match' ? 'urgency' : query.sort;
  const order = orderOf(sort, query.sort !== 'match' && query.descending);
  const page = (from: string): string =>
    `SELECT case_n AS n FROM ${from} WHERE ${where} AND ${rank} = ? ORDER BY ${order} LIMIT ? OFFSET ?`;
  return {
    counts: `SELECT ${rank} AS rank, count(*) AS c FROM case_list WHERE ${where} GROUP BY 1 ORDER BY 1`,
    walk: page(`case_list INDEXED BY case_list_${sort}`),
    sort: page('case_list'),
    bound,
  };
}

function orderOf(sort: Exclude<CaseSort, 'match'>, descending: boolean): string {
  const way = [...ORDER[sort], 'case_n ASC'];
  return (descending ? way.map(turned) : way).join(', ');
}
