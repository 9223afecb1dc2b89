import {
  BuddhistCalendar,
  CalendarDate,
  EthiopicCalendar,
  GregorianCalendar,
  IslamicUmalquraCalendar,
  PersianCalendar,
  toCalendar,
} from '@internationalized/date';
import type { Calendar as CalendarSystem } from '@internationalized/date';
import { toAsciiDigits } from './digits.ts';
import { isoParts } from './iso-date.ts';
import type { Calendar, DateValue } from './types.ts';

/** Year, month and day as a calendar counts them; month and day are absent when they are not known. */
export interface DateParts {
  readonly year: number;
  readonly month?: number;
  readonly day?: number;
}

/** First and last year that a calendar converts; Umm al-Qura is a table of observed years. */
const YEARS: Readonly<Record<Calendar, readonly [number, number]>> = {
  gregory: [1000, 2999],
  ethiopic: [1000, 2992],
  persian: [1000, 2378],
  'islamic-umalqura': [1300, 1600],
  buddhist: [1543, 3542],
};
const SYSTEMS: Readonly<Record<Calendar, CalendarSystem>> = {
  gregory: new GregorianCalendar(),
  ethiopic: new EthiopicCalendar(),
  persian: new PersianCalendar(),
  'islamic-umalqura': new IslamicUmalquraCalendar(),
  buddhist: new BuddhistCalendar(),
};
const ERAS: Readonly<Record<Calendar, string>> = {
  gregory: 'AD',
  ethiopic: 'AM',
  persian: 'AP',
  'islamic-umalqura': 'AH',
  buddhist: 'BE',
};
const PARTIAL = /^(\d{4})(?:-(\d{2}))?$/u;

const pad = (value: number, length = 2): string => String(value).padStart(length, '0');
const partsText = ({ year, month }: DateParts): string =>
  month === undefined ? pad(year, 4) : `${pad(year, 4)}-${pad(month)}`;

/** The day in its calendar, or undefined when the calendar has no such day: the library would move it silently. */
function dayIn(calendar: Calendar, year: number, month: number, day: number): CalendarDate | undefined {
  const [first, last] = YEARS[calendar];
  if (!Number.isInteger(year) || year < first || year > last) return undefined;
  const date = new CalendarDate(SYSTEMS[calendar], ERAS[calendar], year, month, day);
  return date.year === year && date.month === month && date.day === day ? date : undefined;
}

const gregorian = (date: CalendarDate): Required<DateParts> => {
  const { year, month, day } = toCalendar(date, SYSTEMS.gregory);
  return { year, month, day };
};

/** How many months the year has: thirteen in Ethiopia. Undefined for a year the calendar does not cover. */
export function monthsInYear(calendar: Calendar, year: number): number | undefined {
  const date = dayIn(calendar, year, 1, 1);
  return date === undefined ? undefined : SYSTEMS[calendar].getMonthsInYear(date);
}

/** How many days the month has; undefined when there is no such month. */
export function daysInMonth(calendar: Calendar, year: number, month: number): number | undefined {
  const date = dayIn(calendar, year, month, 1);
  return date === undefined ? undefined : SYSTEMS[calendar].getDaysInMonth(date);
}

/**
 * A date as it was told in a calendar, as it is stored. A month or year of another calendar lies across two of ours:
 * the one that holds its middle is stored, and what was told stays in `text` (`2015-04`), so that nothing is lost.
 *
 * @param about the date is only roughly so.
 * @param said what the person said, when that is more than the date.
 * Gives undefined when the calendar has no such date.
 */
export function dateFromParts(
  calendar: Calendar,
  parts: DateParts,
  { about = false, said }: { readonly about?: boolean; readonly said?: string } = {},
): DateValue | undefined {
  const { year, month, day } = parts;
  if (month === undefined && day !== undefined) return undefined;
  const first = dayIn(calendar, year, month ?? 1, day ?? 1);
  if (first === undefined) return undefined;
  const told = said === undefined || said.trim() === '' ? undefined : said.trim();
  if (day !== undefined) {
    const g = gregorian(first);
    return value(`${pad(g.year, 4)}-${pad(g.month)}-${pad(g.day)}`, 'day', told);
  }
  const middle = gregorian(month === undefined ? first.add({ days: 182 }) : first.add({ days: 14 }));
  const text = told ?? (calendar === 'gregory' ? undefined : partsText(parts));
  return month === undefined
    ? value(pad(middle.year, 4), 'year', text)
    : value(`${pad(middle.year, 4)}-${pad(middle.month)}`, 'month', text);

  function value(date: string, precision: DateValue['precision'], kept: string | undefined): DateValue {
    const known = { date, precision: about ? 'about' : precision, calendar } as const;
    return kept === undefined ? known : { ...known, text: kept };
  }
}

/**
 * The parts of a stored date in a calendar. A month or year told in that calendar comes back as it was told; one told
 * in another is given by its middle. Undefined when the date is none, or outside what the calendar covers.
 */
export function partsIn(date: DateValue, calendar: Calendar): DateParts | undefined {
  const iso = isoParts(date.date);
  if (iso === undefined) return undefined;
  if (calendar === 'gregory') return iso;
  const told = date.calendar === calendar && iso.day === undefined ? PARTIAL.exec(date.text ?? '') : null;
  if (told !== null) {
    const year = Number(told[1]);
    return told[2] === undefined ? { year } : { year, month: Number(told[2]) };
  }
  const day = dayIn('gregory', iso.year, iso.month ?? 7, iso.day ?? (iso.month === undefined ? 2 : 15));
  if (day === undefined) return undefined;
  const { year, month, day: dayOfMonth } = toCalendar(day, SYSTEMS[calendar]);
  if (dayIn(calendar, year, month, dayOfMonth) === undefined) return undefined;
  if (iso.month === undefined) return { year };
  return iso.day === undefined ? { year, month } : { year, month, day: dayOfMonth };
}

/** The parts of a day, `YYYY-MM-DD`, in a calendar. */
export const dayPartsIn = (day: string, calendar: Calendar): DateParts | undefined =>
  partsIn({ date: day, precision: 'day', calendar: 'gregory' }, calendar);

/**
 * What was typed into the boxes of a date, in digits of any script. Undefined when a box holds something else than a
 * number; an empty day or month is not known.
 */
export function typedParts(typed: {
  readonly year: string;
  readonly month: string;
  readonly day: string;
}): DateParts | undefined {
  const year = typedNumber(typed.year);
  const month = typedNumber(typed.month);
  const day = typedNumber(typed.day);
  if (typeof year !== 'number' || month === 'none' || day === 'none') return undefined;
  if (month === undefined) return day === undefined ? { year } : undefined;
  return day === undefined ? { year, month } : { year, month, day };
}

function typedNumber(text: string): number | undefined | 'none' {
  const digits = toAsciiDigits(text.trim());
  if (digits === '') return undefined;
  return /^\d{1,4}$/u.test(digits) ? Number(digits) : 'none';
}

/** The names of the months of a year, in a language (a BCP 47 tag), in their order. */
export function monthNames(calendar: Calendar, year: number, locale: string): readonly string[] {
  const format = new Intl.DateTimeFormat(`${locale}-u-ca-${calendar}`, { month: 'long', timeZone: 'UTC' });
  return Array.from({ length: monthsInYear(calendar, year) ?? 0 }, (_, i) => {
    const date = dayIn(calendar, year, i + 1, 1);
    return date === undefined ? '' : format.format(date.toDate('UTC'));
  });
}
