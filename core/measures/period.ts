import { dayNumber, isoOfDay } from './day-number.ts';

/** Both days belong to it. Days since 1970. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

export const PERIODS = [
  'this_week',
  'last_week',
  'this_month',
  'last_month',
  'this_quarter',
  'last_quarter',
  'this_year',
  'last_year',
] as const;
export type PeriodName = (typeof PERIODS)[number];
const MONTHS = { month: 1, quarter: 3, year: 12 } as const;
export type PeriodLength = keyof typeof MONTHS;
export const PERIOD_LENGTHS: readonly PeriodLength[] = ['month', 'quarter', 'year'];

/** First day of the month that lies so many months after January of a year. */
const firstOf = (year: number, month: number): number => Math.floor(Date.UTC(year, month, 1) / 86_400_000);

/** The month, quarter or year of the Gregorian calendar around a day, `turns` of them later. */
export function periodAround(day: number, length: PeriodLength, turns = 0): Period {
  const date = new Date(day * 86_400_000);
  const size = MONTHS[length];
  const begin = Math.floor(date.getUTCMonth() / size) * size + turns * size;
  const year = date.getUTCFullYear();
  return { from: firstOf(year, begin), to: firstOf(year, begin + size) - 1 };
}

const WEEK = 7;
/** 1 January 1970 was a Thursday. */
const FROM_MONDAY = 3;
/** The week around a day from Monday to Sunday (ISO 8601), `turns` of them later. */
export function weekAround(day: number, turns = 0): Period {
  const from = day - ((day + FROM_MONDAY) % WEEK) + turns * WEEK;
  return { from, to: from + WEEK - 1 };
}

/** A period by its name, as seen from `today` (`YYYY-MM-DD`). */
export function periodNamed(name: PeriodName, today: string): Period {
  const [which, length] = name.split('_');
  const turns = which === 'last' ? -1 : 0;
  if (length === 'week') return weekAround(dayNumber(today), turns);
  const known = PERIOD_LENGTHS.find((one) => one === length) ?? 'month';
  return periodAround(dayNumber(today), known, turns);
}

/** Periods that may leave the office once they are over: weeks and months could be subtracted from each other. */
export const isForInsideOnly = (name: PeriodName): boolean => name.startsWith('this_') || name === 'last_week';

/**
 * Whether a period is one whole month, quarter or year that is over. Two that are cannot be so near each other that their
 * difference is the work of some days; of others it is.
 */
export const isOver = (period: Period, today: number): boolean =>
  period.to < today &&
  PERIOD_LENGTHS.some((length) => {
    const { from, to } = periodAround(period.from, length);
    return from === period.from && to === period.to;
  });

/** More columns than this do not fit on paper. */
export const MOST_STRETCHES = 60;

/** A period cut at the borders of months, quarters or years; the first and the last may be shorter. */
export function cutBy(period: Period, length: PeriodLength): readonly Period[] {
  const cut: Period[] = [];
  let from = period.from;
  while (from <= period.to && cut.length < MOST_STRETCHES) {
    const to = Math.min(periodAround(from, length).to, period.to);
    cut.push({ from, to });
    from = to + 1;
  }
  return cut;
}

export const isIn = (day: number | null | undefined, { from, to }: Period): boolean =>
  day !== null && day !== undefined && day >= from && day <= to;

/** As it is told over the bridge and stands in addresses. */
export const isoPeriod = ({ from, to }: Period): { readonly from: string; readonly to: string } => ({
  from: isoOfDay(from),
  to: isoOfDay(to),
});
