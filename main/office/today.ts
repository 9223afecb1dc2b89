import type { OpenOffice } from './open-office.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

/** The day it is at the office, `YYYY-MM-DD`. Formats are kept: making one costs more than a query. */
export function todayIn(timeZone: string, now: number): string {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
    formats.set(timeZone, format);
  }
  return format.format(now);
}

/** The day by which answers are judged: of the latest instant the office knows of, should the clock have been set back. */
export const judgingDay = (open: Pick<OpenOffice, 'self' | 'counters' | 'clock'>): string =>
  todayIn(open.self.timeZone, Math.max(open.counters.hlc.wall, open.clock.now()));
