/**
 * Readings that may overtake each other: only the answer of the newest is kept, and whoever waits for any of them waits
 * until the newest is here. Without that, a change told just after the first reading began would end it empty-handed.
 * @param work reads; `wanted` tells afterwards whether its answer still counts
 */
export function newestReading(work: (wanted: () => boolean) => Promise<void>): {
  /** Reads, and ends when the newest reading has ended. */
  readonly read: () => Promise<void>;
  /** What is under way does not count any more. */
  readonly forget: () => void;
} {
  let round = 0;
  let newest: Promise<void> | undefined;
  async function read(): Promise<void> {
    const mine = (round += 1);
    newest = work(() => mine === round);
    let awaited;
    while (awaited !== newest) await (awaited = newest);
  }
  const forget = (): void => {
    round += 1;
    newest = undefined;
  };
  return { read, forget };
}
