import { EventEmitter } from 'node:events';
import type { Codec } from './codec.ts';
import { strict } from './strict.ts';

type Handler = (event: object, ...args: unknown[]) => unknown;
const handlers = new Map<string, Handler>();

class IpcMain extends EventEmitter {
  handle(channel: string, handler: Handler): void {
    if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    handlers.set(channel, handler);
  }
  handleOnce(channel: string, handler: Handler): void {
    this.handle(channel, (...args) => {
      handlers.delete(channel);
      return handler(...args);
    });
  }
  removeHandler(channel: string): void {
    handlers.delete(channel);
  }
}

export const ipcMain = strict(new IpcMain(), 'ipcMain');

export type Answer = { readonly value: unknown } | { readonly error: string };

/**
 * Calls the handler of a channel. Like Electron, a failure goes to the page as text without code or stack and in full
 * to the console of the main process.
 */
export async function callHandler(
  codec: Codec,
  event: object,
  channel: string,
  args: readonly unknown[],
): Promise<Answer> {
  try {
    const handler = handlers.get(channel);
    if (!handler) throw new Error(`No handler registered for '${channel}'`);
    const value: unknown = structuredClone(await handler(event, ...args));
    codec.encode(value);
    return { value };
  } catch (error) {
    console.error(`Error occurred in handler for '${channel}':`, error);
    const cannotClone = error instanceof Error && error.name === 'DataCloneError';
    return { error: cannotClone ? 'Error: An object could not be cloned.' : String(error) };
  }
}
