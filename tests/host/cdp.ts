import type { Readable, Writable } from 'node:stream';
import type { Protocol } from '../../node_modules/playwright-core/types/protocol.d.ts';

export type { Protocol };
type Parameters = Protocol.CommandParameters;
type Results = Protocol.CommandReturnValues;
type Events = Protocol.Events;
export type Method = keyof Parameters & keyof Results;

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly sessionId?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}
interface Pending {
  readonly method: string;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Chromium's DevTools protocol over --remote-debugging-pipe: JSON messages ended by a zero byte, sessions flat. A pipe
 * and not a port, so that no other program on the computer can drive the app.
 */
export class Cdp {
  readonly #out: Writable;
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Map<string, Set<(params: unknown) => void>>();
  #count = 0;
  #closed = false;
  onClose: () => void = () => undefined;

  constructor(out: Writable, input: Readable) {
    this.#out = out;
    let chunks: Buffer[] = [];
    input.on('data', (data: Buffer) => {
      let rest = data;
      for (let at = rest.indexOf(0); at >= 0; at = rest.indexOf(0)) {
        chunks.push(rest.subarray(0, at));
        this.#receive(JSON.parse(Buffer.concat(chunks).toString()) as Message);
        chunks = [];
        rest = rest.subarray(at + 1);
      }
      if (rest.length > 0) chunks.push(rest);
    });
    const end = (): void => {
      this.#end();
    };
    input.on('close', end);
    input.on('error', end);
    out.on('error', end);
  }

  /** Sends a command to the browser, or to one page when `sessionId` is given. Rejects with Chromium's message. */
  send<M extends Method>(method: M, params?: Parameters[M], sessionId?: string): Promise<Results[M]> {
    if (this.#closed) return Promise.reject(new Error('browser closed'));
    const id = ++this.#count;
    const message = { id, method, params: params ?? {}, ...(sessionId === undefined ? {} : { sessionId }) };
    this.#out.write(`${JSON.stringify(message)}\0`);
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { method, resolve: resolve as (value: unknown) => void, reject });
    });
  }

  on<E extends keyof Events>(event: E, listener: (params: Events[E]) => void, sessionId = ''): void {
    const key = `${sessionId} ${event}`;
    const set = this.#listeners.get(key) ?? new Set();
    this.#listeners.set(key, set);
    set.add(listener as (params: unknown) => void);
  }

  #receive(message: Message): void {
    if (message.id === undefined) {
      const key = `${message.sessionId ?? ''} ${message.method ?? ''}`;
      for (const listener of this.#listeners.get(key) ?? []) listener(message.params);
      return;
    }
    const waiting = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (!waiting) return;
    if (message.error) waiting.reject(new Error(`${waiting.method}: ${message.error.message}`));
    else waiting.resolve(message.result);
  }

  #end(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.onClose();
    for (const waiting of this.#pending.values()) waiting.reject(new Error(`browser closed during ${waiting.method}`));
    this.#pending.clear();
  }
}
