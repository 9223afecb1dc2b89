import type { FieldValue, Row, Values } from '../forms/types.ts';
import { sameValue } from '../records/changes.ts';
import type { ReadRow, RowProblem } from './row-document.ts';

/**
 * Rows of one child that are joined. No child fills more lines of a list; a column that tells no children apart, such as
 * their sex, would make one child of a whole file.
 */
export const MOST_ROWS = 200;

export interface JoinedRows {
  readonly read: ReadRow;
  /** What keeps the child out, by the number of the row in which it stands. */
  readonly problems: ReadonlyMap<number, readonly RowProblem[]>;
}

/** Objects as a text that does not depend on the order of their keys. */
const inOrder = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    : value;
/** The same for entries that say the same. */
const textOf = (values: Values): string => JSON.stringify(values, inOrder);

/**
 * Rows of one child as one case. Every row adds its entries; one that says the same again, as lists repeat the caregiver on
 * each line, adds none. Of the child itself all rows say the same, or nothing: two answers to one question keep it out, and
 * so do more than `MOST_ROWS`, of which the further ones are not even read.
 *
 * @param rows with their numbers in the file.
 * @param columnOf the column that answers a question of the case.
 * @param nested lists whose entries stand inside of entries of another, and the answer that says of which. An entry stands
 * in that of its own row, which an earlier row of the child may have said already; without one in the row, in the last above.
 */
export function joinRows<T extends { readonly n: number }>(
  rows: readonly T[],
  readOf: (row: T) => ReadRow,
  columnOf: (field: string) => number | undefined,
  nested: ReadonlyMap<string, { readonly inside: string; readonly by: string }> = new Map(),
): JoinedRows {
  const values: Record<string, FieldValue> = {};
  const entries: Record<string, Row[]> = {};
  /** Entries by what they say, with the id under which each is kept. */
  const known = new Map<string, string>();
  const keptAs = new Map<string, string>();
  /** Of each list the entry in which entries of further rows stand. */
  const last = new Map<string, string>();
  const left: RowProblem[] = [];
  const problems = new Map<number, readonly RowProblem[]>();
  for (const row of rows.slice(0, MOST_ROWS)) {
    const read = readOf(row);
    left.push(...read.left);
    const own: RowProblem[] = [...read.problems];
    for (const [field, value] of Object.entries(read.said.values)) {
      const before = values[field];
      const column = columnOf(field);
      if (before === undefined) values[field] = value;
      else if (!sameValue(before, value))
        own.push({ ...(column === undefined ? {} : { column }), field, key: 'checks.rows_differ', params: {} });
    }
    // What stands around other entries first: theirs name it by the id under which it is kept.
    const lists = Object.entries(read.said.rows).toSorted(([a], [b]) => Number(nested.has(a)) - Number(nested.has(b)));
    for (const [id, said] of lists) {
      const list = (entries[id] ??= []);
      const placed = said.flatMap((entry): Row[] => {
        const inside = nested.get(id);
        if (inside === undefined) return [entry];
        const named = entry.values[inside.by];
        const around = typeof named === 'string' ? (keptAs.get(named) ?? named) : last.get(inside.inside);
        if (around !== undefined) return [{ ...entry, values: { ...entry.values, [inside.by]: around } }];
        const field = `${id}.${Object.keys(entry.values)[0] ?? ''}`;
        const column = columnOf(field);
        own.push({
          ...(column === undefined ? {} : { column }),
          field,
          key: 'checks.entry_stands_nowhere',
          params: {},
        });
        return [];
      });
      const told = placed.map((entry) => ({ entry, text: `${id} ${textOf(entry.values)}` }));
      for (const { entry, text } of told) keptAs.set(entry.id, known.get(text) ?? entry.id);
      const first = placed[0];
      if (first !== undefined) last.set(id, keptAs.get(first.id) ?? first.id);
      // Two entries of one row are two, also where they say the same: only other rows repeat.
      list.push(...told.filter(({ text }) => !known.has(text)).map(({ entry }) => entry));
      for (const { entry, text } of told) if (!known.has(text)) known.set(text, entry.id);
    }
    if (own.length > 0) problems.set(row.n, own);
  }
  for (const { n } of rows.slice(MOST_ROWS))
    problems.set(n, [{ field: '', key: 'checks.rows_of_child_many', params: { most: MOST_ROWS } }]);
  return {
    read: { said: { values, rows: entries }, problems: [], left },
    problems,
  };
}
