import type { ReadyFilter } from '#core/finding/ready-filter.ts';
import type { BoundValue } from './filter-sql.ts';

export type ColumnSort =
  | 'urgency'
  | 'code'
  | 'name'
  | 'risk'
  | 'status'
  | 'age'
  | 'registered'
  | 'updated'
  | 'office'
  | 'owner'
  | 'concern'
  | 'exchange';
/** `answer:<key>`: by an answer that stands in a column. */
export type CaseSort = 'match' | ColumnSort | `answer:${string}`;

export interface CaseListQuery {
  readonly where: ReadyFilter;
  /** What was taken out of the lists, and what goes on under another code, stays out. */
  readonly usual: boolean;
  readonly sort: CaseSort;
  /** In which order the options of an answer stand that the list is sorted by; absent for what has its own order. */
  readonly options?: readonly string[] | undefined;
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

/** How the cases of a list stand, ascending. */
const ORDER: Readonly<Record<ColumnSort, readonly string[]>> = {
  urgency: ['conflicts DESC', 'risk_order ASC', 'updated_at DESC'],
  code: ['code ASC'],
  name: ['name_sort ASC'],
  risk: ['risk_order ASC', 'code ASC'],
  status: [
    `CASE status WHEN 'open' THEN 0 WHEN 'closed' THEN 1 WHEN 'transferred' THEN 2 WHEN 'duplicate' THEN 3 ELSE 4 END ASC`,
    'code ASC',
  ],
  // Youngest first: the latest day of birth.
  age: ['age_order DESC'],
  registered: ['registered ASC'],
  updated: ['updated_at ASC'],
  office: ['is_own DESC', 'owner_office_n ASC', 'code ASC'],
  owner: [`coalesce((SELECT name FROM person WHERE user_id = owner_user), '') ASC`, 'code ASC'],
  // Where among the others a sensitive concern stands would tell which one it is.
  concern: [
    'concern_sensitive ASC',
    `CASE concern_sensitive WHEN 0 THEN coalesce(concern, '') ELSE '' END ASC`,
    'code ASC',
  ],
  exchange: ['exchange ASC', 'code ASC'],
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

/** A condition that only what was found meets; its ranks have to be marked on the connection. */
export function foundOnly(found: Found, bound: BoundValue[]): string {
  if (found.numbers.length > FEW) return 'mark_of(case_n) > 0';
  bound.push(JSON.stringify(found.numbers));
  return 'case_n IN (SELECT value FROM json_each(?))';
}

/**
 * The terms by which cases are ordered by a column of their list; of those that are alike the one with the lower number
 * comes first. Descending is the same from the other end.
 */
export function orderOf(sort: ColumnSort, descending: boolean): string {
  const way = [...ORDER[sort], 'case_n ASC'];
  return (descending ? way.map(turned) : way).join(', ');
}
