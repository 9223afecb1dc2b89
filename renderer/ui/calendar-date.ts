import { CalendarDate, createCalendar, GregorianCalendar, parseDate, toCalendar } from '@internationalized/date';
import type { Calendar, DateValue } from '#core/forms/types.ts';
import { intlLocale as localeOf } from '../i18n/date-formats.ts';
import { dateFormat } from '../i18n/kept-formats.ts';
import { plainDigits } from '#core/records/digits.ts';

/** The three parts as they are typed, in the chosen calendar; what is not known is absent. */
export interface DateParts {
  readonly year?: number;
  readonly month?: number;
  readonly day?: number;
}

const two = (n: number): string => String(n).padStart(2, '0');
const calendarLocale = (locale: string, calendar: Calendar): string => `${localeOf(locale)}-u-ca-${calendar}-nu-latn`;

/** Names of the months of a calendar, in order, in the language. */
export function monthNames(locale: string, calendar: Calendar): readonly string[] {
  const kind = createCalendar(calendar);
  const anyYear = new CalendarDate(
    kind,
    calendar === 'gregory' ? 2026 : toCalendar(new CalendarDate(2026, 6, 1), kind).year,
    1,
    1,
  );
  const format = dateFormat(calendarLocale(locale, calendar), { month: 'long', timeZone: 'UTC' });
  return Array.from({ length: kind.getMonthsInYear(anyYear) }, (_, i) =>
    format.format(anyYear.set({ month: i + 1 }).toDate('UTC')),
  );
}

/** The number of a month from a number in any digits or the beginning of a name; undefined when it is neither, or could be two. */
export function readMonth(typed: string, names: readonly string[]): number | undefined {
  const digits = plainDigits(typed.trim());
  if (/^\d{1,2}$/.test(digits)) {
    const number = Number(digits);
    return number >= 1 && number <= names.length ? number : undefined;
  }
  const wanted = typed.trim().toLocaleLowerCase();
  if (wanted === '') return undefined;
  const fits = names
    .map((name, i) => ({ name: name.toLocaleLowerCase(), month: i + 1 }))
    .filter((m) => m.name.startsWith(wanted));
  const exact = fits.find((m) => m.name === wanted);
  return exact?.month ?? (fits.length === 1 ? fits[0]?.month : undefined);
}

/**
 * The stored value of what was typed: ISO in the Gregorian calendar, as long as the precision allows. Undefined when a
 * day stands without its month, a month without its year, or there is no such day.
 */
export function toDateValue(parts: DateParts, calendar: Calendar, about: boolean, text: string): DateValue | undefined {
  const { year, month, day } = parts;
  if (year === undefined || (day !== undefined && month === undefined)) return undefined;
  const kind = createCalendar(calendar);
  const typed = new CalendarDate(kind, year, month ?? 1, day ?? 1);
  if (typed.year !== year || typed.month !== (month ?? 1) || typed.day !== (day ?? 1)) return undefined;
  const iso = toCalendar(typed, new GregorianCalendar());
  if (iso.year < 1850 || iso.year > 2200) return undefined;
  const precision = day !== undefined ? 'day' : month !== undefined ? 'month' : 'year';
  const pieces = [String(iso.year).padStart(4, '0'), two(iso.month), two(iso.day)];
  const date = pieces.slice(0, precision === 'day' ? 3 : precision === 'month' ? 2 : 1).join('-');
  const said = calendar === 'gregory' ? {} : { text };
  return { date, precision: about ? 'about' : precision, calendar, ...said };
}

/** The parts of a stored date in a calendar. Without a day, only the Gregorian calendar gives exact parts back. */
export function toParts(value: DateValue, calendar: Calendar): DateParts {
  const [year, month, day] = value.date.split('-').map(Number);
  const full = parseDate(`${value.date.slice(0, 4)}-${two(month ?? 1)}-${two(day ?? 1)}`);
  const there = calendar === 'gregory' ? full : toCalendar(full, createCalendar(calendar));
  if (year === undefined) return {};
  if (month === undefined) return { year: there.year };
  return day === undefined
    ? { year: there.year, month: there.month }
    : { year: there.year, month: there.month, day: there.day };
}

/** A date in words in the language and a calendar, as exact as it is known. */
export function dateWords(value: DateValue, locale: string, calendar: Calendar = value.calendar): string {
  const [, month, day] = value.date.split('-').map(Number);
  const full = parseDate(`${value.date.slice(0, 4)}-${two(month ?? 1)}-${two(day ?? 1)}`);
  return dateFormat(calendarLocale(locale, calendar), {
    timeZone: 'UTC',
    year: 'numeric',
    ...(month === undefined ? {} : { month: 'short' }),
    ...(day === undefined ? {} : { day: 'numeric' }),
  }).format(full.toDate('UTC'));
}
