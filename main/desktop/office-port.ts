import { randomUUID } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { ErrorParams } from '#core/result.ts';
import type { HifadhiEvent } from '#core/contracts/events.ts';
import { Unread } from '#core/unread.ts';
import { keyStore } from './key-store.ts';

export type PortReply =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: { readonly code: string; readonly params: ErrorParams } };

export type ToWorker =
  | { readonly id: number; readonly kind: 'call'; readonly name: string; readonly input: unknown }
  | { readonly id: number; readonly kind: 'shell'; readonly verb: string; readonly input: unknown }
  | { readonly id: number; readonly kind: 'told'; readonly bytes: Uint8Array | undefined }
  | { readonly id: number; readonly kind: 'close' };
export type FromWorker =
  | { readonly id: number; readonly reply: PortReply }
  | { readonly event: HifadhiEvent }
  | { readonly ask: number; readonly verb: keyof typeof keyStore; readonly bytes: Uint8Array };

/**
 * Memory for what was made last. Left alone, the engine lets it grow by some sixty megabytes in an import, which a computer
 * with 4 GB has not to spare; it is no slower with this.
 */
const YOUNG_MB = 12;

/** How long a lock waits for the database to close by itself before the worker is ended. Saves are durable anyway. */
const CLOSE_MS = 250;

/**
 * The office worker as the shell sees it. Locking ends the worker, and with it every key in its memory; the next call
 * starts a new one that knows nothing but the folder.
 */
export class OfficePort {
  readonly #file: string;
  readonly #data: Readonly<Record<string, unknown>>;
  readonly #onEvent: (event: HifadhiEvent) => void;
  readonly #onLost: () => void;
  #worker: Worker | undefined;
  /** What the running worker has not begun with yet. */
  #unread = new Unread();
  #next = 0;
  readonly #pending = new Map<number, (reply: PortReply) => void>();

  constructor(
    file: string,
    data: Readonly<Record<string, unknown>>,
    onEvent: (event: HifadhiEvent) => void,
    onLost: () => void,
  ) {
    this.#file = file;
    this.#data = { ...data, keyStore: true, run: randomUUID() };
    this.#onEvent = onEvent;
    this.#onLost = onLost;
  }

  /** A contract call. */
  call(name: string, input: unknown): Promise<PortReply> {
    return this.#send((id) => ({ id, kind: 'call', name, input }));
  }

  /** What only the shell may ask: never reachable from the page. */
  shell(verb: string, input: unknown): Promise<PortReply> {
    return this.#send((id) => ({ id, kind: 'shell', verb, input }));
  }

  /** Closes the database and ends the worker; at most `CLOSE_MS` later it is ended by force. */
  async end(): Promise<void> {
    const worker = this.#worker;
    if (!worker) return;
    this.#worker = undefined;
    const gone = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    this.#post(worker, { id: 0, kind: 'close' });
    const timer = setTimeout(() => void worker.terminate(), CLOSE_MS);
    await gone;
    clearTimeout(timer);
    this.#failPending();
  }

  #send(message: (id: number) => ToWorker): Promise<PortReply> {
    const worker = (this.#worker ??= this.#start());
    const id = ++this.#next;
    return new Promise((resolve) => {
      this.#pending.set(id, resolve);
      this.#post(worker, message(id));
    });
  }

  #post(worker: Worker, message: ToWorker, unread = this.#unread): void {
    // Behind it: what cannot be posted is never begun with, and would count as unread for as long as the worker lives.
    worker.postMessage(message);
    unread.posted();
  }

  #start(): Worker {
    const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_MB };
    const unread = (this.#unread = new Unread());
    const workerData = { ...this.#data, unread: unread.memory };
    const worker = new Worker(this.#file, { workerData, resourceLimits });
    worker.on('message', (message: FromWorker) => {
      if ('event' in message) {
        this.#onEvent(message.event);
        return;
      }
      if ('ask' in message) {
        const { ask: id, verb, bytes } = message;
        void keyStore[verb](bytes).then((told) => {
          this.#post(worker, { id, kind: 'told', bytes: told }, unread);
        });
        return;
      }
      const settle = this.#pending.get(message.id);
      this.#pending.delete(message.id);
      settle?.(message.reply);
    });
    const lost = (): void => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      this.#failPending();
      this.#onLost();
    };
    worker.on('error', lost);
    worker.on('exit', lost);
    return worker;
  }

  #failPending(): void {
    const waiting = [...this.#pending.values()];
    this.#pending.clear();
    for (const settle of waiting) settle({ ok: false, error: { code: 'AUTH_LOCKED', params: {} } });
  }
}
