/**
 * Runs some reading at most once at a time: asked for while it runs, it runs once more afterwards. Of a hundred changes
 * in a row the first and the last are read, not all of them.
 */
export function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let again = false;
  async function run(): Promise<void> {
    do {
      again = false;
      await work();
    } while (again);
    running = undefined;
  }
  return () => {
    if (running === undefined) running = run();
    else again = true;
    return running;
  };
}
