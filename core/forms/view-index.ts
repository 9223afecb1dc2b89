import type { FieldView, RowView } from './view.ts';

/** Rows by their id. Lists of rows never change, and most are asked for again. */
const byId = new WeakMap<readonly RowView[], ReadonlyMap<string, RowView>>();

function rowIn(rows: readonly RowView[], id: string): RowView | undefined {
  const known = byId.get(rows) ?? new Map(rows.map((row) => [row.id, row]));
  byId.set(rows, known);
  return known.get(id);
}

/**
 * Every field by its path (`pathKey`): a subform before its rows, all in the order of the forms. A field of a row is
 * found in the view of its row, so that making an index costs nothing for the rows that a case has.
 */
export class ViewIndex implements ReadonlyMap<string, FieldView> {
  readonly #fields: ReadonlyMap<string, FieldView>;

  /** @param views the case's own fields, each with its rows. */
  constructor(views: readonly FieldView[]) {
    this.#fields = new Map(views.map((view) => [view.def.id, view]));
  }

  get(key: string): FieldView | undefined {
    const first = key.indexOf('/');
    if (first < 0) return this.#fields.get(key);
    const second = key.lastIndexOf('/');
    const rows = this.#fields.get(key.slice(0, first))?.rows;
    const row = rows && rowIn(rows, key.slice(first + 1, second));
    const field = key.slice(second + 1);
    return row?.fields.find(({ def }) => def.id === field);
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  get size(): number {
    let size = 0;
    for (const view of this.#fields.values()) size += view.rows.reduce((sum, row) => sum + row.fields.length, 1);
    return size;
  }

  *entries(): MapIterator<[string, FieldView]> {
    for (const [id, view] of this.#fields) {
      yield [id, view];
      for (const row of view.rows) for (const inner of row.fields) yield [`${id}/${row.id}/${inner.def.id}`, inner];
    }
  }

  *keys(): MapIterator<string> {
    for (const [key] of this.entries()) yield key;
  }

  *values(): MapIterator<FieldView> {
    for (const [, view] of this.entries()) yield view;
  }

  forEach(look: (view: FieldView, key: string, index: ReadonlyMap<string, FieldView>) => void): void {
    for (const [key, view] of this.entries()) look(view, key, this);
  }

  [Symbol.iterator](): MapIterator<[string, FieldView]> {
    return this.entries();
  }
}
