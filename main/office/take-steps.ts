import { collectPile } from '../crypto/collector.ts';
import type { Incoming } from './incoming-commit.ts';

/** How long commits are taken before it is looked whether somebody waits, in milliseconds. */
const LOOK_EVERY_MS = 15;
/**
 * How long one transaction goes on while nobody waits, in milliseconds. Cases have most pages of the lists and indexes in
 * common: each transaction that is ended encrypts them anew, and waits for the disk.
 */
const ALONE_MS = 1000;
const FIRST = 8;
const MOST = 500;
/** So many commits of one stream are kept together at most. */
const ONE_STREAM = 32;

/** Changes of one save have its signature in common. */
const isOneSave = ({ raw: a }: Incoming, { raw: b }: Incoming): boolean =>
  Buffer.compare(a.sig, b.sig) === 0 && Buffer.compare(a.list, b.list) === 0;

/** Changes of one case stand one behind the other: what follows from them is made once where they come together. */
const isOneStream = (a: Incoming, b: Incoming): boolean => streamOf(a) === streamOf(b);
const streamOf = (one: Incoming): string => (one.kind === 'checked' ? one.head.stream : one.stream);

const belongs = (last: Incoming, next: Incoming, count: number): boolean =>
  isOneSave(last, next) || (count < ONE_STREAM && isOneStream(last, next));

/**
 * Takes commits in steps, as many at once as the last pieces say. A step is over as soon as somebody waits, and at the
 * latest after a second; where that cannot be told, after each piece. What one save wrote is never taken in
 * two: nobody sees a case as its author never had it.
 */
export class TakeSteps {
  readonly #isAwaited: () => boolean;
  #size = FIRST;

  /** @param isAwaited whether somebody waits, as far as is known: yes where it cannot be told. */
  constructor(isAwaited: () => boolean) {
    this.#isAwaited = isAwaited;
  }

  /**
   * One step from number `from` on: gives its commits to `take`, a few at a time. Answers the number behind its last one.
   *
   * @param mayFollow whether these may still come in the same step; nothing is asked about the first ones.
   */
  step(
    commits: readonly Incoming[],
    from: number,
    take: (now: readonly Incoming[]) => void,
    mayFollow: (now: readonly Incoming[]) => boolean = () => true,
  ): number {
    const begun = performance.now();
    let now = this.next(commits, from);
    let done = from;
    do {
      this.#piece(now, take);
      done += now.length;
      // A step may take as long as many pieces did that let go of what they piled up one by one.
      collectPile();
      now = this.next(commits, done);
    } while (now.length > 0 && !this.#isAwaited() && performance.now() - begun < ALONE_MS && mayFollow(now));
    return done;
  }

  /** The commits that the next step begins with, from number `from` on. */
  next(commits: readonly Incoming[], from: number): readonly Incoming[] {
    let end = Math.min(commits.length, from + this.#size);
    for (let last = commits[end - 1], next = commits[end]; last && next && belongs(last, next, end - from); end++)
      [last, next] = [next, commits[end + 1]];
    return commits.slice(from, end);
  }

  /** Learns from how long it took. */
  #piece(now: readonly Incoming[], take: (now: readonly Incoming[]) => void): void {
    const begun = performance.now();
    take(now);
    const fits = (now.length * LOOK_EVERY_MS) / Math.max(1, performance.now() - begun);
    // Slower at once, faster by and by: many small changes say little of the next.
    this.#size = Math.max(1, Math.min(MOST, Math.round(fits), this.#size * 2));
  }
}
