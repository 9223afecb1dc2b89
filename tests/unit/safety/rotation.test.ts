import { describe, expect, it } from 'vitest';
import { backupDue } from '#core/safety/backup-due.ts';
import { keptCopies } from '#core/safety/rotation.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 0, 5, 12);

describe('which copies are kept', () => {
  it('of two years of daily copies: a week of days, a month of weeks, a year of months', () => {
    const copies = Array.from({ length: 730 }, (_, i) => ({ number: i + 1, at: START + i * DAY }));
    const kept = [...keptCopies(copies)].map(({ number }) => number).sort((a, b) => b - a);
    expect(kept.slice(0, 7)).toEqual([730, 729, 728, 727, 726, 725, 724]);
    expect(kept.length).toBeGreaterThanOrEqual(7 + 2 + 10);
    expect(kept.length).toBeLessThanOrEqual(7 + 4 + 12);
    expect(START + ((kept.at(-1) ?? 0) - 1) * DAY).toBeGreaterThan(START + 365 * DAY);
  });
  it('of many in one day: the newest and the one before', () => {
    const copies = Array.from({ length: 9 }, (_, i) => ({ number: i + 1, at: START + i * MINUTE }));
    expect([...keptCopies(copies)].map(({ number }) => number)).toEqual([9, 8]);
  });
  it('the newest by number, whatever a wrong clock said', () => {
    const copies = [
      { number: 1, at: Date.UTC(2040, 0, 1) },
      { number: 2, at: START },
      { number: 3, at: START + HOUR },
    ];
    expect([...keptCopies(copies)].map(({ number }) => number)).toEqual([3, 2, 1]);
  });
});

describe('when a copy is due', () => {
  const now = START;
  const facts = { now, activeAt: now, doneAt: now - HOUR, failedAt: undefined, changed: true };
  it.each([
    ['nothing changed', { changed: false, doneAt: undefined }, false],
    ['there is none yet', { doneAt: undefined }, true],
    ['people are at work', {}, false],
    ['they stopped for two minutes', { activeAt: now - 2 * MINUTE }, true],
    ['they stopped, and the last one is minutes old', { activeAt: now - 2 * MINUTE, doneAt: now - 5 * MINUTE }, false],
    ['nobody stopped all day', { doneAt: now - 4 * HOUR }, true],
    ['the clock was set back', { doneAt: now + DAY }, true],
    ['the stick was gone just now', { doneAt: undefined, failedAt: now - MINUTE }, false],
    ['the stick was gone an hour ago', { doneAt: undefined, failedAt: now - HOUR }, true],
  ])('%s', (_, other, due) => {
    expect(backupDue({ ...facts, ...other })).toBe(due);
  });
});
