import type { Incoming } from './incoming-commit.ts';

/** How long a step of an import should take, in milliseconds: the next caller waits for no more than one, and its flush. */
const STEP_MS = 25;
const FIRST = 8;
const MOST = 500;

/** Changes of one save have its signature in common. */
const isOneSave = ({ raw: a }: Incoming, { raw: b }: Incoming): boolean =>
  Buffer.compare(a.sig, b.sig) === 0 && Buffer.compare(a.list, b.list) === 0;

/**
 * Takes commits in steps of some milliseconds, as many at once as the last step says. What one save wrote is never taken in
 * two: nobody sees a case as its author never had it.
 */
export class TakeSteps {
  #size = FIRST;

  /** The commits of the next step from number `from` on. */
  next(commits: readonly Incoming[], from: number): readonly Incoming[] {
    let end = Math.min(commits.length, from + this.#size);
    for (let last = commits[end - 1], next = commits[end]; last && next && isOneSave(last, next); end++)
      [last, next] = [next, commits[end + 1]];
    return commits.slice(from, end);
  }

  /** Takes a step, and learns from how long it took. */
  step<T>(count: number, take: () => T): T {
    const begun = performance.now();
    const result = take();
    const fits = (count * STEP_MS) / Math.max(1, performance.now() - begun);
    // Slower at once, faster by and by: a step of many small changes says little of the next.
    this.#size = Math.max(1, Math.min(MOST, Math.round(fits), this.#size * 2));
    return result;
  }
}
