import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { IdleLock } from '../../../main/desktop/idle-lock.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const told: string[] = [];
let idle: IdleLock;

beforeEach(() => {
  vi.useFakeTimers();
  told.length = 0;
  idle = new IdleLock(
    (seconds) => told.push(`warned of ${String(seconds)} s`),
    () => told.push('locked'),
  );
});
afterEach(() => {
  idle.stop();
  vi.useRealTimers();
});

it('warns half a minute before it locks, each once', () => {
  idle.start(5);
  vi.advanceTimersByTime(5 * MINUTE - 30 * SECOND - 1);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(told).toEqual(['warned of 30 s']);
  vi.advanceTimersByTime(30 * SECOND - 1);
  expect(told).toEqual(['warned of 30 s']);
  vi.advanceTimersByTime(1);
  expect(told).toEqual(['warned of 30 s', 'locked']);
  vi.advanceTimersByTime(60 * MINUTE);
  expect(told).toHaveLength(2);
});

it('counts from the last sign of life, also after the warning', () => {
  idle.start(5);
  vi.advanceTimersByTime(5 * MINUTE - 1);
  expect(told).toEqual(['warned of 30 s']);
  idle.touch();
  vi.advanceTimersByTime(5 * MINUTE - 1);
  expect(told).toEqual(['warned of 30 s', 'warned of 30 s']);
  vi.advanceTimersByTime(1);
  expect(told.at(-1)).toBe('locked');
});

it('is not moved by a clock that is set back or forward', () => {
  idle.start(1);
  vi.setSystemTime(0);
  vi.advanceTimersByTime(MINUTE);
  expect(told.at(-1)).toBe('locked');
  told.length = 0;
  idle.start(1);
  vi.setSystemTime(Date.UTC(2099, 0));
  expect(told).toEqual([]);
});

it('does nothing when nobody is signed in, and nothing after it was stopped', () => {
  idle.touch();
  vi.advanceTimersByTime(60 * MINUTE);
  idle.start(5);
  idle.stop();
  idle.touch();
  vi.advanceTimersByTime(60 * MINUTE);
  expect(told).toEqual([]);
});
