/**
 * Days of the Gregorian calendar as ISO text, as they are stored. A shorter text is a month or a year. What other
 * calendars make of them stands in dates.ts.
 */
export interface IsoParts {
  readonly year: number;
  readonly month?: number;
  readonly day?: number;
}

const ISO = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/u;
const DAY_MS = 86_400_000;

const daysInMonth = (year: number, month: number): number => {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
};

/** The parts of `YYYY[-MM[-DD]]`; undefined when there is no such year, month or day. */
export function isoParts(text: string): IsoParts | undefined {
  const match = ISO.exec(text);
  if (match === null) return undefined;
  const year = Number(match[1]);
  if (year === 0) return undefined;
  if (match[2] === undefined) return { year };
  const month = Number(match[2]);
  if (month < 1 || month > 12) return undefined;
  if (match[3] === undefined) return { year, month };
  const day = Number(match[3]);
  return day < 1 || day > daysInMonth(year, month) ? undefined : { year, month, day };
}

/** Whether the text is a day that exists. */
export const isIsoDay = (text: string): boolean => text.length === 10 && isoParts(text) !== undefined;

/** Below zero when `a` is earlier. Compared as far as both are known: 2019 is neither before nor after 2019-05-03. */
export function compareIso(a: string, b: string): number {
  const known = Math.min(a.length, b.length);
  const x = a.slice(0, known);
  const y = b.slice(0, known);
  return x < y ? -1 : x > y ? 1 : 0;
}

/** Whole months from one date to another, below zero when `to` is earlier; unknown parts count as the first. */
export function monthsBetween(from: string, to: string): number | undefined {
  const a = isoParts(from);
  const b = isoParts(to);
  if (a === undefined || b === undefined) return undefined;
  const whole = (b.year - a.year) * 12 + (b.month ?? 1) - (a.month ?? 1);
  const rest = (b.day ?? 1) - (a.day ?? 1);
  if (whole > 0 && rest < 0) return whole - 1;
  if (whole < 0 && rest > 0) return whole + 1;
  return whole;
}

/** Days from one day to another; undefined when either is not known to the day. */
export function daysBetween(from: string, to: string): number | undefined {
  if (!isIsoDay(from) || !isIsoDay(to)) return undefined;
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
}

/** The day that lies some days after another; undefined when it is not known to the day or leaves the years 1 to 9999. */
export function addDays(day: string, days: number): string | undefined {
  if (!isIsoDay(day) || !Number.isSafeInteger(days)) return undefined;
  const at = new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS);
  const text = Number.isNaN(at.getTime()) ? '' : at.toISOString().slice(0, 10);
  return isIsoDay(text) ? text : undefined;
}

/** Full years lived on a day; undefined when the day is before the birth. Unknown parts count as the first. */
export function fullYears(birth: string, on: string): number | undefined {
  const months = monthsBetween(birth, on);
  return months === undefined || compareIso(on, birth) < 0 ? undefined : Math.max(0, Math.floor(months / 12));
}
