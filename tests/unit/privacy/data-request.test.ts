import { expect, test } from 'vitest';
import { requestClock, requestDue } from '#core/privacy/data-request.ts';

// reference.md §8.2, articles 12 to 15: a month, and two more when it was said in time.
test.each([
  ['2026-03-02', false, '2026-04-02'],
  ['2026-01-31', false, '2026-02-28'],
  ['2028-01-31', false, '2028-02-29'],
  ['2026-11-30', true, '2027-02-28'],
  ['2026-03-02', true, '2026-06-02'],
])('received on %s, extended %s: to be answered by %s', (received, extended, due) => {
  expect(requestDue(received, extended)).toBe(due);
});

test.each<[string, Parameters<typeof requestClock>, ReturnType<typeof requestClock>]>([
  ['the first day', ['2026-03-02', false, undefined, '2026-03-02'], { state: 'running', days: 31 }],
  ['the last day', ['2026-03-02', false, undefined, '2026-04-02'], { state: 'running', days: 0 }],
  ['a day too late', ['2026-03-02', false, undefined, '2026-04-03'], { state: 'over', days: 1 }],
  ['late, but extended', ['2026-03-02', true, undefined, '2026-04-03'], { state: 'running', days: 60 }],
  [
    'answered in time, looked at later',
    ['2026-03-02', false, '2026-03-12', '2027-01-01'],
    { state: 'answered', days: 10 },
  ],
  ['answered on the last day', ['2026-03-02', false, '2026-04-02', '2027-01-01'], { state: 'answered', days: 31 }],
  ['answered late', ['2026-03-02', false, '2026-04-12', '2027-01-01'], { state: 'answered-late', days: 10 }],
])('%s', (_, asked, clock) => {
  expect(requestClock(...asked)).toEqual(clock);
});
