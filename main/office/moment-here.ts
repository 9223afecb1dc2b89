import type { DateTimeValue } from '#core/forms/types.ts';
import type { OpenOffice } from './open-office.ts';

/** Now, as the clock on the office's wall shows it. */
export const momentHere = (open: Pick<OpenOffice, 'self' | 'clock'>): DateTimeValue =>
  momentAt(open.clock.now(), open.self.timeZone);

/** The minute by which answers are judged: the latest that the office knows of, should the clock have been set back. */
export const judgingMoment = (open: Pick<OpenOffice, 'self' | 'clock' | 'counters'>): DateTimeValue =>
  momentAt(Math.max(open.counters.hlc.wall, open.clock.now()), open.self.timeZone);

function momentAt(instant: number, zone: string): DateTimeValue {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'short',
    hourCycle: 'h23',
  }).format(instant);
  return { at: parts.replace(', ', 'T'), zone };
}
