import { describe, expect, it } from 'vitest';
import { dateWords, monthNames, readMonth, toDateValue, toParts } from './calendar-date.ts';

describe('a date in parts', () => {
  it('is as exact as it is filled in', () => {
    expect(toDateValue({ year: 2019, month: 3, day: 14 }, 'gregory', false, '')).toEqual({
      date: '2019-03-14',
      precision: 'day',
      calendar: 'gregory',
    });
    expect(toDateValue({ year: 2019, month: 3 }, 'gregory', false, '')?.date).toBe('2019-03');
    expect(toDateValue({ year: 2019 }, 'gregory', true, '')).toEqual({
      date: '2019',
      precision: 'about',
      calendar: 'gregory',
    });
  });
  it('refuses a day that does not exist, and a day without its month', () => {
    expect(toDateValue({ year: 2023, month: 2, day: 29 }, 'gregory', false, '')).toBeUndefined();
    expect(toDateValue({ year: 2023, day: 2 }, 'gregory', false, '')).toBeUndefined();
    expect(toDateValue({ month: 2 }, 'gregory', false, '')).toBeUndefined();
    expect(toDateValue({ year: 20, month: 2, day: 1 }, 'gregory', false, '')).toBeUndefined();
  });
  it('is stored as ISO and comes back in the calendar it was typed in', () => {
    const value = toDateValue({ year: 2011, month: 13, day: 3 }, 'ethiopic', false, '3 Pagumen 2011');
    expect(value).toMatchObject({ date: '2019-09-08', calendar: 'ethiopic', text: '3 Pagumen 2011' });
    expect(value && toParts(value, 'ethiopic')).toEqual({ year: 2011, month: 13, day: 3 });
  });
  it('reads a month as a number in any digits or as the beginning of its name', () => {
    const english = monthNames('en', 'gregory');
    expect(readMonth('3', english)).toBe(3);
    expect(readMonth('٣', english)).toBe(3);
    expect(readMonth('sep', english)).toBe(9);
    expect(readMonth('ma', english)).toBeUndefined();
    expect(readMonth('may', english)).toBe(5);
    expect(readMonth('13', english)).toBeUndefined();
    expect(monthNames('en', 'ethiopic')).toHaveLength(13);
  });
  it('is written day before month, as exact as it is known', () => {
    expect(dateWords({ date: '2026-11-23', precision: 'day', calendar: 'gregory' }, 'en')).toBe('23 Nov 2026');
    expect(dateWords({ date: '2026-11', precision: 'month', calendar: 'gregory' }, 'en')).toBe('Nov 2026');
    expect(dateWords({ date: '2026', precision: 'about', calendar: 'gregory' }, 'en')).toBe('2026');
  });
});
