import type { LocationQuery } from 'vue-router';
import type { LoadedConfiguration } from '#core/forms/config-schema.ts';
import type { CaseDocument } from '#core/forms/types.ts';

interface Place {
  readonly form: string | undefined;
  /** Rows to open, by their subform: the one named, and the record that it stands in. */
  readonly openRows: readonly (readonly [rows: string, row: string])[];
  /** The subform to which a new row is added. */
  readonly add: string | undefined;
}

/** What the address of a case names: `form`, `row` (the id of a row), or `record` (a subform, for a new record of it). */
export function placeIn(query: LocationQuery, document: CaseDocument, config: LoadedConfiguration): Place {
  const text = (key: string): string | undefined => {
    const value = query[key];
    return typeof value === 'string' ? value : undefined;
  };
  const record = text('record');
  const add = record !== undefined && config.fields.get(record)?.def.type === 'rows' ? record : undefined;
  const wanted = add === undefined ? text('form') : config.fields.get(add)?.form;
  const form = config.forms.find(({ def }) => def.id === wanted && def.system !== true)?.def.id;
  const id = text('row');
  const openRows = Object.entries(document.rows).flatMap(([rows, list]) => {
    const row = id === undefined ? undefined : list.find((one) => one.id === id);
    if (row === undefined) return [];
    const within = config.fields.get(rows)?.def.within;
    const parent = within === undefined ? undefined : row.values[within.by];
    const outer = within !== undefined && typeof parent === 'string' ? [[within.rows, parent] as const] : [];
    return [...outer, [rows, row.id] as const];
  });
  return { form, openRows, add };
}
