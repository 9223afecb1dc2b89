import { closeSync, fsyncSync, openSync } from 'node:fs';

/** Makes a new or changed name in a folder durable. Windows has no such call, and does it by itself. */
export function flushFolder(path: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } catch {
    // Some file systems of sticks cannot flush a folder; what matters was flushed and is read back.
  } finally {
    closeSync(handle);
  }
}
