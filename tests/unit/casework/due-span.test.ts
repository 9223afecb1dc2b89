import { expect, it } from 'vitest';
import { dueSpan } from '#core/casework/due-span.ts';
import { at } from './tiny-office.ts';

const NOW = at('2026-11-23T10:30');
const ZONE = 'Africa/Nairobi';

it.each([
  ['2026-11-22T13:30', true, 'late 21 hours'],
  ['2026-11-21T10:31', true, 'late 47 hours'],
  ['2026-11-21T10:30', true, 'late 2 days'],
  ['2026-11-23T10:18', true, 'late 12 minutes'],
  ['2026-11-23T10:30', true, 'left 1 minutes'],
  ['2026-11-23T11:29', true, 'left 59 minutes'],
  ['2026-11-24T17:30', true, 'left 31 hours'],
  ['2026-11-26T10:29', true, 'left 71 hours'],
  ['2026-11-28T10:30', true, 'left 5 days'],
  ['2026-11-23T23:59', false, 'today'],
  ['2026-11-22T23:59', false, 'late 1 days'],
  ['2026-11-20T23:59', false, 'late 3 days'],
  ['2026-11-24T23:59', false, 'left 1 days'],
])('due %s, to the hour: %s', (due, exact, expected) => {
  const span = dueSpan({ dueAt: at(due), exact }, NOW, ZONE);
  expect(span.kind === 'today' ? 'today' : `${span.kind} ${String(span.count)} ${span.unit}`).toBe(expected);
});

it('counts days by the midnights of the office, not by those of the computer', () => {
  // 23:30 in Nairobi is still 20:30 UTC of the same day; an hour later it is tomorrow at the office only.
  expect(dueSpan({ dueAt: at('2026-11-23T23:59'), exact: false }, at('2026-11-23T23:30'), ZONE)).toEqual({
    kind: 'today',
  });
  expect(dueSpan({ dueAt: at('2026-11-23T23:59'), exact: false }, at('2026-11-24T00:30'), ZONE)).toEqual({
    kind: 'late',
    unit: 'days',
    count: 1,
  });
});
