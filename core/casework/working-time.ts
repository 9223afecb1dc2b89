import { parseDate, parseDateTime, toZoned } from '@internationalized/date';
import { addDays } from '../forms/iso-date.ts';

/** When the office works. Deadlines counted in days move to its next working day; those counted in hours never do. */
export interface WorkingTime {
  /** IANA name of the office's time zone. */
  readonly zone: string;
  /** ISO weekdays, 1 Monday to 7 Sunday. */
  readonly workingDays: readonly number[];
  /** Days on which the office is closed, `YYYY-MM-DD`. */
  readonly holidays: ReadonlySet<string>;
}

/** A year of closed days in a row is a mistake in the settings: the deadline stays where it is. */
const LONGEST_CLOSURE_DAYS = 366;

const weekdayOf = (day: string): number => ((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7) + 1;

const isWorking = (day: string, time: WorkingTime): boolean =>
  time.workingDays.includes(weekdayOf(day)) && !time.holidays.has(day);

/** The day itself when the office works on it, otherwise the next day on which it does. */
export function onWorkingDay(day: string, time: WorkingTime): string {
  let candidate = day;
  for (let tried = 0; tried < LONGEST_CLOSURE_DAYS; tried += 1) {
    if (isWorking(candidate, time)) return candidate;
    candidate = addDays(candidate, 1) ?? candidate;
  }
  return day;
}

/** A case of many visits asks for the same few hundred days over and over, and a time zone is slow to ask. */
const MOST_INSTANTS = 20_000;
const instants = new Map<string, number>();

export function instantAt(day: string, clock: string, zone: string): number {
  const key = `${zone} ${day}T${clock}`;
  const known = instants.get(key);
  if (known !== undefined) return known;
  const instant = toZoned(parseDateTime(`${day}T${clock}`), zone, 'compatible')
    .toDate()
    .getTime();
  if (instants.size >= MOST_INSTANTS) instants.clear();
  instants.set(key, instant);
  return instant;
}

/** The last minute of a day at the office, in milliseconds since 1970 UTC. */
export const endOfDay = (day: string, zone: string): number => instantAt(day, '23:59', zone);

/** The first instant of a day at the office. */
export const startOfDay = (day: string, zone: string): number => instantAt(day, '00:00', zone);

const formats = new Map<string, Intl.DateTimeFormat>();

/** Formats are kept: making one costs more than a query. */
function formatOf(zone: string, parts: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone} ${Object.keys(parts).join(' ')}`;
  const format = formats.get(key) ?? new Intl.DateTimeFormat('en-CA', { timeZone: zone, ...parts });
  formats.set(key, format);
  return format;
}

/** The day that an instant falls on at the office, `YYYY-MM-DD`. */
export const dayAt = (instant: number, zone: string): string =>
  formatOf(zone, { year: 'numeric', month: '2-digit', day: '2-digit' }).format(instant);

/** The hour of the day that an instant falls in at the office, 0 to 23. */
export const hourAt = (instant: number, zone: string): number =>
  Number(formatOf(zone, { hour: '2-digit', hourCycle: 'h23' }).format(instant));

/** The same day some months later; the last day of the month where there is none (31 January and one month). */
export const addMonths = (day: string, months: number): string => parseDate(day).add({ months }).toString();
