import { isDate, isDateTime, isMissing } from './answer-kind.ts';
import type { LoadedConfiguration } from './config-index.ts';
import { instantOf } from './date-time.ts';
import type { FieldView, RowView } from './view.ts';

type Place = number | string | undefined;

/** What a row is put in order by; options by their place in their list. */
function placeOf(config: LoadedConfiguration, view: FieldView | undefined): Place {
  const { value, def, relevant } = view ?? {};
  if (value === undefined || relevant !== true || isMissing(value)) return undefined;
  if (isDate(value)) return value.date;
  if (isDateTime(value)) return instantOf(value);
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return undefined;
  const options = def?.options === undefined ? undefined : config.options.get(def.options);
  return options === undefined ? value : [...options.keys()].indexOf(value);
}

function compare(a: Place, b: Place, descending: boolean): number {
  // A row that has no place in the order yet is being written: it stays at the end, whichever way the order goes.
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  const order = a === b ? 0 : a < b ? -1 : 1;
  return descending ? -order : order;
}

/**
 * The rows of a subform that are shown, in the order that its `sortBy` asks for; equal ones as they were added.
 *
 * @param parent for a child table: only the rows that stand in this row.
 */
export function rowsToShow(config: LoadedConfiguration, view: FieldView, parent?: string): readonly RowView[] {
  const rows = view.rows.filter((row) => row.relevant && (parent === undefined || row.parent === parent));
  const { sortBy } = view.def;
  if (sortBy === undefined) return rows;
  const places = new Map(
    rows.map((row) => [
      row,
      placeOf(
        config,
        row.fields.find(({ def }) => def.id === sortBy.field),
      ),
    ]),
  );
  return rows.toSorted((a, b) => compare(places.get(a), places.get(b), sortBy.descending === true));
}
