const MOST_NAMES = 10_000;
/** A name may do so many seconds' worth at once. */
const BURST = 4;

interface Bucket {
  left: number;
  at: number;
}

/** So many a second for each name, and some at once. Holds a bounded number of names: the one unused longest goes. */
export class RateLimit {
  readonly #perSecond: number;
  readonly #buckets = new Map<string, Bucket>();
  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  /** Whether this name may go on now (ms). */
  take(name: string, now: number): boolean {
    const most = this.#perSecond * BURST;
    const known = this.#buckets.get(name) ?? { left: most, at: now };
    const passed = Math.max(0, now - known.at) / 1000;
    const left = Math.min(most, known.left + passed * this.#perSecond);
    this.#buckets.delete(name);
    this.#buckets.set(name, { left: left < 1 ? left : left - 1, at: now });
    for (const oldest of this.#buckets.keys()) {
      if (this.#buckets.size <= MOST_NAMES) break;
      this.#buckets.delete(oldest);
    }
    return left >= 1;
  }
}

/** Things that may go on at the same time: so many in all, and so many for each name. */
export class Places {
  #free: number;
  readonly #each: number;
  readonly #held = new Map<string, number>();
  constructor(places: number, each = places) {
    this.#free = places;
    this.#each = each;
  }
  /** Takes a place for this name, to be given back once. Undefined when there is none. */
  take(name = ''): (() => void) | undefined {
    const held = this.#held.get(name) ?? 0;
    if (this.#free === 0 || held >= this.#each) return undefined;
    this.#free -= 1;
    this.#held.set(name, held + 1);
    let back = false;
    return () => {
      if (back) return;
      back = true;
      this.#free += 1;
      const left = (this.#held.get(name) ?? 1) - 1;
      if (left === 0) this.#held.delete(name);
      else this.#held.set(name, left);
    };
  }
  /** Runs `work` if there is a place; otherwise answers what `full` does. */
  async hold<T>(work: () => Promise<T>, full: () => T, name?: string): Promise<T> {
    const giveBack = this.take(name);
    if (!giveBack) return full();
    try {
      return await work();
    } finally {
      giveBack();
    }
  }
}
