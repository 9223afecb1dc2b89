import { addMonths } from '#core/casework/working-time.ts';
import { daysBetween } from '#core/forms/iso-date.ts';

/** What people may ask about the data on them (reference.md §8.2, articles 15 to 21). Names are permanent. */
export const REQUEST_SORTS = ['access', 'correction', 'restriction', 'erasure', 'objection'] as const;
export type RequestSort = (typeof REQUEST_SORTS)[number];

/** Who asks. */
export const REQUESTED_BY = ['child', 'caregiver', 'representative', 'staff', 'other'] as const;

export const OUTCOMES = ['granted', 'partly', 'refused'] as const;

/** One month to answer, and two more when that was said in time. */
const MONTHS = 1;
const MONTHS_EXTENDED = 3;

/**
 * `running`: days that are left, 0 on the last one. `over`: days since the last one. `answered`: days that it took.
 * `answered-late`: days after the last one.
 */
export interface RequestClock {
  readonly state: 'running' | 'over' | 'answered' | 'answered-late';
  readonly days: number;
}

/** The last day to answer. Days are `YYYY-MM-DD` of the office; a month that is too short ends with its last day. */
export const requestDue = (received: string, extended: boolean): string =>
  addMonths(received, extended ? MONTHS_EXTENDED : MONTHS);

/** How a request stands on `today`. `answered`: the day on which it was decided. */
export function requestClock(
  received: string,
  extended: boolean,
  answered: string | undefined,
  today: string,
): RequestClock {
  const due = requestDue(received, extended);
  const until = (day: string): number => daysBetween(day, due) ?? 0;
  if (answered !== undefined)
    return answered <= due
      ? { state: 'answered', days: Math.max(0, daysBetween(received, answered) ?? 0) }
      : { state: 'answered-late', days: -until(answered) };
  return today <= due ? { state: 'running', days: until(today) } : { state: 'over', days: -until(today) };
}
