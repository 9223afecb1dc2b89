import { EventEmitter } from 'node:events';

// Looked at by Node, Playwright or a debugger on any object, without meaning Electron's API.
const HARMLESS = new Set([
  'then',
  'toJSON',
  'inspect',
  'constructor',
  'nodeType',
  'tagName',
  '$$typeof',
  'asymmetricMatch',
  'default',
  '__esModule',
]);

/** Ends a use of something the host does not model, so that no test passes on a silent stub. */
export function notModelled(name: string): never {
  throw new Error(`Hifadhi test host: ${name} is not implemented (see tests/host/README.md)`);
}

/** Throws on every member that `target` does not have. Objects behind it must not use `#private` fields. */
export function strict<T extends object>(target: T, name: string): T {
  return new Proxy(target, {
    get(object, key, receiver): unknown {
      if (typeof key === 'symbol' || key in object || HARMLESS.has(key)) return Reflect.get(object, key, receiver);
      return notModelled(`${name}.${key}`);
    },
  });
}

/** A part of Electron that the host does not have at all: touching it throws. */
export function absent(name: string): unknown {
  const shape = function (): void {
    notModelled(name);
  };
  return new Proxy(shape, {
    get: (_target, key) =>
      typeof key === 'symbol' || key === 'prototype' || key === 'then' ? undefined : notModelled(`${name}.${key}`),
    apply: () => notModelled(name),
    construct: () => notModelled(`new ${name}`),
  });
}

export type Listener = (...args: unknown[]) => void;

/** An emitter that refuses to listen for an event nobody will ever send. */
export class StrictEmitter extends EventEmitter {
  declare readonly known: ReadonlySet<string | symbol>;

  constructor(known: readonly string[]) {
    super();
    Object.defineProperty(this, 'known', { value: new Set([...known, 'newListener', 'removeListener']) });
  }

  override on(event: string | symbol, listener: Listener): this {
    this.requireKnown(event);
    return super.on(event, listener);
  }

  override addListener(event: string | symbol, listener: Listener): this {
    return this.on(event, listener);
  }

  override once(event: string | symbol, listener: Listener): this {
    this.requireKnown(event);
    return super.once(event, listener);
  }

  requireKnown(event: string | symbol): void {
    if (!this.known.has(event)) notModelled(`event '${String(event)}' on ${this.constructor.name}`);
  }
}

export interface Cancellable {
  defaultPrevented: boolean;
  preventDefault: () => void;
}

/** An event object with `preventDefault`, plus `details` as its members. */
export function cancellable<T extends object>(details: T): Cancellable & T {
  const event = {
    defaultPrevented: false,
    preventDefault(): void {
      event.defaultPrevented = true;
    },
    ...details,
  };
  return event;
}
