import { Refusal } from '#core/result.ts';

/** Time and chance of an exchange over a line, from outside, so that tests need not wait. */
export interface Pace {
  /** Milliseconds; only differences count. */
  readonly now: () => number;
  readonly pause: (ms: number) => Promise<void>;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** Bytes a second that this office allows the exchange; undefined: as fast as it goes. */
  readonly cap?: number | undefined;
}

const TRIES = 8;
const FIRST = 1000;
const LONGEST = 60_000;
/** Beyond this the visit ends; the next one comes by itself. */
const MOST_ASKED = 120;

/** Ms to wait after the `failures`-th failure in a row: twice as long each time, by chance between half and all of it. */
export function backOff(failures: number, { random }: Pick<Pace, 'random'>, longest = LONGEST): number {
  const most = Math.min(longest, FIRST * 2 ** Math.min(failures, 20));
  return Math.round(most / 2 + (random() * most) / 2);
}

const PASSING: ReadonlySet<string> = new Set(['SYNC_RELAY_UNREACHABLE', 'SYNC_RELAY_BUSY', 'SYNC_RELAY_FAULT']);
/** Trouble that the next try may not meet. */
export const passes = (code: string): boolean => PASSING.has(code);

/** Does something on a bad line, again while it fails in ways that pass, and lets `failed` know each time. */
export async function patiently<T>(pace: Pace, work: () => Promise<T>, failed?: () => void, tries = TRIES): Promise<T> {
  for (let failures = 0; ; failures++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Refusal) || !passes(error.error.code) || failures + 1 >= tries) throw error;
      const asked = Number(error.error.params['after'] ?? 0);
      if (asked > MOST_ASKED) throw error;
      failed?.();
      await pace.pause(Math.max(asked * 1000, backOff(failures, pace)));
    }
  }
}

const SMALLEST = 2 * 1024;
const QUICK = 3000;
const SLOW = 15_000;

/** Sizes pieces so that each takes some seconds: what a cut loses stays small, and what each costs too. */
export class Pieces {
  readonly #pace: Pace;
  #largest: number;
  #size = 16 * 1024;

  constructor(pace: Pace, largest: number) {
    this.#pace = pace;
    this.#largest = largest;
  }
  get size(): number {
    return this.#size;
  }
  smaller(): void {
    this.#size = Math.max(SMALLEST, Math.floor(this.#size / 2));
  }
  /** Something on the way takes no piece of this length, and none larger. False: they cannot be smaller. */
  refused(length: number): boolean {
    if (length <= SMALLEST) return false;
    this.#largest = Math.max(SMALLEST, Math.floor(length / 2));
    this.#size = Math.min(this.#size, this.#largest);
    return true;
  }

  /** Moves one piece, learns from how long it took, and rests where the office set a cap. */
  async move<T>(bytes: number, work: () => Promise<T>): Promise<T> {
    const begun = this.#pace.now();
    const result = await work();
    const took = this.#pace.now() - begun;
    if (took > SLOW) this.smaller();
    else if (took < QUICK && bytes >= this.#size) this.#size = Math.min(this.#largest, this.#size * 2);
    const due = this.#pace.cap === undefined ? 0 : (bytes * 1000) / this.#pace.cap - took;
    if (due > 0) await this.#pace.pause(Math.ceil(due));
    return result;
  }
}
