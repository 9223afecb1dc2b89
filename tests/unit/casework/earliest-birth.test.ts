import { expect, it } from 'vitest';
import { earliestBirth } from '#core/casework/earliest-birth.ts';
import type { DateValue, FieldValue } from '#core/forms/types.ts';

const date = (text: string, precision: DateValue['precision']): DateValue => ({
  date: text,
  precision,
  calendar: 'gregory',
});

it.each<[string, FieldValue | undefined, string | undefined, boolean | undefined]>([
  ['a day', date('2009-03-14', 'day'), '2009-03-14', true],
  ['a month', date('2009-03', 'month'), '2009-03-01', false],
  ['a year', date('2009', 'year'), '2009-01-01', false],
  ['about a year', date('2009', 'about'), '2008-01-01', false],
  // Sixteen on 1 March 2026: seventeen is not reached before the next day at the earliest.
  ['an age', { years: 16, asOf: '2026-03-01' }, '2009-03-02', false],
  ['a range of ages', { years: 14, toYears: 16, asOf: '2026-03-01' }, '2009-03-02', false],
  ['an age in months', { months: 5, asOf: '2026-03-01' }, '2025-09-02', false],
  ['no answer', undefined, undefined, undefined],
  ['unknown', { missing: 'unknown' }, undefined, undefined],
  ['a day that does not exist', date('2009-02-30', 'day'), undefined, undefined],
  ['an age without a number', { asOf: '2026-03-01' }, undefined, undefined],
])('%s gives the earliest day', (_, value, day, exact) => {
  expect([earliestBirth(value)?.day, earliestBirth(value)?.exact]).toEqual([day, exact]);
});
