import type { ReadyFilter, Span } from '#core/finding/ready-filter.ts';
import type { ChangedPart } from './changed-cases.ts';
import { bytesOf } from './id-bytes.ts';

export type BoundValue = string | number | Buffer;

/**
 * A filter as a condition on `case_list`. Only fixed words enter the text, so that few different texts are ever
 * prepared; every value is bound, in the order of the text. Nothing in it can be NULL, so that `not` means not. The table
 * keeps its name in the query, also where it is joined with another that has numbers of cases.
 */
export interface FilterSql {
  readonly text: string;
  readonly bound: readonly BoundValue[];
}

/** Up to here a list is bound value by value, which lets an index be used; beyond that as one JSON text. */
const FEW = 8;

function among(column: string, values: readonly BoundValue[]): FilterSql {
  if (values.length === 0) return { text: '0', bound: [] };
  if (values.length > FEW && !values.some((value) => Buffer.isBuffer(value)))
    return { text: `${column} IN (SELECT value FROM json_each(?))`, bound: [JSON.stringify(values)] };
  return { text: `${column} IN (${values.map(() => '?').join(', ')})`, bound: values };
}

function within<T extends string | number>(column: string, { from, to }: Span<T>): FilterSql {
  const parts = [...(from === undefined ? [] : [`${column} >= ?`]), ...(to === undefined ? [] : [`${column} <= ?`])];
  return { text: parts.length === 0 ? '1' : parts.join(' AND '), bound: [from, to].filter((end) => end !== undefined) };
}

/** One condition: which rows of a table tell that a case meets it, and with which part of a case its answer changes. */
export interface LeafSql extends FilterSql {
  readonly part: ChangedPart;
  readonly from: 'case_list' | 'case_mark' | 'task';
}
/** A filter of one condition, whose rows stand in a table. */
export type LeafFilter = Exclude<ReadyFilter, { readonly is: 'all' | 'any' | 'not' | 'cases' }>;

const inList = (sql: FilterSql): LeafSql => ({ part: 'list', from: 'case_list', ...sql });
const marked = (fact: string, value: FilterSql): LeafSql => ({
  part: 'marks',
  from: 'case_mark',
  text: `fact = ? AND ${value.text}`,
  bound: [fact, ...value.bound],
});

export function leafSql(filter: LeafFilter): LeafSql {
  switch (filter.is) {
    case 'column':
      return inList(among(filter.column, filter.in));
    case 'updated': {
      const { text, bound } = within('updated_at', filter.within);
      return inList({ text: `(${text})`, bound });
    }
    case 'conflicts':
      return inList({ text: 'conflicts > 0', bound: [] });
    case 'owner': {
      const people = among('owner_user', filter.in.map(bytesOf));
      return inList(
        joined('OR', [
          { text: `(owner_user IS NOT NULL AND ${people.text})`, bound: people.bound },
          ...(filter.nobody ? [{ text: 'owner_user IS NULL', bound: [] }] : []),
        ]),
      );
    }
    case 'mark':
      return marked(filter.fact, among('value', filter.in));
    case 'markWithin':
      return marked(filter.fact, within('value', filter.within));
    case 'marked':
      return marked(filter.fact, { text: '1', bound: [] });
    case 'task': {
      const due = within('due_at', filter.due);
      const only = filter.only === undefined ? { text: '1', bound: [] } : among('deadline', filter.only);
      const hidden = among('deadline', filter.except);
      return {
        part: 'tasks',
        from: 'task',
        text: `${due.text} AND ${only.text} AND NOT (${hidden.text})`,
        bound: [...due.bound, ...only.bound, ...hidden.bound],
      };
    }
  }
}

function joined(word: 'AND' | 'OR', parts: readonly FilterSql[]): FilterSql {
  if (parts.length === 0) return { text: word === 'AND' ? '1' : '0', bound: [] };
  return { text: `(${parts.map(({ text }) => text).join(` ${word} `)})`, bound: parts.flatMap(({ bound }) => bound) };
}

export function filterSql(filter: ReadyFilter): FilterSql {
  switch (filter.is) {
    case 'all':
      return joined('AND', filter.parts.map(filterSql));
    case 'any':
      return joined('OR', filter.parts.map(filterSql));
    case 'not': {
      const { text, bound } = filterSql(filter.part);
      return { text: `NOT (${text})`, bound };
    }
    case 'cases':
      return {
        text: 'case_list.case_n IN (SELECT value FROM json_each(?))',
        bound: [JSON.stringify(filter.numbers)],
      };
    default:
      return conditionSql(filter);
  }
}

/** A condition on a row of the list of cases, or on the record (`n`, `deadline`, `due_at`) that a list of records has there. */
function conditionSql(filter: LeafFilter): FilterSql {
  const { from, text, bound } = leafSql(filter);
  if (from === 'case_list') return { text, bound };
  if (!('of' in filter)) return { text: `case_list.case_n IN (SELECT case_n FROM ${from} WHERE ${text})`, bound };
  return from === 'task'
    ? { text: `(${text})`, bound }
    : { text: `n IN (SELECT record_n FROM record_mark WHERE ${text})`, bound };
}
