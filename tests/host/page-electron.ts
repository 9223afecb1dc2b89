// What require('electron') gives a sandboxed preload: injected as source text into the isolated world, so it uses
// nothing from outside itself.
import type { Codec } from './codec.ts';
import type { Bridge } from './page-bridge.ts';

export type ToPage =
  | { readonly t: 'reply'; readonly id: number; readonly value: unknown }
  | { readonly t: 'failed'; readonly id: number; readonly error: string }
  | { readonly t: 'event'; readonly channel: string; readonly args: readonly unknown[] };
type Listener = ((event: unknown, ...args: unknown[]) => void) & { inner?: Listener };
interface Pending {
  readonly channel: string;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** `post` hands text to the main process; the returned `receive` takes what comes back. */
export function makePageElectron(
  codec: Codec,
  bridge: Bridge,
  post: (text: string) => void,
): { readonly electron: object; readonly receive: (text: string) => void } {
  let count = 0;
  const pending = new Map<number, Pending>();
  const listeners = new Map<string, Listener[]>();

  const send = (message: object): void => {
    try {
      post(codec.encode(structuredClone(message)));
    } catch (e) {
      if (e instanceof Error && e.name !== 'DataCloneError') throw e;
      throw new Error('An object could not be cloned.');
    }
  };
  const strict = <T extends object>(target: T, name: string): T =>
    new Proxy(target, {
      get(object, key, receiver): unknown {
        if (typeof key === 'symbol' || key in object) return Reflect.get(object, key, receiver);
        throw new Error(`Hifadhi test host: ${name}.${key} is not implemented`);
      },
    });
  const on = (channel: string, listener: Listener): object => {
    listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
    return ipcRenderer;
  };
  const off = (channel: string, listener: Listener): object => {
    const rest = (listeners.get(channel) ?? []).filter((x) => x !== listener && x.inner !== listener);
    listeners.set(channel, rest);
    return ipcRenderer;
  };
  const ipcRenderer: object = strict(
    {
      invoke: (channel: string, ...args: unknown[]) =>
        new Promise((resolve, reject) => {
          const id = ++count;
          send({ t: 'invoke', id, channel, args });
          pending.set(id, { channel, resolve, reject });
        }),
      send: (channel: string, ...args: unknown[]) => {
        send({ t: 'send', channel, args });
      },
      on,
      addListener: on,
      off,
      removeListener: off,
      removeAllListeners: (channel: string) => {
        listeners.delete(channel);
        return ipcRenderer;
      },
      once: (channel: string, listener: Listener) => {
        const wrapped: Listener = (...args) => {
          off(channel, wrapped);
          listener(...args);
        };
        wrapped.inner = listener;
        return on(channel, wrapped);
      },
    },
    'ipcRenderer',
  );
  const contextBridge = strict(
    {
      exposeInMainWorld: (key: string, api: unknown) => {
        if (key in window) throw new Error('Cannot bind an API on top of an existing property on the window object');
        bridge.expose(key, api);
      },
    },
    'contextBridge',
  );
  const receive = (text: string): void => {
    const message = codec.decode(text) as ToPage;
    if (message.t === 'event') {
      for (const listener of [...(listeners.get(message.channel) ?? [])]) {
        listener({ sender: ipcRenderer, ports: [] }, ...message.args);
      }
      return;
    }
    const waiting = pending.get(message.id);
    pending.delete(message.id);
    if (message.t === 'reply') waiting?.resolve(message.value);
    else waiting?.reject(new Error(`Error invoking remote method '${waiting.channel}': ${message.error}`));
  };
  return { electron: strict({ ipcRenderer, contextBridge }, 'electron (preload)'), receive };
}
