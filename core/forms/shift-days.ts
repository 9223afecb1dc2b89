import { isAge, isDate, isDateRange, isDateTime } from './answer-kind.ts';
import { addDays } from './iso-date.ts';
import type { CaseDocument, FieldValue, Values } from './types.ts';

/** A year or a month moves by its middle, and stays as rough as it was. */
function moved(date: string, days: number): string {
  const whole = date + '0000-07-15'.slice(date.length);
  return addDays(whole, days)?.slice(0, date.length) ?? date;
}

function shifted(value: FieldValue, days: number): FieldValue {
  if (isAge(value)) return { ...value, asOf: moved(value.asOf, days) };
  if (isDate(value)) return { ...value, date: moved(value.date, days) };
  if (isDateTime(value)) return { ...value, at: moved(value.at.slice(0, 10), days) + value.at.slice(10) };
  if (!isDateRange(value)) return value;
  return {
    ...value,
    ...(value.from === undefined ? {} : { from: moved(value.from, days) }),
    ...(value.to === undefined ? {} : { to: moved(value.to, days) }),
  };
}

/**
 * The same answers so many days later, or earlier when `days` is negative: days, times, months and years move together, so
 * that ages and deadlines stay what they were. Texts and codes stay as they are.
 */
export function shiftDays({ values, rows }: CaseDocument, days: number): CaseDocument {
  const all = (one: Values): Values =>
    Object.fromEntries(Object.entries(one).map(([field, value]) => [field, shifted(value, days)]));
  return {
    values: all(values),
    rows: Object.fromEntries(
      Object.entries(rows).map(([name, list]) => [name, list.map((row) => ({ ...row, values: all(row.values) }))]),
    ),
  };
}
