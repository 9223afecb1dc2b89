import { z } from 'zod';
import { call } from './contract.ts';
import { day, line, none } from './values.ts';

const workingTime = z.strictObject({
  /** IANA name. */
  timeZone: line,
  /** ISO weekdays, Monday 1 to Sunday 7. */
  workingDays: z.array(z.int().min(1).max(7)),
  /** Days on which the office is closed, earliest first. */
  holidays: z.array(day),
});

export const settingsCalls = {
  /** When the office works: deadlines counted in days move to its next working day. */
  workingTime: call('session', none, workingTime),
  /** Replaces the list of closed days; the days on which tasks are due follow. `cases`: in how many cases they were looked at. */
  setHolidays: call(
    'office.settings',
    z.strictObject({ holidays: z.array(day).max(500) }),
    z.strictObject({ holidays: z.array(day), cases: z.int() }),
  ),
} as const;

export type OfficeTime = z.infer<typeof workingTime>;
