import { checkMerge } from '../property/merge-model.ts';
import type { MergeStats } from '../property/merge-stats.ts';

/** Runs with one seed, so that a failure can be played again. */
export interface Batch {
  readonly seed: number;
  readonly runs: number;
}
/** How a batch ended: `cpuMs` of the processor, and what it came to, or what did not hold. */
export type BatchEnd = { readonly batch: Batch; readonly cpuMs: number } & (
  { readonly stats: MergeStats } | { readonly failure: string }
);

const COMMANDS = 400;

function play(batch: Batch): BatchEnd {
  const before = process.cpuUsage();
  const cpuMs = (): number => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  try {
    const stats = checkMerge({ ...batch, commands: COMMANDS });
    return { batch, cpuMs: cpuMs(), stats };
  } catch (error) {
    const why = error instanceof Error ? error : new Error(String(error));
    const cause = why.cause instanceof Error ? ` (${why.cause.message})` : '';
    return { batch, cpuMs: cpuMs(), failure: `${why.message}${cause}` };
  }
}

/** A process of the lab: plays each batch that it is sent, and answers how it ended. */
process.on('message', (batch: Batch) => {
  const end = play(batch);
  // Whoever sent it may have been stopped meanwhile.
  if (process.connected) process.send?.(end);
});
