/**
 * Runs work that makes key slots as a slow computer would: each look at the clock is ten seconds later, so that the
 * least cost that an office accepts is chosen. Half the time of many tests would be spent on keys otherwise.
 */
export async function withCheapKeys<T>(work: () => Promise<T>): Promise<T> {
  const { now } = performance;
  let time = 0;
  performance.now = () => (time += 10_000);
  try {
    return await work();
  } finally {
    performance.now = now;
  }
}
