/** Runs something later; answers how to call it off. Injected, so that tests need not wait. */
export type Schedule = (run: () => void, ms: number) => () => void;

export const byTimeout: Schedule = (run, ms) => {
  const timer = setTimeout(run, ms);
  timer.unref();
  return () => {
    clearTimeout(timer);
  };
};

/** Checkpoints some seconds after the last write: once after a burst, not after each save (storage.md rule 12). */
export class CheckpointTimer {
  readonly #run: () => void;
  readonly #delayMs: number;
  readonly #schedule: Schedule;
  #cancel: (() => void) | undefined;

  constructor(run: () => void, delayMs = 5000, schedule: Schedule = byTimeout) {
    this.#run = run;
    this.#delayMs = delayMs;
    this.#schedule = schedule;
  }

  /** Something was written. */
  touched(): void {
    this.#cancel?.();
    this.#cancel = this.#schedule(() => {
      this.#cancel = undefined;
      this.#run();
    }, this.#delayMs);
  }
  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
