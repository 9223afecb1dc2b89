import type { DateTimeValue } from '#core/forms/types.ts';
import type { OpenOffice } from './open-office.ts';

/** Now, as the clock on the office's wall shows it. */
export const momentHere = (open: Pick<OpenOffice, 'self' | 'clock'>): DateTimeValue =>
  momentAt(open.clock.now(), open.self.timeZone);

/** The minute by which answers are judged: the latest that the office knows of, should the clock have been set back. */
export const judgingMoment = (open: Pick<OpenOffice, 'self' | 'clock' | 'counters'>): DateTimeValue =>
  momentAt(Math.max(open.counters.hlc.wall, open.clock.now()), open.self.timeZone);

/** Kept, since making one costs more than a query. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** An instant as the clock on a wall in a time zone shows it. */
export function momentAt(instant: number, zone: string): DateTimeValue {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      dateStyle: 'short',
      timeStyle: 'short',
      hourCycle: 'h23',
    });
    formats.set(zone, format);
  }
  return { at: format.format(instant).replace(', ', 'T'), zone };
}
