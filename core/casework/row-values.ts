import { isDate, isDateTime } from '../forms/answer-kind.ts';
import { instantOf } from '../forms/date-time.ts';
import { isIsoDay } from '../forms/iso-date.ts';
import type { Values } from '../forms/types.ts';

/** A text answer, or the id of a chosen option; undefined for blank, missing and any other kind. */
export const textIn = (values: Values, field: string): string | undefined => {
  const value = values[field];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** An answer that is a whole day, `YYYY-MM-DD`. */
export const dayIn = (values: Values, field: string): string | undefined => {
  const value = values[field];
  return isDate(value) && isIsoDay(value.date) ? value.date : undefined;
};

/** An answer that is a moment, in milliseconds since 1970 UTC. */
export const momentIn = (values: Values, field: string): number | undefined => {
  const value = values[field];
  return isDateTime(value) ? instantOf(value) : undefined;
};
