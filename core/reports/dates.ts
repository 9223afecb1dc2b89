import type { AgeValue, Calendar, DateValue, Language } from '#core/forms/types.ts';
import type { Translate } from './context.ts';

/** Day before month, as all three languages of the product write it; ASCII digits, as codes and page numbers have. */
const LOCALES: Readonly<Record<Language, string>> = {
  en: 'en-GB-u-nu-latn',
  fr: 'fr-u-nu-latn',
  ar: 'ar-u-nu-latn',
};

const UTC = 'UTC';

const formats = new Map<string, Intl.DateTimeFormat>();

/** Formats are kept: a file of thousands of dates would spend most of its time on making them. */
function formatOf(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${Object.entries(options).flat().join(' ')}`;
  const format = formats.get(key) ?? new Intl.DateTimeFormat(locale, options);
  formats.set(key, format);
  return format;
}

/** `YYYY-MM-DD` of an instant at the place of the office. */
export function dayAt(instantUtc: string, timeZone: string): string {
  const parts = formatOf('en-u-ca-gregory-nu-latn', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).formatToParts(new Date(instantUtc));
  const part = (type: string): string => parts.find((p) => p.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}

/** "23 Nov 2026, 11:20" at the place of the office. */
export function atMinute(instantUtc: string, timeZone: string, language: Language): string {
  return formatOf(LOCALES[language], {
    timeZone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(new Date(instantUtc));
}

function written(date: string, language: Language, calendar: Calendar): string {
  const [year = '', month, day] = date.split('-');
  // Noon keeps the day in every calendar that begins its day elsewhere; a month or year is shown by its middle.
  const at = new Date(`${year}-${month ?? '07'}-${day ?? '15'}T12:00:00Z`);
  if (Number.isNaN(at.getTime())) return date;
  const format = formatOf(`${LOCALES[language]}-ca-${calendar}`, {
    timeZone: UTC,
    year: 'numeric',
    ...(month === undefined ? {} : { month: 'short' }),
    ...(day === undefined ? {} : { day: 'numeric' }),
  });
  // The calendar is named beside the date; the era's letters would only puzzle.
  return format
    .formatToParts(at)
    .filter((part) => part.type !== 'era')
    .map((part) => part.value)
    .join('')
    .trim();
}

/** A day, month or year (`YYYY[-MM[-DD]]`) in words: "23 Nov 2026", "Nov 2026", "2026". */
export const dateText = (date: string, language: Language): string => written(date, language, 'gregory');

/**
 * A date with what is known of it: precision, and the calendar it was told in. What the person said is not part of it.
 */
export function dateValueText(value: DateValue, language: Language, t: Translate): string {
  const date = dateText(value.date, language);
  const told = value.precision === 'about' ? t('print.date_about', { date }) : date;
  if (value.calendar === 'gregory') return told;
  return t('print.date_in_calendar', {
    date: told,
    other: written(value.date, language, value.calendar),
    calendar: t(`print.calendar_${value.calendar.replaceAll('-', '_')}`),
  });
}

/** An age as it was told, with the day it was true (ui-guide §6). */
export function ageValueText(age: AgeValue, language: Language, t: Translate): string {
  const span = ageSpan(age, 0, t);
  return span === '' ? '' : t('print.age_as_of', { age: span, date: dateText(age.asOf, language) });
}

function ageSpan(age: AgeValue, grown: number, t: Translate): string {
  const years = age.years === undefined ? undefined : age.years + Math.floor(grown / 12);
  if (years === undefined) {
    if (age.months === undefined) return '';
    const months = age.months + grown;
    return months < 24 ? t('print.age_months', { months }) : t('print.age_years', { years: Math.floor(months / 12) });
  }
  if (age.toYears === undefined) return t('print.age_years', { years });
  return t('print.age_range', { from: years, to: age.toYears + Math.floor(grown / 12) });
}

/** Whole months from one day to another, never below zero. */
function monthsBetween(from: string, to: string): number {
  const [y1 = 0, m1 = 1, d1 = 1] = from.split('-').map(Number);
  const [y2 = 0, m2 = 1, d2 = 1] = to.split('-').map(Number);
  return Math.max(0, (y2 - y1) * 12 + (m2 - m1) - (d2 < d1 ? 1 : 0));
}

/**
 * The age today: from the date of birth when its day or month is known, else the stated age grown since it was told,
 * else the year of birth; undefined when nothing is known.
 */
export function ageToday(
  birth: DateValue | undefined,
  age: AgeValue | undefined,
  today: string,
  t: Translate,
): string | undefined {
  if (birth !== undefined && (birth.precision === 'day' || birth.precision === 'month')) {
    const months = monthsBetween(birth.date, today);
    const text =
      months < 24 ? t('print.age_months', { months }) : t('print.age_years', { years: Math.floor(months / 12) });
    return birth.precision === 'day' ? text : t('print.age_about', { age: text });
  }
  if (age !== undefined) {
    const text = ageSpan(age, monthsBetween(age.asOf, today), t);
    return text === '' ? undefined : t('print.age_about', { age: text });
  }
  if (birth === undefined) return undefined;
  const years = Math.max(0, Number(today.slice(0, 4)) - Number(birth.date.slice(0, 4)));
  return t('print.age_about', { age: t('print.age_years', { years }) });
}
