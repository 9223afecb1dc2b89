import { isIsoDay } from '../forms/iso-date.ts';

const DAY_MS = 86_400_000;

/** Days since 1970 of a day of the calendar, so that tens of thousands of them compare quickly. */
export const dayNumber = (isoDay: string): number => Math.floor(Date.parse(`${isoDay}T00:00:00Z`) / DAY_MS);

/** The day, `YYYY-MM-DD`, of a number of days since 1970. */
export const isoOfDay = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** The same of text that may be no day. */
export const dayNumberIn = (text: string | undefined): number | undefined =>
  text !== undefined && isIsoDay(text) ? dayNumber(text) : undefined;
