/** How long one call may take before it says how far it is. */
export interface Patience {
  /** Asked before each piece of the work. `size`: how many cases are in the piece. */
  readonly over: (size?: number) => boolean;
}

/** As long as it takes: for what is printed and written. */
export const endless: Patience = { over: () => false };

/** So many cases are looked at in any call, so that a small office never has to ask twice. */
const AT_LEAST = 2000;
/** The time is looked at after so many more. */
const EVERY = 100;

/** Somebody waits so long for the answer of one call, and others behind it. */
const PATIENCE_MS = 60;

/** At least some work, and after that until some milliseconds have gone by. */
export function patienceOf(ms = PATIENCE_MS): Patience {
  const until = performance.now() + ms;
  let cases = 0;
  let look = AT_LEAST;
  return {
    over: (size = 1) => {
      cases += size;
      if (cases < look) return false;
      look = cases + EVERY;
      return performance.now() > until;
    },
  };
}
