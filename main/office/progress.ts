import type { HifadhiEvent } from '#core/contracts/events.ts';
import { collectPile } from '../crypto/collector.ts';

export type Emit = (event: HifadhiEvent) => void;

/** Lets messages (a lock above all) in between two pieces of long work. */
export const breathe = (): Promise<void> => {
  collectPile();
  return new Promise((resolve) => setImmediate(resolve));
};
