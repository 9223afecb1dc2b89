import type { Clock } from '../../main/office/clock.ts';

/** A clock that stands at the instant it was set to, and goes with the computer's until then and after `toNow`. */
export class PlayedClock implements Clock {
  #at: number | undefined;

  readonly now = (): number => this.#at ?? Date.now();
  /** Milliseconds since 1970, UTC. */
  set(at: number): void {
    this.#at = at;
  }
  toNow(): void {
    this.#at = undefined;
  }
}
