/**
 * How many messages to a thread it has not begun with, in memory that both sides see: a thread in the middle of long work
 * learns so that somebody waits without going back to its events. The memory belongs to one thread, from its start on.
 */
export class Unread {
  readonly memory: SharedArrayBuffer;
  readonly #count: Int32Array;

  /** @param memory what the other side made; new where this side is the first. */
  constructor(memory = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) {
    this.memory = memory;
    this.#count = new Int32Array(memory);
  }

  /** For the sender, once it has posted a message. The thread may have begun with it by then: the two make up for each other. */
  posted(): void {
    Atomics.add(this.#count, 0, 1);
  }
  /** For the thread, when it begins with one. */
  begun(): void {
    Atomics.sub(this.#count, 0, 1);
  }
  /** Whether there is one that the thread has not begun with. */
  get any(): boolean {
    return Atomics.load(this.#count, 0) > 0;
  }
}
