/** What a relay last said of the time, and what this computer's clock showed then. Milliseconds since 1970, UTC. */
export interface RelayTime {
  /** Signed by the relay. */
  readonly said: number;
  readonly here: number;
  /** The latest that it ever said: a lower bound of the time that it is, kept over restarts (exchange.md §6.1). */
  readonly latest: number;
}

/** More than a slow line delays an answer, and less than the clock is off by where the wrong time zone was chosen. */
const TROUBLE_MS = 20 * 60_000;
const TEN_YEARS_MS = 3_652 * 86_400_000;
/** The last moment that people write with four digits of a year: whoever says a later one says nothing. */
export const LAST_MOMENT = 253_402_300_799_999;

/** What is known after a relay said its time; what it says is believed for a warning only, never for a refusal. */
export function witnessRelay(before: RelayTime | undefined, said: number, here: number): RelayTime | undefined {
  if (said > LAST_MOMENT) return before;
  return { said, here, latest: Math.max(said, before?.latest ?? 0) };
}

/**
 * Milliseconds by which this computer's clock is before (above 0) or behind (below 0) what the relay says; undefined when
 * they agree as far as anybody can tell. A clock that was set back since is held against nothing but the lower bound:
 * how far it was off before says nothing any more.
 */
export function clockOff({ said, here }: RelayTime, now: number): number | undefined {
  const off = now < here ? Math.min(0, now - said) : here - said;
  return Math.abs(off) < TROUBLE_MS ? undefined : off;
}

/** Whether a clock is so far ahead of every relay that what is written by it says so itself (exchange.md §6.4). */
export const isFarAhead = (time: RelayTime | undefined, now: number): boolean =>
  time !== undefined && now > time.said + TEN_YEARS_MS;
