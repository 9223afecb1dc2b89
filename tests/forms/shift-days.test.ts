import { expect, test } from 'vitest';
import { shiftDays } from '#core/forms/shift-days.ts';
import type { CaseDocument } from '#core/forms/types.ts';

const day = (date: string) => ({ date, precision: 'day', calendar: 'gregory' }) as const;
const DOCUMENT: CaseDocument = {
  values: {
    registration_date: day('2026-02-27'),
    date_of_birth: { date: '2016', precision: 'year', calendar: 'ethiopic' },
    separation_date: { date: '2025-11', precision: 'month', calendar: 'gregory' },
    age: { years: 9, asOf: '2026-02-27' },
    current_address: '12 Salt Road, since 2026-02-27',
    concerns: ['neglect'],
    children: 3,
    identifier: { missing: 'unknown' },
  },
  rows: {
    visits: [
      { id: 'AAAAAAAAAAAAAAAAAAAAAA', values: { at: { at: '2026-02-27T23:30', zone: 'Africa/Nairobi' } } },
      { id: 'BAAAAAAAAAAAAAAAAAAAAA', values: { stay: { from: '2026-02-20', calendar: 'gregory' } } },
    ],
  },
};

test('days, times, ages, months and years move together, and nothing else moves', () => {
  expect(shiftDays(DOCUMENT, 3)).toEqual({
    values: {
      ...DOCUMENT.values,
      registration_date: day('2026-03-02'),
      separation_date: { date: '2025-11', precision: 'month', calendar: 'gregory' },
      age: { years: 9, asOf: '2026-03-02' },
    },
    rows: {
      visits: [
        { id: 'AAAAAAAAAAAAAAAAAAAAAA', values: { at: { at: '2026-03-02T23:30', zone: 'Africa/Nairobi' } } },
        { id: 'BAAAAAAAAAAAAAAAAAAAAA', values: { stay: { from: '2026-02-23', calendar: 'gregory' } } },
      ],
    },
  });
});

test('over years the rough dates move too, forwards and back again', () => {
  const { values } = shiftDays(DOCUMENT, 730);
  expect(values).toMatchObject({
    registration_date: day('2028-02-27'),
    date_of_birth: { date: '2018', precision: 'year', calendar: 'ethiopic' },
    separation_date: { date: '2027-11', precision: 'month' },
  });
  expect(shiftDays(shiftDays(DOCUMENT, 730), -730)).toEqual(DOCUMENT);
});

test('a date that is none stays as it is', () => {
  const odd = { values: { seen: { date: '2026-02-31', precision: 'day', calendar: 'gregory' } as const }, rows: {} };
  expect(shiftDays(odd, 5)).toEqual(odd);
});
