/** Time as the office knows it. Injected everywhere, so that tests can set a clock back years. */
export interface Clock {
  /** Milliseconds since 1970, UTC, as the computer says. */
  readonly now: () => number;
}
export const systemClock: Clock = { now: () => Date.now() };

/** An instant for contracts and tables. */
export const instantOf = (ms: number): string => new Date(ms).toISOString();
