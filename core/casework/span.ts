import { isDate, isDateTime } from '../forms/answer-kind.ts';
import { instantOf } from '../forms/date-time.ts';
import { addDays, isIsoDay } from '../forms/iso-date.ts';
import type { FieldValue } from '../forms/types.ts';
import type { Span } from '../forms/workflow-def.ts';
import { addMonths, dayAt, endOfDay, onWorkingDay, type WorkingTime } from './working-time.ts';

/** Where a deadline starts: an instant when the hour is known, otherwise the day. */
export type Start = { readonly at: number } | { readonly day: string };

/** What an answer starts: nothing, when it is not known to the day. */
export function startOf(value: FieldValue | undefined): Start | undefined {
  if (isDate(value)) return isIsoDay(value.date) ? { day: value.date } : undefined;
  if (!isDateTime(value)) return undefined;
  const at = instantOf(value);
  return at === undefined ? undefined : { at };
}

export interface Due {
  /** Milliseconds since 1970 UTC: until then it is on time. */
  readonly at: number;
  /** The table counts hours and the hour of the start is known: shown to the hour, and never moved. */
  readonly exact: boolean;
}

const SPAN = /^(\d+)([hdwm])$/u;
const HOUR_MS = 3_600_000;

interface Parts {
  readonly count: number;
  readonly unit: 'h' | 'd' | 'w' | 'm';
}

function parts(span: Span): Parts | undefined {
  const match = SPAN.exec(span);
  const unit = match?.[2];
  if (match === null || (unit !== 'h' && unit !== 'd' && unit !== 'w' && unit !== 'm')) return undefined;
  return { count: Number(match[1]), unit };
}

/**
 * When something is due that starts at `start` and may take `span` (reference.md §2.3).
 *
 * | span  | start known to | due                                             | moves to a working day |
 * |-------|----------------|-------------------------------------------------|------------------------|
 * | hours | the minute     | that many hours later, to the minute            | never                  |
 * | hours | the day        | end of the day that many whole days later       | never                  |
 * | days… | either         | end of the day that many days or months later   | when `moves`           |
 *
 * @param moves the deadlines of a high risk stay where they are.
 * Undefined for a span that is none.
 */
export function dueAfter(start: Start, span: Span, time: WorkingTime, moves: boolean): Due | undefined {
  const known = parts(span);
  if (known === undefined) return undefined;
  const { count, unit } = known;
  if (unit === 'h' && 'at' in start) return { at: start.at + count * HOUR_MS, exact: true };
  const from = 'at' in start ? dayAt(start.at, time.zone) : start.day;
  const day =
    unit === 'm'
      ? addMonths(from, count)
      : addDays(from, unit === 'h' ? Math.ceil(count / 24) : unit === 'w' ? count * 7 : count);
  if (day === undefined) return undefined;
  return { at: endOfDay(moves && unit !== 'h' ? onWorkingDay(day, time) : day, time.zone), exact: false };
}

/** The instant a start counts as, for comparing: of a day its last minute. */
export const instantOfStart = (start: Start, zone: string): number =>
  'at' in start ? start.at : endOfDay(start.day, zone);

/** A span so many times over: `7d` twice is `14d`. What is no span stays as it is. */
export function timesSpan(span: Span, times: number): Span {
  const known = parts(span);
  return known === undefined ? span : `${String(known.count * times)}${known.unit}`;
}

const UNIT_DAYS = { h: 1 / 24, d: 1, w: 7, m: 30 } as const;

/** How many days a span is about; a month counts as thirty. Undefined for a span that is none. */
export function spanDays(span: Span): number | undefined {
  const known = parts(span);
  return known === undefined ? undefined : known.count * UNIT_DAYS[known.unit];
}
