import { isDate, isDateTime } from '#core/forms/answer-kind.ts';
import type { FieldDef, FieldValue, Row } from '#core/forms/types.ts';

/** What a row is put in order by, as text that sorts. */
function placeOf(value: FieldValue | undefined): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value).padStart(12, '0');
  return isDateTime(value) ? value.at : isDate(value) ? value.date : undefined;
}

/**
 * The rows of a subform from the earliest to the latest, as its `sortBy` tells when they were: a file is read in the
 * order in which things happened, also where the screen shows the newest first. A row without that answer goes by the first
 * date that it has, and comes last without any; rows that nothing orders stay as they were added.
 */
export function rowsInOrder({ sortBy, fields = [] }: FieldDef, rows: readonly Row[]): readonly Row[] {
  if (sortBy === undefined) return rows;
  const dates = fields.filter(({ type }) => type === 'date' || type === 'date_time').map(({ id }) => id);
  const placed = rows.map((row) => {
    const at = [sortBy.field, ...dates].map((id) => placeOf(row.values[id])).find((place) => place !== undefined);
    return { row, at };
  });
  return placed
    .sort((a, b) => {
      if (a.at === undefined || b.at === undefined) return Number(a.at === undefined) - Number(b.at === undefined);
      return a.at < b.at ? -1 : a.at > b.at ? 1 : 0;
    })
    .map(({ row }) => row);
}
