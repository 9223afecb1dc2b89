/** Seconds before the lock at which the person is told (ui-guide §4.14). */
const WARN_SECONDS = 30;

/** Counts the time without use. Timers only, so that a clock set back does not keep an office open. */
export class IdleLock {
  readonly #warn: (seconds: number) => void;
  readonly #lock: () => void;
  #minutes = 0;
  #warning: NodeJS.Timeout | undefined;
  #locking: NodeJS.Timeout | undefined;

  constructor(warn: (seconds: number) => void, lock: () => void) {
    this.#warn = warn;
    this.#lock = lock;
  }

  start(minutes: number): void {
    this.#minutes = minutes;
    this.touch();
  }

  /** Somebody is there. */
  touch(): void {
    if (this.#minutes === 0) return;
    this.#clear();
    const total = this.#minutes * 60_000;
    this.#warning = setTimeout(
      () => {
        this.#warn(WARN_SECONDS);
      },
      Math.max(0, total - WARN_SECONDS * 1000),
    );
    this.#locking = setTimeout(this.#lock, total);
  }

  stop(): void {
    this.#minutes = 0;
    this.#clear();
  }

  #clear(): void {
    clearTimeout(this.#warning);
    clearTimeout(this.#locking);
  }
}
