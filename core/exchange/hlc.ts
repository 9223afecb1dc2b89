/** Hybrid logical time (exchange.md §6.4): a tie-break and a time to show, never a gate. */
export interface Hlc {
  /** Milliseconds since 1970, UTC. */
  readonly wall: number;
  /** 32 bits. */
  readonly counter: number;
}

const AHEAD_MS = 10 * 60_000;
const MOST = 0xffff_ffff;

export const compareHlc = (a: Hlc, b: Hlc): number => a.wall - b.wall || a.counter - b.counter;

/** The stamp of the next own commit: later than everything written here before, whatever the clock says. */
export function tick(last: Hlc, now: number): Hlc {
  if (now > last.wall) return { wall: now, counter: 0 };
  return last.counter < MOST ? { wall: last.wall, counter: last.counter + 1 } : { wall: last.wall + 1, counter: 0 };
}

/** After seeing another's stamp. One bad clock must not carry everybody away: at most ten minutes ahead of `now`. */
export function witness(last: Hlc, seen: Hlc, now: number): Hlc {
  return compareHlc(seen, last) > 0 && seen.wall <= now + AHEAD_MS ? seen : last;
}
