import { describe, expect, test } from 'vitest';
import { ageAt, ageNow } from '#core/forms/age.ts';
import {
  dateFromParts,
  dayPartsIn,
  daysInMonth,
  monthNames,
  monthsInYear,
  partsIn,
  typedParts,
} from '#core/forms/dates.ts';
import { compareIso, daysBetween, monthsBetween } from '#core/forms/iso-date.ts';
import type { Calendar } from '#core/forms/types.ts';

describe('days that are known in both calendars', () => {
  const pairs: [string, Calendar, [number, number, number], string][] = [
    ['Ethiopian millennium', 'ethiopic', [2000, 1, 1], '2007-09-12'],
    ['Ethiopian new year 2015', 'ethiopic', [2015, 1, 1], '2022-09-11'],
    ['Ethiopian new year after a leap year', 'ethiopic', [2016, 1, 1], '2023-09-12'],
    ['sixth day of the thirteenth month', 'ethiopic', [2015, 13, 6], '2023-09-11'],
    ['Nowruz 1403', 'persian', [1403, 1, 1], '2024-03-20'],
    ['Nowruz 1404', 'persian', [1404, 1, 1], '2025-03-21'],
    ['last day of the leap year 1403', 'persian', [1403, 12, 30], '2025-03-20'],
    ['Hijri new year 1446', 'islamic-umalqura', [1446, 1, 1], '2024-07-07'],
    ['first of Ramadan 1445', 'islamic-umalqura', [1445, 9, 1], '2024-03-11'],
    ['Buddhist era', 'buddhist', [2567, 2, 29], '2024-02-29'],
    ['leap day', 'gregory', [2024, 2, 29], '2024-02-29'],
  ];
  test.each(pairs)('%s', (_, calendar, [year, month, day], iso) => {
    expect(dateFromParts(calendar, { year, month, day })).toEqual({ date: iso, precision: 'day', calendar });
    expect(dayPartsIn(iso, calendar)).toEqual({ year, month, day });
  });

  test('the Ethiopian year is seven behind from September, eight from January', () => {
    expect(dayPartsIn('2024-10-01', 'ethiopic')?.year).toBe(2017);
    expect(dayPartsIn('2025-01-15', 'ethiopic')?.year).toBe(2017);
  });
});

test('a date that the calendar does not have is none', () => {
  const none: [Calendar, { year: number; month?: number; day?: number }][] = [
    ['gregory', { year: 2023, month: 2, day: 29 }],
    ['gregory', { year: 2023, month: 13 }],
    ['gregory', { year: 2023, day: 3 }],
    ['gregory', { year: 23 }],
    ['gregory', { year: 2023.5 }],
    ['ethiopic', { year: 2016, month: 13, day: 6 }],
    ['ethiopic', { year: 2016, month: 14, day: 1 }],
    ['persian', { year: 1404, month: 12, day: 30 }],
    ['islamic-umalqura', { year: 1299, month: 1, day: 1 }],
    ['islamic-umalqura', { year: 1601 }],
    ['buddhist', { year: 2566, month: 2, day: 29 }],
    ['persian', { year: 1403, month: 0, day: 1 }],
  ];
  for (const [calendar, parts] of none) expect(dateFromParts(calendar, parts), JSON.stringify(parts)).toBeUndefined();
});

describe('months and years', () => {
  test('of our calendar are stored as told', () => {
    expect(dateFromParts('gregory', { year: 2015 })).toEqual({ date: '2015', precision: 'year', calendar: 'gregory' });
    expect(dateFromParts('gregory', { year: 2015, month: 4 })).toEqual({
      date: '2015-04',
      precision: 'month',
      calendar: 'gregory',
    });
  });

  test('of another calendar are stored by their middle, and come back as they were told', () => {
    for (const calendar of ['ethiopic', 'persian', 'islamic-umalqura', 'buddhist'] as const) {
      const from = { ethiopic: 2008, persian: 1395, 'islamic-umalqura': 1437, buddhist: 2559 }[calendar];
      for (let year = from; year < from + 12; year += 1) {
        const whole = dateFromParts(calendar, { year });
        expect(whole && partsIn(whole, calendar)).toEqual({ year });
        expect(whole?.precision).toBe('year');
        for (let month = 1; month <= (monthsInYear(calendar, year) ?? 0); month += 1) {
          const stored = dateFromParts(calendar, { year, month });
          expect(stored?.date).toMatch(/^\d{4}-\d{2}$/);
          expect(stored && partsIn(stored, calendar)).toEqual({ year, month });
        }
      }
    }
  });

  test('what the person said is kept, and "about" stays about', () => {
    expect(dateFromParts('gregory', { year: 2019 }, { about: true, said: ' before the flood ' })).toEqual({
      date: '2019',
      precision: 'about',
      calendar: 'gregory',
      text: 'before the flood',
    });
  });
});

test('every day from 1990 to 2030 comes back from every calendar', () => {
  const end = Date.UTC(2030, 0, 1);
  for (let at = Date.UTC(1990, 0, 1); at < end; at += 7 * 86_400_000) {
    const iso = new Date(at).toISOString().slice(0, 10);
    for (const calendar of ['gregory', 'ethiopic', 'persian', 'islamic-umalqura', 'buddhist'] as const) {
      const parts = dayPartsIn(iso, calendar);
      expect(parts && dateFromParts(calendar, parts)?.date, `${iso} ${calendar}`).toBe(iso);
    }
  }
});

test('months have their lengths and names', () => {
  expect(monthsInYear('ethiopic', 2015)).toBe(13);
  expect(daysInMonth('ethiopic', 2015, 13)).toBe(6);
  expect(daysInMonth('ethiopic', 2016, 13)).toBe(5);
  expect(daysInMonth('persian', 1403, 12)).toBe(30);
  expect(daysInMonth('gregory', 2024, 14)).toBeUndefined();
  expect(monthNames('gregory', 2024, 'fr')[0]).toBe('janvier');
  expect(monthNames('ethiopic', 2016, 'en')).toHaveLength(13);
  expect(monthNames('ethiopic', 2016, 'en')[0]).toBe('Meskerem');
  expect(monthNames('persian', 1403, 'en')[0]).toBe('Farvardin');
});

test('typed parts take digits of any script', () => {
  expect(typedParts({ year: '٢٠١٥', month: '๔', day: ' ၃ ' })).toEqual({ year: 2015, month: 4, day: 3 });
  expect(typedParts({ year: '2015', month: '', day: '' })).toEqual({ year: 2015 });
  expect(typedParts({ year: '2015', month: '', day: '3' })).toBeUndefined();
  expect(typedParts({ year: '', month: '4', day: '3' })).toBeUndefined();
  expect(typedParts({ year: 'MMXV', month: '4', day: '3' })).toBeUndefined();
});

test('birthdays count on the day, leap days on the first of March', () => {
  expect(ageAt('2016-02-29', '2027-02-28')).toBe(10);
  expect(ageAt('2016-02-29', '2027-03-01')).toBe(11);
  expect(ageAt('2016-02-29', '2028-02-29')).toBe(12);
  expect(ageAt('2026-11-24', '2026-11-24')).toBe(0);
  expect(ageAt('2026-11-25', '2026-11-24')).toBeUndefined();
  expect(ageAt('2026', '2026-11-24')).toBe(0);
  expect(ageNow({ asOf: '2026-11-24' }, '2026-11-24')).toBeUndefined();
  expect(monthsBetween('2026-03-31', '2026-02-28')).toBe(-1);
  expect(daysBetween('2026-03-28', '2026-03-30')).toBe(2);
  expect(compareIso('2024-05-01', '2024-05')).toBe(0);
});
