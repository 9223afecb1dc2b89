import { byTimeout, type Schedule } from '../storage/checkpoint-timer.ts';

/**
 * Runs something soon after it was asked for, once however often that was. A save does not wait for the mark: only a copy
 * that was taken in the very second before the power failed could pass for newer than it is.
 */
export class MarkTimer {
  readonly #run: () => void;
  readonly #delayMs: number;
  readonly #schedule: Schedule;
  #cancel: (() => void) | undefined;

  constructor(run: () => void, delayMs = 1000, schedule: Schedule = byTimeout) {
    this.#run = run;
    this.#delayMs = delayMs;
    this.#schedule = schedule;
  }

  touched(): void {
    this.#cancel ??= this.#schedule(() => {
      this.#cancel = undefined;
      this.#run();
    }, this.#delayMs);
  }
  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
