import { isoOfDay } from './day-number.ts';
import type { PeriodLength } from './period.ts';

const MONTHS_OF_A_QUARTER = 3;

/** The month, quarter or year of a day as it is shown and sorted: `2026-03`, `2026 Q1`, `2026`. */
export function timeOf(day: number, length: PeriodLength): string {
  const iso = isoOfDay(day);
  const year = iso.slice(0, 4);
  if (length === 'year') return year;
  if (length === 'month') return iso.slice(0, 7);
  return `${year} Q${String(Math.ceil(Number(iso.slice(5, 7)) / MONTHS_OF_A_QUARTER))}`;
}
