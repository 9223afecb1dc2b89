import type { Calendar, DateTimeValue, DateValue } from '#core/forms/types.ts';

/** Days as `YYYY-MM-DD` in the Gregorian calendar; they compare as texts. */
const MS_PER_DAY = 86_400_000;
const HOUR = 3_600_000;
/** Marabia has one time zone, three hours ahead of UTC, and no summer time. */
const OFFSET_HOURS = 3;

const msOf = (day: string): number => Date.parse(`${day}T00:00:00Z`);

export const addDays = (day: string, days: number): string =>
  new Date(msOf(day) + days * MS_PER_DAY).toISOString().slice(0, 10);
/** The same day some months later; the last day of the month where there is none. */
export function addMonths(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const first = new Date(Date.UTC(year, month - 1 + months, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(date, last));
  return first.toISOString().slice(0, 10);
}
export const daysBetween = (from: string, to: string): number => Math.round((msOf(to) - msOf(from)) / MS_PER_DAY);
/** The same day so many years earlier; 29 February becomes the 28th. */
export function yearsBefore(day: string, years: number): string {
  const year = String(Number(day.slice(0, 4)) - years).padStart(4, '0');
  return year + (day.slice(4) === '-02-29' ? '-02-28' : day.slice(4));
}
/** An instant, UTC, for a clock time in Marabia. */
export const instantAt = (day: string, hour: number, minute: number): string =>
  new Date(msOf(day) + (hour - OFFSET_HOURS) * HOUR + minute * 60_000).toISOString();
export const addHours = (instant: string, hours: number): string =>
  new Date(Date.parse(instant) + hours * HOUR).toISOString();
/** Monday is 1, Sunday is 7, as the calendar on the wall in Marabia says. */
export const weekdayOf = (instant: string): number =>
  new Date(Date.parse(instant) + OFFSET_HOURS * HOUR).getUTCDay() || 7;

/** The minute on the wall clock in Marabia, `YYYY-MM-DDTHH:mm`, and the day of it. */
export const minuteOf = (instant: string): string =>
  new Date(Date.parse(instant) + OFFSET_HOURS * HOUR).toISOString().slice(0, 16);
export const dayOf = (instant: string): string => minuteOf(instant).slice(0, 10);
/**
 * The day on the wall in Marabia, now or at an instant in milliseconds. The offices of the tests live there: UTC's day is
 * another one for three hours of every night.
 */
export const wallDay = (now = Date.now()): string => dayOf(new Date(now).toISOString());
/** An answer with a time of day; `minute` as `minuteOf` gives it. */
export const momentAt = (minute: string): DateTimeValue => ({ at: minute, zone: 'Africa/Nairobi' });

export const exactDate = (date: string, calendar: Calendar = 'gregory'): DateValue => ({
  date,
  precision: 'day',
  calendar,
});

/** Whole years lived on `on`; unknown parts of a birth date count as the first. Undefined before the birth. */
export function yearsOn(birth: DateValue, on: string): number | undefined {
  const [year = '', month = '01', day = '01'] = birth.date.split('-');
  if (`${year}-${month}-${day}` > on) return undefined;
  const years = Number(on.slice(0, 4)) - Number(year);
  return on.slice(5) < `${month}-${day}` ? years - 1 : years;
}
