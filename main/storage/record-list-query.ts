import { RECORD_KINDS, type RecordKind, type RecordList } from '#core/finding/record-kinds.ts';
import type { ReadyFilter } from '#core/finding/ready-filter.ts';
import { foundOnly, orderOf, type ColumnSort, type Found } from './case-list-query.ts';
import { filterSql, type BoundValue } from './filter-sql.ts';

/** `at`: by the day of the record; `case:…`: by a column of its case; otherwise by an answer of the record. */
export type RecordOrder = 'at' | `case:${Exclude<ColumnSort, 'urgency'>}` | (string & {});

export interface RecordListQuery {
  readonly list: RecordList;
  /** A condition on the record and its case. */
  readonly where: ReadyFilter;
  /** What was taken out of the lists, and what goes on under another code, stays out. */
  readonly usual: boolean;
  readonly sort: RecordOrder;
  /** In which order the options of an answer stand that the list is sorted by; absent for what has its own order. */
  readonly options?: readonly string[] | undefined;
  readonly descending: boolean;
  readonly offset: number;
  readonly limit: number;
}

export interface RecordListSql {
  readonly count: string;
  /** Case number and key of each record; binds `bound`, `ordered`, limit, offset. */
  readonly page: string;
  /** The numbers of the cases alone. */
  readonly cases: string;
  readonly bound: readonly BoundValue[];
  readonly ordered: readonly BoundValue[];
}

/** Tasks have a table of their own; both have the same columns here, and none that the list of cases has too. */
const SOURCE: Readonly<Record<RecordKind['of'], string>> = {
  rows: 'record',
  family: 'record',
  task: `(SELECT 0 AS n, 'tasks' AS list, case_n AS of_case, key, due_at AS at, '{}' AS body, deadline, due_at FROM task)`,
};

const isCaseSort = (sort: string): sort is `case:${Exclude<ColumnSort, 'urgency'>}` => sort.startsWith('case:');

type Order = Pick<RecordListQuery, 'sort' | 'descending' | 'options'>;

function order(kind: RecordKind, { sort, descending, options = [] }: Order): { text: string; bound: BoundValue[] } {
  const way = descending ? 'DESC' : 'ASC';
  // All cases of a family are one line: it is ordered by its number, or by the latest change in any of them.
  if (kind.of === 'family')
    return { text: sort === 'at' || sort === 'case:updated' ? `max(updated_at) ${way}, key` : `key ${way}`, bound: [] };
  const then = 'of_case, key';
  if (sort === 'at') return { text: `at ${way}, ${then}`, bound: [] };
  if (isCaseSort(sort)) {
    const column = sort.slice('case:'.length) as Exclude<ColumnSort, 'urgency'>;
    return { text: `${orderOf(column, descending)}, ${then}`, bound: [] };
  }
  // Records without an answer stand last in either direction, and behind the options what is none any more.
  const value = `$.marks.${sort}[0]`;
  const places = options.map((_, place) => `WHEN ? THEN ${String(descending ? -place : place)}`).join(' ');
  return {
    text: [
      'json_extract(body, ?) IS NULL',
      ...(places === '' ? [] : [`CASE json_extract(body, ?) ${places} ELSE ${String(options.length)} END`]),
      `json_extract(body, ?) ${way}`,
      then,
    ].join(', '),
    bound: [value, ...(places === '' ? [] : [value, ...options]), value],
  };
}

/**
 * The text of the queries behind one page of a list of records. Only fixed words enter it; values are bound.
 * @param found what the typed words found: cases, which have to be marked on the connection, and records by their own
 *   names; absent when nothing was typed
 * @param key only the records of this key
 */
export function recordListSql(
  query: RecordListQuery,
  found: { readonly cases: Found; readonly records: readonly number[] } | undefined,
  key?: string,
): RecordListSql {
  const kind = RECORD_KINDS[query.list];
  const bound: BoundValue[] = [query.list];
  const conditions = ['list = ?'];
  if (key !== undefined) {
    conditions.push('key = ?');
    bound.push(key);
  }
  if (found !== undefined) {
    const inCases = foundOnly(found.cases, bound);
    conditions.push(`(${inCases} OR n IN (SELECT value FROM json_each(?)))`);
    bound.push(JSON.stringify(found.records));
  }
  if (query.usual) conditions.push(`status <> 'disabled'`, 'case_n NOT IN (SELECT case_n FROM merged_case)');
  // What is written down for a closed case goes on after the closure; a case that went elsewhere has no work here.
  if (kind.of === 'task') conditions.push(`status IN ('open', 'closed')`);
  const filter = filterSql(query.where);
  conditions.push(filter.text);
  bound.push(...filter.bound);
  const from = `FROM ${SOURCE[kind.of]} JOIN case_list ON case_n = of_case WHERE ${conditions.join(' AND ')}`;
  const way = order(kind, query);
  const grouped = kind.of === 'family';
  return {
    count: `SELECT count(${grouped ? 'DISTINCT key' : '*'}) AS c ${from}`,
    page: grouped
      ? `SELECT min(of_case) AS caseN, key ${from} GROUP BY key ORDER BY ${way.text} LIMIT ? OFFSET ?`
      : `SELECT of_case AS caseN, key ${from} ORDER BY ${way.text} LIMIT ? OFFSET ?`,
    cases: `SELECT of_case AS n ${from} ORDER BY of_case`,
    bound,
    ordered: way.bound,
  };
}
