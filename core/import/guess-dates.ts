import type { Calendar } from '../forms/types.ts';
import { plainDigits } from '../records/digits.ts';
import type { ColumnPlan, DateOrder } from './plan.ts';

const NUMBERS = /^(\d{1,4})\s*[-/.\s]\s*(\d{1,2})\s*[-/.\s]\s*(\d{1,4})$/u;

/** Years that a living child's papers name, by calendar. Ethiopian years lie so near that cells alone never tell. */
const YEARS_OF: readonly (readonly [Calendar, number, number])[] = [
  ['gregory', 1950, 2100],
  ['islamic-umalqura', 1401, 1500],
  ['persian', 1330, 1400],
  ['buddhist', 2500, 2600],
];

/**
 * How the dates of a column are written, from some of its cells: a number above 12 tells where the day stands, a year
 * which calendar it is. Day first where nothing tells, as in most of the places where the program is used.
 */
export function guessDates(cells: readonly string[]): Partial<Pick<ColumnPlan, 'order' | 'calendar'>> {
  const parts = cells.flatMap((cell) => {
    const match = NUMBERS.exec(plainDigits(cell.trim()));
    return match === null
      ? []
      : [[Number(match[1]), Number(match[2]), Number(match[3]), match[1]?.length ?? 0] as const];
  });
  if (parts.length === 0) return {};
  const order = orderOf(parts);
  const years = parts.map(([first, , last]) => (order === 'ymd' ? first : last)).filter((year) => year > 999);
  const calendar = YEARS_OF.find(
    ([, from, to]) => years.length > 0 && years.every((year) => year >= from && year <= to),
  )?.[0];
  return { order, ...(calendar === undefined ? {} : { calendar }) };
}

function orderOf(parts: readonly (readonly [number, number, number, number])[]): DateOrder {
  if (parts.every(([, , , length]) => length === 4)) return 'ymd';
  const dayFirst = parts.some(([first]) => first > 12);
  const monthFirst = parts.some(([, second]) => second > 12);
  return monthFirst && !dayFirst ? 'mdy' : 'dmy';
}
