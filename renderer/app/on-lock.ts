interface Locking {
  /** Hands over what was typed and not yet stored; has a fraction of a second. */
  readonly save?: () => Promise<unknown>;
  /** Forgets everything that came from the office. */
  readonly clear: () => void;
}

const listeners = new Set<Locking>();

/** Called when the office locks. Every store registers its `clear`. The returned function ends it. */
export function onLock(listener: Locking): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** First all saves at once, then all clears, also when a save fails. */
export async function locked(): Promise<void> {
  const all = [...listeners];
  await Promise.allSettled(all.map(async (one) => one.save?.()));
  for (const one of all) one.clear();
}
