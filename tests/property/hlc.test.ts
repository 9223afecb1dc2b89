import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareHlc, tick, witness, type Hlc } from '#core/exchange/hlc.ts';

const SEED = 20_260;
const TEN_YEARS = 3650 * 86_400_000;
const NOW = 1_700_000_000_000;
const AHEAD = 10 * 60_000;
const MOST = 0xffff_ffff;

const wall = fc.integer({ min: NOW - TEN_YEARS, max: NOW + TEN_YEARS });
const stamp: fc.Arbitrary<Hlc> = fc.record({
  wall,
  counter: fc.oneof(fc.nat(5), fc.constantFrom(MOST - 1, MOST), fc.integer({ min: 0, max: MOST })),
});

describe('hybrid logical time', () => {
  it('always moves on, whatever the clock does', () => {
    fc.assert(
      fc.property(stamp, fc.array(wall, { maxLength: 50 }), (start, clock) => {
        let last = start;
        for (const now of clock) {
          const next = tick(last, now);
          expect(compareHlc(next, last)).toBeGreaterThan(0);
          expect(next.counter).toBeGreaterThanOrEqual(0);
          expect(next.counter).toBeLessThanOrEqual(MOST);
          // Behind the clock it never falls; before it it runs by no more than it was already.
          expect(next.wall).toBeGreaterThanOrEqual(Math.max(now, last.wall));
          expect(next.wall).toBeLessThanOrEqual(Math.max(now, last.wall + 1));
          last = next;
        }
      }),
      { numRuns: 1000, seed: SEED },
    );
  });

  it('never goes back for what it sees, and follows nobody more than ten minutes ahead', () => {
    fc.assert(
      fc.property(stamp, stamp, wall, fc.integer({ min: -AHEAD * 2, max: AHEAD * 2 }), (last, seen, now, near) => {
        for (const other of [seen, { ...seen, wall: now + near }]) {
          const next = witness(last, other, now);
          expect(compareHlc(next, last)).toBeGreaterThanOrEqual(0);
          if (compareHlc(next, last) > 0) {
            expect(next).toEqual(other);
            expect(other.wall).toBeLessThanOrEqual(now + AHEAD);
          } else expect(compareHlc(other, last) <= 0 || other.wall > now + AHEAD).toBe(true);
        }
      }),
      { numRuns: 5000, seed: SEED },
    );
  });

  it('puts what was written after seeing something behind it, when the clocks are honest', () => {
    fc.assert(
      fc.property(stamp, wall, fc.integer({ min: 0, max: AHEAD }), fc.nat(MOST), (last, now, ahead, counter) => {
        const seen = { wall: now + ahead, counter };
        expect(compareHlc(tick(witness(last, seen, now), now), seen)).toBeGreaterThan(0);
      }),
      { numRuns: 2000, seed: SEED },
    );
  });

  it('orders stamps totally', () => {
    fc.assert(
      fc.property(fc.array(stamp, { maxLength: 20 }), (list) => {
        const sorted = [...list].sort(compareHlc);
        for (const [i, a] of sorted.entries())
          for (const b of sorted.slice(i)) expect(compareHlc(a, b)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 500, seed: SEED },
    );
  });
});
