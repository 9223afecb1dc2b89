import type { KeyStore } from './machine-secrets.ts';

/** What the worker asks of the shell: the store for keys of the system is within reach of the shell alone. */
export interface StoreQuestion {
  readonly ask: number;
  readonly verb: 'seal' | 'unseal';
  readonly bytes: Uint8Array;
}

/** The store for keys of the system as the worker reaches it: by messages to the shell. */
export class ShellKeyStore implements KeyStore {
  readonly #post: (asked: StoreQuestion) => void;
  readonly #waiting = new Map<number, (bytes: Uint8Array | undefined) => void>();
  #next = 0;

  constructor(post: (asked: StoreQuestion) => void) {
    this.#post = post;
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
    this.#waiting.delete(id);
  }

  #ask(verb: StoreQuestion['verb'], bytes: Uint8Array): Promise<Uint8Array | undefined> {
    const ask = ++this.#next;
    return new Promise((resolve) => {
      this.#waiting.set(ask, resolve);
      this.#post({ ask, verb, bytes });
    });
  }
}
