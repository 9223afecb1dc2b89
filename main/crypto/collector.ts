import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const gc: unknown = runInNewContext('gc');

/** Asks the engine to let go of everything that nobody holds any more. It stops all else for some tens of milliseconds. */
export function collect(): void {
  if (typeof gc === 'function') gc();
}

/** What may pile up in long work before it is let go, in bytes: exchange.importRss allows 64 MB above an idle office. */
const PILE = 16 * 1024 * 1024;

/** Contents of buffers. The engine watches the rest by itself: to look at that as well took a fifth of an import. */
const buffers = (): number => getHeapStatistics().external_memory;

let least = Infinity;

/**
 * For long work, between two of its pieces. Left alone the engine comes by only once some 64 MiB of buffers have piled up,
 * which a computer with 4 GB has not to spare.
 */
export function collectPile(): void {
  const now = buffers();
  least = Math.min(least, now);
  if (now < least + PILE) return;
  collect();
  // What is still there is in use.
  least = buffers();
}
