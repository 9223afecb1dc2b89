import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { noStats, type MergeStats } from '../property/merge-model.ts';
import type { Batch, BatchEnd } from './merge-batches.ts';

const RUNS_OF_A_BATCH = 500;

export interface Convergence extends MergeStats {
  /** What each batch that failed said, with its seed. */
  readonly failures: readonly string[];
}

/**
 * Plays `runs` lives of two to six computers on all cores, from `seed` on: every batch has the next one. Goes on after a
 * failure.
 */
export async function convergence(
  { runs, seed }: Batch,
  onBatch: (done: number) => void = () => undefined,
): Promise<Convergence> {
  const batches = Array.from({ length: Math.ceil(runs / RUNS_OF_A_BATCH) }, (_none, i): Batch => ({
    seed: seed + i,
    runs: Math.min(RUNS_OF_A_BATCH, runs - i * RUNS_OF_A_BATCH),
  })).values();
  const sum = noStats();
  const failures: string[] = [];
  const take = (end: BatchEnd): void => {
    if ('failure' in end) {
      failures.push(`seed ${String(end.batch.seed)}: ${end.failure}`);
      return;
    }
    for (const key of Object.keys(sum) as (keyof MergeStats)[]) sum[key] += end.stats[key];
    onBatch(sum.runs);
  };
  const play = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL('merge-batches.ts', import.meta.url));
      const next = (): void => {
        const { value, done } = batches.next();
        if (done !== true) worker.postMessage(value);
        else void worker.terminate().then(() => resolve());
      };
      worker.on('error', reject);
      worker.on('message', (end: BatchEnd) => {
        take(end);
        next();
      });
      next();
    });
  await Promise.all(Array.from({ length: availableParallelism() }, play));
  return { ...sum, failures };
}
