import { breathe } from './progress.ts';

interface Waiting {
  /** Whether its turn may come between two steps of long work. */
  readonly between: boolean;
  /** Never rejects. */
  readonly start: () => Promise<void>;
}

/** How often long work that is waited for as a whole looks whether somebody else waits, in milliseconds. */
const LOOK_EVERY_MS = 20;

const pause = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, LOOK_EVERY_MS).unref();
  });

/**
 * Whose turn it is in the office: one piece of work after the other, in the order in which they came. Long work of many
 * steps lends its turn between two of them, to those that may come there; the others wait until it is over.
 */
export class Turns {
  readonly #waiting: Waiting[] = [];
  #busy = false;
  #isLent = false;

  /** Whether somebody waits whose turn may come between two steps of the long work that has it now. */
  get isAwaited(): boolean {
    return this.#waiting.some(({ between }) => between);
  }

  /** Runs work when its turn has come. `between`: also while long work has lent its turn. */
  run<T>(work: () => Promise<T> | T, between: boolean): Promise<T> {
    return new Promise((resolve, reject) => {
      const start = async (): Promise<void> => {
        try {
          resolve(await work());
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      };
      this.#waiting.push({ between, start });
      void this.#goOn();
    });
  }

  async #goOn(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) await next.start();
    this.#busy = false;
  }

  /**
   * For whoever has the turn, between two steps: everybody who waits now and may come in between comes in, once. Who comes
   * meanwhile waits for the next time, so that the long work always goes on.
   */
  async lend(): Promise<void> {
    await breathe();
    if (this.#isLent) return;
    this.#isLent = true;
    try {
      for (const one of this.#waiting.filter(({ between }) => between)) {
        this.#waiting.splice(this.#waiting.indexOf(one), 1);
        await one.start();
      }
    } finally {
      this.#isLent = false;
    }
  }

  /** Lends the turn as long as work takes that needs the office for moments only. Answers as the work does. */
  async lendWhile<T>(work: Promise<T>): Promise<T> {
    let over = false;
    const end = work.then(
      () => (over = true),
      () => (over = true),
    );
    while (!over) {
      await this.lend();
      if (!over) await Promise.race([end, pause()]);
    }
    return work;
  }
}
