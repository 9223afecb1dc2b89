import type { DateValue } from '#core/forms/types.ts';

/** A day as the widget for dates holds it. */
export const dateOf = (day: string | null | undefined): DateValue | undefined =>
  day === null || day === undefined ? undefined : { date: day, precision: 'day', calendar: 'gregory' };

export const dayOf = (value: DateValue | undefined): string | undefined =>
  value?.precision === 'day' ? value.date : undefined;
