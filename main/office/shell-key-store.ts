import type { KeyStore } from './machine-secrets.ts';

/** What the worker asks of the shell: the store for keys of the system is within reach of the shell alone. */
export interface StoreQuestion {
  readonly ask: number;
  readonly verb: 'seal' | 'unseal';
  /** In memory of its own, which goes along: nothing that lies beside it in the worker does. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * How long the store may take: it may wait for somebody who closes its question, or for a service that is gone. Whoever
 * signs in is told then, and may try again when it has opened. Milliseconds.
 */
const TOO_LONG_MS = 8000;

/** The store for keys of the system as the worker reaches it: by messages to the shell. */
export class ShellKeyStore implements KeyStore {
  readonly #post: (asked: StoreQuestion) => void;
  readonly #limit: number;
  readonly #waiting = new Map<number, (bytes: Uint8Array | undefined) => void>();
  #next = 0;

  constructor(post: (asked: StoreQuestion) => void, limit = TOO_LONG_MS) {
    this.#post = post;
    this.#limit = limit;
  }

  seal(bytes: Uint8Array): Promise<Uint8Array | undefined> {
    return this.#ask('seal', bytes);
  }

  unseal(sealed: Uint8Array): Promise<Uint8Array | undefined> {
    return this.#ask('unseal', sealed);
  }

  /** The shell has answered; undefined when the store did not do it. */
  told(id: number, bytes: Uint8Array | undefined): void {
    this.#waiting.get(id)?.(bytes);
  }

  #ask(verb: StoreQuestion['verb'], bytes: Uint8Array): Promise<Uint8Array | undefined> {
    const ask = ++this.#next;
    return new Promise((resolve) => {
      const settle = (answer: Uint8Array | undefined): void => {
        clearTimeout(timer);
        this.#waiting.delete(ask);
        resolve(answer);
      };
      const timer = setTimeout(settle, this.#limit, undefined);
      this.#waiting.set(ask, settle);
      this.#post({ ask, verb, bytes: new Uint8Array(bytes) });
    });
  }
}
