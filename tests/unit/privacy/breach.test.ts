import { expect, test } from 'vitest';
import { breachClock, HOURS_TO_TELL, type Telling } from '#core/privacy/breach.ts';

const HOUR = 3_600_000;
const KNOWN = Date.parse('2026-03-02T08:00:00Z');
const DUE = KNOWN + HOURS_TO_TELL * HOUR;

// reference.md §8.2, article 33: 72 hours from the moment it was known.
test.each<[string, Telling, number, ReturnType<typeof breachClock>]>([
  ['just known', { state: 'open' }, KNOWN, { state: 'running', hours: 72 }],
  ['a part of an hour does not count as left', { state: 'open' }, KNOWN + 1, { state: 'running', hours: 71 }],
  ['the last minute', { state: 'open' }, DUE - 60_000, { state: 'running', hours: 0 }],
  ['the very end', { state: 'open' }, DUE, { state: 'running', hours: 0 }],
  ['over', { state: 'open' }, DUE + 1, { state: 'over', hours: 0 }],
  ['long over', { state: 'open' }, DUE + 30.5 * HOUR, { state: 'over', hours: 30 }],
  ['told in time, looked at late', { state: 'told', at: KNOWN + 5 * HOUR }, DUE + HOUR, { state: 'told', hours: 5 }],
  ['told at the very end', { state: 'told', at: DUE }, DUE + HOUR, { state: 'told', hours: 72 }],
  ['told late', { state: 'told', at: DUE + 2 * HOUR }, DUE + 9 * HOUR, { state: 'told-late', hours: 2 }],
  [
    'told before the hour that was written down',
    { state: 'told', at: KNOWN - HOUR },
    KNOWN,
    { state: 'told', hours: 0 },
  ],
  ['need not be told', { state: 'not-needed' }, DUE + HOUR, { state: 'not-needed', hours: 0 }],
])('%s', (_, authority, now, clock) => {
  expect(breachClock(KNOWN, authority, now)).toEqual(clock);
});
