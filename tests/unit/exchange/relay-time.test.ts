import { describe, expect, it } from 'vitest';
import { clockOff, isFarAhead, witnessRelay, type RelayTime } from '#core/exchange/relay-time.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOON = Date.UTC(2026, 0, 2, 12);
const DAY = 24 * HOUR;

const after = (said: number, here: number): RelayTime => {
  const time = witnessRelay(undefined, said, here);
  if (!time) throw new Error('nothing was said');
  return time;
};

describe('the clock of this computer by the word of a relay', () => {
  it.each([
    ['agrees', NOON, NOON, NOON + DAY, undefined],
    ['agrees as far as a slow line can tell', NOON, NOON + 19 * MINUTE, NOON + DAY, undefined],
    ['is in another time zone', NOON, NOON + HOUR / 2, NOON + DAY, HOUR / 2],
    ['is three hours ahead', NOON, NOON + 3 * HOUR, NOON + DAY, 3 * HOUR],
    ['is three years behind', NOON, NOON - 1095 * DAY, NOON - 1094 * DAY, -1095 * DAY],
    ['was set right since, from ahead', NOON, NOON + 3 * HOUR, NOON + HOUR, undefined],
    ['lost its battery since', NOON, NOON, NOON - 300 * DAY, -300 * DAY],
    ['lost its battery after it had been ahead', NOON, NOON + 3 * HOUR, NOON - DAY, -DAY],
  ])('%s', (_what, said, here, now, off) => {
    expect(clockOff(after(said, here), now)).toBe(off);
  });

  it('goes by the last word, and keeps the latest one as the least that the time can be', () => {
    const wrong = after(NOON + 5 * DAY, NOON);
    const right = witnessRelay(wrong, NOON + HOUR, NOON + HOUR);
    expect(right).toEqual({ said: NOON + HOUR, here: NOON + HOUR, latest: NOON + 5 * DAY });
    expect(right && clockOff(right, NOON + 2 * HOUR)).toBeUndefined();
    // Beyond what people write, a relay says nothing.
    expect(witnessRelay(right, 2 ** 52, NOON)).toBe(right);
    expect(witnessRelay(undefined, 2 ** 52, NOON)).toBeUndefined();
  });

  it('is not to be trusted ten years ahead of a relay, and without one nothing is said', () => {
    expect(isFarAhead(after(NOON, NOON), NOON + 3600 * DAY)).toBe(false);
    expect(isFarAhead(after(NOON, NOON), NOON + 3700 * DAY)).toBe(true);
    expect(isFarAhead(undefined, NOON + 3700 * DAY)).toBe(false);
  });
});
