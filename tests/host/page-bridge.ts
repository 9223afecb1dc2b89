// One half of contextBridge; runs in both worlds of the page as injected source text, so it uses nothing from outside
// itself. A CustomEvent's `detail` is structured-cloned between worlds by Chromium itself.

export interface Bridge {
  readonly expose: (key: string, api: unknown) => void;
}
export interface OpenRequest {
  readonly url: string;
  readonly name: string;
  readonly features: string;
  readonly disposition: string;
}
export interface KeyInput {
  readonly type: 'keyDown' | 'keyUp';
  readonly key: string;
  readonly code: string;
  readonly control: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
  readonly meta: boolean;
  readonly isAutoRepeat: boolean;
}
type Wire = { f: number } | { p: number } | { e: string } | { a: Wire[] } | { o: [string, Wire][] } | { v: unknown };
type Settled = { id: number; val: Wire } | { id: number; err: string };
type Returned = { val: Wire } | { err: string };
type AnyFunction = (...args: unknown[]) => unknown;

/** `me` and `peer` name the worlds ("M" main, "I" isolated); `tag` is a random prefix that the page cannot guess. */
export function makeBridge(
  tag: string,
  me: 'M' | 'I',
  peer: 'M' | 'I',
  onOpen?: (request: OpenRequest) => void,
  onKey?: (input: KeyInput) => void,
): Bridge {
  const functions = new Map<number, AnyFunction>();
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let count = 0;
  let reply: Returned | undefined;

  const cannotClone = (): never => {
    throw new Error('An object could not be cloned.');
  };
  const messageOf = (e: unknown): string => (e instanceof Error ? e.message : String(e));
  const isPlain = (o: object): boolean => {
    const proto = Object.getPrototypeOf(o) as object | null;
    return proto === null || Object.getPrototypeOf(proto) === null;
  };
  const isPromise = (o: object): o is Promise<unknown> => 'then' in o && typeof o.then === 'function';
  const holdsCalls = (v: unknown, seen: Set<object>): boolean => {
    if (typeof v === 'function') return true;
    if (v === null || typeof v !== 'object' || seen.has(v)) return false;
    seen.add(v);
    if (isPromise(v) || v instanceof Error) return true;
    return (Array.isArray(v) || isPlain(v)) && Object.values(v).some((x) => holdsCalls(x, seen));
  };
  const out = (v: unknown, depth = 0): Wire => {
    if (depth === 0 && !holdsCalls(v, new Set())) {
      try {
        structuredClone(v); // a reactive proxy fails here, as it does in Electron
      } catch {
        cannotClone();
      }
    }
    if (depth > 1000) throw new Error('Electron contextBridge recursion depth exceeded.');
    if (typeof v === 'symbol') return cannotClone();
    if (typeof v === 'function') {
      functions.set(++count, v as AnyFunction);
      return { f: count };
    }
    if (v === null || typeof v !== 'object') return { v };
    if (isPromise(v)) {
      const id = ++count;
      v.then(
        (x) => call('settle', { id, val: out(x) }),
        (e: unknown) => call('settle', { id, err: messageOf(e) }),
      );
      return { p: id };
    }
    if (v instanceof Error) return { e: v.message };
    if (Array.isArray(v)) return { a: v.map((x) => out(x, depth + 1)) };
    if (isPlain(v)) return { o: Object.entries(v).map(([k, x]) => [k, out(x, depth + 1)]) };
    return { v: structuredClone(v) };
  };
  const into = (w: Wire): unknown => {
    if ('f' in w) {
      return (...args: unknown[]) => {
        const r = call('call', { id: w.f, args: args.map((x) => out(x)) });
        if (r && 'err' in r) throw new Error(r.err);
        return r ? into(r.val) : undefined;
      };
    }
    if ('p' in w) {
      return new Promise((resolve, reject) => {
        waiting.set(w.p, { resolve, reject });
      });
    }
    if ('e' in w) return new Error(w.e);
    if ('a' in w) return w.a.map(into);
    if ('o' in w) return Object.fromEntries(w.o.map(([k, x]) => [k, into(x)]));
    return w.v;
  };
  const freeze = (v: unknown): unknown => {
    if (v !== null && typeof v === 'object' && !ArrayBuffer.isView(v)) {
      Object.values(v).forEach(freeze);
      Object.freeze(v);
    }
    return v;
  };
  const call = (kind: string, detail: unknown): Returned | undefined => {
    reply = undefined;
    document.dispatchEvent(new CustomEvent(tag + peer + kind, { detail }));
    const got = reply as Returned | undefined;
    reply = undefined;
    return got;
  };
  const hear = <T>(kind: string, listener: (detail: T) => void): void => {
    document.addEventListener(tag + me + kind, (event) => {
      event.stopImmediatePropagation();
      listener((event as CustomEvent<T>).detail);
    });
  };

  hear<Returned>('ret', (detail) => {
    reply = detail;
  });
  hear<{ id: number; args: Wire[] }>('call', ({ id, args }) => {
    let answer: Returned;
    try {
      answer = { val: out(functions.get(id)?.(...args.map(into))) };
    } catch (e) {
      answer = { err: messageOf(e) };
    }
    document.dispatchEvent(new CustomEvent(`${tag}${peer}ret`, { detail: answer }));
  });
  hear<Settled>('settle', (settled) => {
    const promise = waiting.get(settled.id);
    waiting.delete(settled.id);
    if ('err' in settled) promise?.reject(new Error(settled.err));
    else promise?.resolve(into(settled.val));
  });
  hear<{ key: string; val: Wire }>('expose', ({ key, val }) => {
    const value = freeze(into(val));
    Object.defineProperty(window, key, { value, enumerable: true, writable: false, configurable: false });
  });

  if (me === 'M') {
    // A denied popup must not exist, not even for a moment: window.open never reaches Chromium.
    window.open = (url = '', name = '', features = '') => {
      const href = String(url) === '' ? 'about:blank' : new URL(url, document.baseURI).href;
      call('open', { url: href, name, features, disposition: features ? 'new-window' : 'foreground-tab' });
      return null;
    };
    return { expose: () => undefined };
  }

  const link = (event: MouseEvent): void => {
    if (event.defaultPrevented) return;
    const isLink = (n: EventTarget): n is HTMLAnchorElement => n instanceof HTMLAnchorElement && n.href !== '';
    const anchor = event.composedPath().find(isLink);
    if (!anchor) return;
    const elsewhere = anchor.target !== '' && !/^_(self|top|parent)$/.test(anchor.target);
    const modified = event.ctrlKey || event.metaKey || event.shiftKey || event.button === 1;
    if (!elsewhere && !modified) return;
    event.preventDefault();
    const disposition = modified ? 'background-tab' : 'foreground-tab';
    onOpen?.({ url: anchor.href, name: anchor.target, features: '', disposition });
  };
  window.addEventListener('click', link);
  window.addEventListener('auxclick', link);
  hear<OpenRequest>('open', (detail) => onOpen?.(detail));
  const key = (type: KeyInput['type']) => (e: KeyboardEvent) => {
    if (!e.isTrusted) return;
    const held = { control: e.ctrlKey, shift: e.shiftKey, alt: e.altKey, meta: e.metaKey };
    onKey?.({ type, key: e.key, code: e.code, isAutoRepeat: e.repeat, ...held });
  };
  window.addEventListener('keydown', key('keyDown'), true);
  window.addEventListener('keyup', key('keyUp'), true);
  return {
    expose: (name, api) => {
      call('expose', { key: name, val: out(api) });
    },
  };
}
