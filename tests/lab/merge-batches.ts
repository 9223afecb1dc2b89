import { parentPort } from 'node:worker_threads';
import { checkMerge, type MergeStats } from '../property/merge-model.ts';

/** Runs with one seed, so that a failure can be played again. */
export interface Batch {
  readonly seed: number;
  readonly runs: number;
}
export type BatchEnd =
  { readonly batch: Batch; readonly stats: MergeStats } | { readonly batch: Batch; readonly failure: string };

const COMMANDS = 400;

/** A thread of the lab: plays each batch that it is sent, and answers how it ended. */
parentPort?.on('message', (batch: Batch) => {
  let end: BatchEnd;
  try {
    end = { batch, stats: checkMerge({ ...batch, commands: COMMANDS }) };
  } catch (error) {
    end = { batch, failure: error instanceof Error ? error.message : String(error) };
  }
  parentPort?.postMessage(end);
});
