import type { HifadhiEvent } from '#core/contracts/events.ts';

export type Emit = (event: HifadhiEvent) => void;

/** Lets messages (a lock above all) in between two pieces of long work. */
export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
