import { LANGUAGES, type Calendar, type DateTimeValue, type DateValue } from '../forms/types.ts';
import { dateFromParts, monthNames, type DateParts } from '../forms/dates.ts';
import { toAsciiDigits } from '../forms/digits.ts';
import { isoParts } from '../forms/iso-date.ts';
import type { ColumnPlan, DateOrder } from './plan.ts';
import { wordKey } from './words.ts';

/** A day that the spreadsheet itself holds as one: always Gregorian, whatever the column is said to be in. */
const SHEET_DAY = /^(\d{4}-\d{2}-\d{2})T/u;
const ABOUT = /^(?:~|c\.|ca\.?|circa|about|environ|vers|حوالي)\s*|\s*~$/iu;
/** What exports of this program put behind a date: what was said of it, in brackets. */
const SAID = /^(\S+)\s+\((.{1,200})\)$/u;
const BETWEEN = /[-/.,\s]+/u;

/** Names of months, and their first three letters, by calendar and `wordKey`. */
const months = new Map<Calendar, ReadonlyMap<string, number>>();
const NAMED_YEAR: Readonly<Record<Calendar, number>> = {
  gregory: 2020,
  ethiopic: 2012,
  persian: 1399,
  'islamic-umalqura': 1441,
  buddhist: 2563,
};

function monthsOf(calendar: Calendar): ReadonlyMap<string, number> {
  const before = months.get(calendar);
  if (before !== undefined) return before;
  const found = new Map<string, number>();
  const twice = new Set<string>();
  for (const language of LANGUAGES)
    for (const [i, name] of monthNames(calendar, NAMED_YEAR[calendar], language).entries())
      for (const key of [wordKey(name), wordKey(name).slice(0, 3)]) {
        const other = found.get(key);
        if (other !== undefined && other !== i + 1) twice.add(key);
        found.set(key, i + 1);
      }
  for (const key of twice) found.delete(key);
  months.set(calendar, found);
  return found;
}

const YEAR_FIRST = /^\d{4}$/u;
const NUMBER = /^\d{1,4}$/u;

/** A year in two digits is the latest such year that is not after `thisYear`: nobody registers the unborn. */
function wholeYear(text: string, calendar: Calendar, thisYear: number): number | undefined {
  if (YEAR_FIRST.test(text)) return Number(text);
  if (text.length !== 2 || calendar !== 'gregory') return undefined;
  const year = Math.floor(thisYear / 100) * 100 + Number(text);
  return year > thisYear ? year - 100 : year;
}

function monthOf(text: string, calendar: Calendar): number | undefined {
  if (/^\d{1,2}$/u.test(text)) return Number(text);
  return monthsOf(calendar).get(wordKey(text));
}

const PLACES: Readonly<Record<DateOrder, readonly [year: number, month: number, day: number]>> = {
  dmy: [2, 1, 0],
  mdy: [2, 0, 1],
  ymd: [0, 1, 2],
};

function partsOf(words: readonly string[], { order, calendar }: DateSetting, thisYear: number): DateParts | undefined {
  const [a = '', b = '', c = ''] = words;
  if (words.length === 1) {
    const year = YEAR_FIRST.test(a) ? Number(a) : undefined;
    return year === undefined ? undefined : { year };
  }
  if (words.length === 2) {
    const [yearText, monthText] = YEAR_FIRST.test(a) ? [a, b] : [b, a];
    const year = YEAR_FIRST.test(yearText) ? Number(yearText) : undefined;
    const month = monthOf(monthText, calendar);
    return year === undefined || month === undefined ? undefined : { year, month };
  }
  if (words.length !== 3) return undefined;
  // A four-digit year in front and a month that is a word say their order themselves.
  const named = NUMBER.test(b) ? (NUMBER.test(a) ? order : 'mdy') : 'dmy';
  const [yearAt, monthAt, dayAt] = PLACES[YEAR_FIRST.test(a) ? 'ymd' : named === 'ymd' ? 'dmy' : named];
  const year = wholeYear(words[yearAt] ?? '', calendar, thisYear);
  const month = monthOf(words[monthAt] ?? '', calendar);
  const day = [a, b, c][dayAt] ?? '';
  if (year === undefined || month === undefined || !/^\d{1,2}$/u.test(day)) return undefined;
  return { year, month, day: Number(day) };
}

type DateSetting = Pick<ColumnPlan, 'order' | 'calendar'>;

const TIME = /^(.*?)[T\s,]+(\d{1,2})[:.hH](\d{2})(?::\d{2})?\s*(am|pm|a\.m\.|p\.m\.|ص|م)?$/iu;

/**
 * A day and the time on it as a cell writes them, by the clock of a place: `2 Nov 2026 09:30`, `02/11/2026 9:30 pm`, or a
 * moment that the spreadsheet itself holds. A day without a time is no moment.
 */
export function readMoment(
  cell: string,
  setting: DateSetting,
  { thisYear, zone }: { readonly thisYear: number; readonly zone: string },
): DateTimeValue | undefined {
  const found = TIME.exec(toAsciiDigits(cell).trim());
  if (found === null) return undefined;
  const [, dayText = '', hourText, minute = '', half = ''] = found;
  const date = readDate(ISO_DAY.test(dayText) ? `${dayText}T` : dayText, setting, thisYear);
  const late = /^(?:p|م)/iu.test(half);
  const told = Number(hourText);
  const hour = half === '' ? told : (told % 12) + (late ? 12 : 0);
  if (date?.precision !== 'day' || hour > 23 || Number(minute) > 59 || (half !== '' && (told < 1 || told > 12)))
    return undefined;
  return { at: `${date.date}T${String(hour).padStart(2, '0')}:${minute}`, zone };
}
const ISO_DAY = /^\d{4}-\d{2}-\d{2}$/u;

/**
 * A date as a cell of the file writes it, in digits of any script, months as numbers or by name, as far as it is known;
 * undefined when it is none that exists in the calendar. What was told in another calendar keeps its words.
 *
 * @param thisYear Gregorian, for years in two digits.
 */
export function readDate(cell: string, setting: DateSetting, thisYear: number): DateValue | undefined {
  const text = toAsciiDigits(cell).trim();
  const day = SHEET_DAY.exec(text)?.[1];
  if (day !== undefined)
    return isoParts(day) === undefined ? undefined : { date: day, precision: 'day', calendar: 'gregory' };
  const behind = SAID.exec(text);
  const told = behind?.[1] ?? text;
  const about = ABOUT.test(told);
  const bare = about ? told.replace(ABOUT, '') : told;
  const words = bare.split(BETWEEN).filter((word) => word !== '');
  const parts = partsOf(words, setting, thisYear);
  if (parts === undefined) return undefined;
  const kept = behind?.[2] ?? (setting.calendar === 'gregory' ? undefined : bare.slice(0, 200));
  return dateFromParts(setting.calendar, parts, { about, ...(kept === undefined ? {} : { said: kept }) });
}
