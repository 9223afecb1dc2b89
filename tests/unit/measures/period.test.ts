import { expect, test } from 'vitest';
import { dayNumber } from '#core/measures/day-number.ts';
import { isForInsideOnly, isoPeriod, isOver, PERIODS, periodNamed } from '#core/measures/period.ts';

const days = (name: (typeof PERIODS)[number], today: string): string => {
  const { from, to } = isoPeriod(periodNamed(name, today));
  return `${from} ${to}`;
};

test('a week goes from Monday to Sunday, over the ends of months and years, and the last one is the one before', () => {
  for (const today of ['2026-11-23', '2026-11-26', '2026-11-29'])
    expect([days('this_week', today), days('last_week', today)]).toEqual([
      '2026-11-23 2026-11-29',
      '2026-11-16 2026-11-22',
    ]);
  expect(days('this_week', '2027-01-01')).toBe('2026-12-28 2027-01-03');
  expect(days('last_week', '2024-03-04')).toBe('2024-02-26 2024-03-03');
  expect(days('last_month', '2027-01-01')).toBe('2026-12-01 2026-12-31');
});

test('no week leaves the office: what may leave is a whole month, quarter or year that is over', () => {
  const today = '2027-01-15';
  const outside = PERIODS.filter((name) => !isForInsideOnly(name));
  expect(outside).toEqual(['last_month', 'last_quarter', 'last_year']);
  for (const name of PERIODS)
    expect(isOver(periodNamed(name, today), dayNumber(today)), name).toBe(outside.includes(name));
});
