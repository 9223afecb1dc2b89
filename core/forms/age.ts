import { fullYears, monthsBetween } from './iso-date.ts';
import type { AgeValue } from './types.ts';

/** Full years on a day of somebody born on a date (`YYYY[-MM[-DD]]`); undefined before the birth. */
export const ageAt = fullYears;

/**
 * A stated age on another day, in full years: it grows from the day it was true. Of a range the lower end counts, in
 * the child's favour. Undefined when no number was stated.
 */
export function ageNow(age: AgeValue, on: string): number | undefined {
  const grown = monthsBetween(age.asOf, on);
  if (grown === undefined) return undefined;
  const years =
    age.years !== undefined
      ? age.years + Math.trunc(grown / 12)
      : age.months !== undefined
        ? Math.floor((age.months + grown) / 12)
        : undefined;
  return years === undefined || !Number.isSafeInteger(years) ? undefined : Math.max(0, years);
}
