import { parseDateTime, toZoned } from '@internationalized/date';
import { isIsoDay } from './iso-date.ts';
import type { DateTimeValue } from './types.ts';

const AT = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d$/u;
const HOUR_MS = 3_600_000;
/** Zones that were asked for; there are some hundreds, and an attacker's names must not fill the memory. */
const zones = new Map<string, boolean>();

function isZone(zone: string): boolean {
  const known = zones.get(zone);
  if (known !== undefined) return known;
  let there = true;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
  } catch {
    there = false;
  }
  if (zones.size < 1000) zones.set(zone, there);
  return there;
}

/** Whether the moment exists: a real day, a real time, a time zone that is known here. */
export const isMoment = ({ at, zone }: DateTimeValue): boolean =>
  typeof at === 'string' && isIsoDay(AT.exec(at)?.[1] ?? '') && typeof zone === 'string' && isZone(zone);

/** The day of the moment at its place, `YYYY-MM-DD`. */
export const dayOf = ({ at }: DateTimeValue): string => at.slice(0, 10);

/**
 * The instant, in milliseconds since 1970 UTC; undefined when the moment does not exist. An hour that the clock skipped
 * counts from before the change, one that it showed twice is the earlier.
 */
export function instantOf(moment: DateTimeValue): number | undefined {
  if (!isMoment(moment)) return undefined;
  return toZoned(parseDateTime(moment.at), moment.zone, 'compatible').toDate().getTime();
}

/** Full hours from one moment to another, below zero when `to` is earlier. */
export function hoursBetween(from: DateTimeValue, to: DateTimeValue): number | undefined {
  const a = instantOf(from);
  const b = instantOf(to);
  return a === undefined || b === undefined ? undefined : Math.trunc((b - a) / HOUR_MS);
}
