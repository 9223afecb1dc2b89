import type { DateTimeValue } from '#core/forms/types.ts';
import type { OpenOffice } from './open-office.ts';

/** Now, as the clock on the office's wall shows it. */
export function momentHere(open: Pick<OpenOffice, 'self' | 'clock'>): DateTimeValue {
  const zone = open.self.timeZone;
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'short',
    hourCycle: 'h23',
  }).format(open.clock.now());
  return { at: parts.replace(', ', 'T'), zone };
}
