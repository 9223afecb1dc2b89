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

/** Things that may go on at the same time. */
export class Places {
  #free: number;
  constructor(places: number) {
    this.#free = places;
  }
  /** Runs `work` if there is a place; otherwise answers what `full` does. */
  async hold<T>(work: () => Promise<T>, full: () => T): Promise<T> {
    if (this.#free === 0) return full();
    this.#free -= 1;
    try {
      return await work();
    } finally {
      this.#free += 1;
    }
  }
}
