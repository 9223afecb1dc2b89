import { dayAt } from '#core/casework/working-time.ts';
import type { OpenOffice } from './open-office.ts';

/** The day it is at the office, `YYYY-MM-DD`. */
export const todayIn = (timeZone: string, now: number): string => dayAt(now, timeZone);

/** The day by which answers are judged: of the latest instant the office knows of, should the clock have been set back. */
export const judgingDay = (open: Pick<OpenOffice, 'self' | 'counters' | 'clock'>): string =>
  todayIn(open.self.timeZone, Math.max(open.counters.hlc.wall, open.clock.now()));

/**
 * The latest day the office knows of, by what was written down of any act: for what ends on a day, such as an account. A
 * clock that is set back begins no day anew. `day`: the latest that a session has seen, whether anything was written then or not.
 */
export function latestDay(
  open: Pick<OpenOffice, 'self' | 'counters' | 'clock' | 'repos'> & Partial<Pick<OpenOffice, 'day'>>,
): string {
  const { self, counters, clock, repos, day = '' } = open;
  const now = todayIn(self.timeZone, Math.max(counters.hlc.wall, clock.now(), repos.audit.latest()));
  return now > day ? now : day;
}
