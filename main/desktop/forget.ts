import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');
/** Sizes of what the engine sends through the shell, from a whole case to a few words, and how much is written over. */
const LARGEST = 96 * 1024;
const SMALLEST = 128;
const PER_SIZE = 2 * 1024 * 1024;

function collectAll(): void {
  // Also what is old and what is young, and the pages of both are given back to the system.
  if (typeof collect === 'function') collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}

/**
 * What a page asked and what it was told goes through the shell, which goes on after a lock: without this it would stay in
 * its memory until something else needs the room. What nobody holds any more is collected, and blocks that were given back
 * are written over. Best effort: JavaScript gives no promise about memory, and `tests/e2e/memory.e2e.ts` measures it.
 */
export function forget(): void {
  collectAll();
  let over: Buffer[] = [];
  // All are held until the end, large ones first: small ones go into the gaps that are left.
  for (let size = LARGEST; size >= SMALLEST; size = Math.floor(size / 1.5)) {
    for (let done = 0; done < PER_SIZE; done += size) over.push(Buffer.allocUnsafeSlow(size).fill(0));
  }
  over = [];
  collectAll();
}
