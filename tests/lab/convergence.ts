import { fork, type ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { addStats, noStats, type MergeStats } from '../property/merge-stats.ts';
import type { Batch, BatchEnd } from './merge-batches.ts';
import type { PlayedBatches } from './played-batches.ts';

const RUNS_OF_A_BATCH = 500;

export interface Convergence extends MergeStats {
  /** What each batch that failed said, with its seed. */
  readonly failures: readonly string[];
  /** Of the processor, in milliseconds. */
  readonly cpuMs: number;
}

/** Sends a process one batch, and waits for its end; one that ends without a word (no memory) failed. */
function playIn(child: ChildProcess, batch: Batch): Promise<BatchEnd> {
  return new Promise((resolve) => {
    const ended = (code: number | null): void => {
      resolve({ batch, cpuMs: 0, failure: `its process ended with ${String(code)}` });
    };
    child.once('exit', ended);
    child.once('message', (end: BatchEnd) => {
      child.off('exit', ended);
      resolve(end);
    });
    child.send(batch);
  });
}

/**
 * Plays `runs` lives of two to eight computers in as many processes as there are cores, from `seed` on: every batch has the
 * next one. Goes on after a failure, and after a stop with the batches that were not played.
 *
 * @param played what was played before with the same code, and where each end is kept.
 * @param onBatch told after each batch.
 */
export async function convergence(
  { runs, seed, processes = availableParallelism() }: Batch & { readonly processes?: number },
  played: PlayedBatches,
  onBatch: (done: number, end: BatchEnd) => void = () => undefined,
): Promise<Convergence> {
  const sum = noStats();
  const failures: string[] = [];
  let cpuMs = 0;
  let done = 0;
  const take = (end: BatchEnd): void => {
    done += end.batch.runs;
    cpuMs += end.cpuMs;
    if ('failure' in end) failures.push(`seed ${String(end.batch.seed)}: ${end.failure}`);
    else addStats(sum, end.stats);
    onBatch(done, end);
  };
  const open: Batch[] = [];
  for (let i = 0; i * RUNS_OF_A_BATCH < runs; i += 1) {
    const batch = { seed: seed + i, runs: Math.min(RUNS_OF_A_BATCH, runs - i * RUNS_OF_A_BATCH) };
    const before = played.endOf(batch);
    if (before) take(before);
    else open.push(batch);
  }
  const batches = open.values();
  const play = async (): Promise<void> => {
    let child: ChildProcess | undefined;
    for (const batch of batches) {
      if (child?.connected !== true) child = fork(new URL('merge-batches.ts', import.meta.url));
      const end = await playIn(child, batch);
      played.keep(end);
      take(end);
    }
    child?.disconnect();
  };
  await Promise.all(Array.from({ length: Math.min(processes, open.length) }, play));
  return { ...sum, failures, cpuMs };
}
