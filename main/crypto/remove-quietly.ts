import { rmSync } from 'node:fs';

/**
 * Removes a file that nobody needs any more, sealed or half written. That it stays is no reason to call what was done a
 * failure, or to say something else than why it was given up: sign-ins and sweeps remove what was left.
 */
export function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // The stick is gone or read-only, or the disk fails; a part file is never taken for a whole one.
  }
}
