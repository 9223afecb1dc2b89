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

const held = (): number => {
  const { used_heap_size: objects, external_memory: buffers } = getHeapStatistics();
  return objects + buffers;
};

let least = Infinity;

/**
 * For long work, between two of its pieces. Left alone the engine comes by only once some 64 MiB of buffers, and as much of
 * other things, have piled up, which a computer with 4 GB has not to spare.
 */
export function collectPile(): void {
  const now = held();
  least = Math.min(least, now);
  if (now < least + PILE) return;
  collect();
  // What is still there is in use.
  least = held();
}
