/** Time as the office knows it. Injected everywhere, so that tests can set a clock back years. */
export interface Clock {
  /** Milliseconds since 1970, UTC, as the computer says. */
  readonly now: () => number;
  /** Milliseconds since some moment before, by a clock that nobody sets; the system's own unless a test says otherwise. */
  readonly steady?: () => number;
}
export const systemClock: Clock = { now: () => Date.now() };

export const steadyNow = ({ steady }: Clock): number => steady?.() ?? performance.now();

/** An instant for contracts and tables. */
export const instantOf = (ms: number): string => new Date(ms).toISOString();
