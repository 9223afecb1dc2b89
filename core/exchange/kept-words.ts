import { isHand } from './handover.ts';
import type { Op, UnknownOp } from './op.ts';

/** What an office decided about a case to protect it, and says with the hand-over (decision 0069). */
export type KeepOp = Extract<Op, readonly ['keep', ...unknown[]]>;

export const isKeep = (op: Op | UnknownOp): op is KeepOp => !('unknown' in op) && op[0] === 'keep';

/**
 * Why what a commit says of holds does not count; undefined when it does. Such words stand beside the word that gives the
 * case away, in its core and about the same hand-over: so they hold for nobody but the office that took exactly this case.
 */
export function judgeKept(ops: readonly (Op | UnknownOp)[], compartment: string): string | undefined {
  const given = new Set(ops.filter(isHand).flatMap((op) => (op[2] === 'own' ? [op[1]] : [])));
  const fits = ops.filter(isKeep).every((op) => compartment === 'core' && given.has(op[1]));
  return fits ? undefined : 'kept-without-handover';
}
