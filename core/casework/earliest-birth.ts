import { parseDate } from '@internationalized/date';
import { isAge, isDate } from '../forms/answer-kind.ts';
import { isIsoDay } from '../forms/iso-date.ts';
import type { FieldValue } from '../forms/types.ts';

export interface FirstDay {
  /** `YYYY-MM-DD`. */
  readonly day: string;
  /** The birth is known to the day. */
  readonly exact: boolean;
}

/**
 * The earliest day on which a child may have been born, so that nothing that comes with an age is noticed too late
 * (reference.md §7.4: the margin of error in the child's favour).
 *
 * | known                  | earliest day                                          |
 * |------------------------|-------------------------------------------------------|
 * | the day                | that day                                              |
 * | the month, the year    | its first day                                         |
 * | about a year           | the first day of the year before                      |
 * | an age on a day        | the day after that many years and one more before it  |
 * | "8 to 10"              | the same, by the upper end                            |
 */
export function earliestBirth(value: FieldValue | undefined): FirstDay | undefined {
  if (isDate(value)) {
    const { date, precision } = value;
    if (precision === 'day') return isIsoDay(date) ? { day: date, exact: true } : undefined;
    const [year = '', month = '01'] = date.split('-');
    const first = precision === 'about' ? String(Number(year) - 1).padStart(4, '0') : year;
    const day = `${first}-${precision === 'month' ? month : '01'}-01`;
    return isIsoDay(day) ? { day, exact: false } : undefined;
  }
  if (!isAge(value) || !isIsoDay(value.asOf)) return undefined;
  const { asOf, months, years, toYears } = value;
  const oldest = months === undefined ? (toYears ?? years) : undefined;
  if (months === undefined && oldest === undefined) return undefined;
  const back = months === undefined ? { years: (oldest ?? 0) + 1 } : { months: months + 1 };
  return { day: parseDate(asOf).subtract(back).add({ days: 1 }).toString(), exact: false };
}
