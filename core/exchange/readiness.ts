import type { CommitId, DeviceId } from '#core/ids.ts';
import { type CommitHead } from './commit.ts';
import type { Op, UnknownOp } from './op.ts';

/** What this office holds of the commit's stream. */
export interface Held {
  /** Whether a commit is applied here, whatever its stream. */
  readonly has: (id: CommitId) => boolean;
  /** Whether a commit of this stream with this dot is applied here. */
  readonly hasDot: (dot: string) => boolean;
  /** Commits that are applied here at this place of a device's chain; more than one after a clone (R2). */
  readonly at: (device: DeviceId, sseq: number) => readonly CommitId[];
}

export type Readiness =
  | { readonly state: 'known' }
  /** `fork`: another commit of this device stands at the same place. Both are kept, as concurrent. */
  | { readonly state: 'ready'; readonly fork: boolean }
  /** Names a commit that has to come first; `sseq` is 0 where only a dot is known. */
  | { readonly state: 'waiting'; readonly device: DeviceId; readonly sseq: number; readonly id: string };

function shownDots(ops: readonly (Op | UnknownOp)[]): string[] {
  return ops.flatMap((op) => {
    if ('unknown' in op) return [];
    if (op[0] === 'set') return [...op[5]];
    return op[0] === 'del' ? [...op[3]] : [];
  });
}

/**
 * Commits of another stream that this one relies on: the grant of a partner's first commit (R10), or the hand-over by
 * which an office begins a stream as its owner; and the acceptance that a change of owner names.
 */
const reliesOn = (ops: readonly (Op | UnknownOp)[]): readonly CommitId[] =>
  ops.flatMap((op, i) => {
    if ('unknown' in op) return [];
    if (op[0] === 'gen') return i === 0 && op[5] !== undefined ? [op[5]] : [];
    return op[0] === 'hand' && op[2] === 'own' ? [op[4]] : [];
  });

/**
 * Whether a commit may be applied now (exchange.md §6.2): its own predecessor, every entry of its context and every
 * write that it says its author was shown must be applied here before it. Without the last, a commit could supersede
 * something that reaches one office earlier and another later, and the two would differ for ever. The grant that a
 * partner's genesis names must be here too, so that what it may do does not depend on the order of arrival.
 */
export function readiness(head: CommitHead, id: CommitId, ops: readonly (Op | UnknownOp)[], held: Held): Readiness {
  if (held.has(id)) return { state: 'known' };
  const { device, sseq, prev } = head;
  if (prev !== undefined && !held.at(device, sseq - 1).includes(prev))
    return { state: 'waiting', device, sseq: sseq - 1, id: prev };
  for (const [other, [seen, headId]] of Object.entries(head.context)) {
    const of = other as DeviceId;
    if (!held.at(of, seen).includes(headId)) return { state: 'waiting', device: of, sseq: seen, id: headId };
  }
  const dot = shownDots(ops).find((shown) => !held.hasDot(shown));
  if (dot !== undefined) return { state: 'waiting', device, sseq: 0, id: dot };
  const named = reliesOn(ops).find((one) => !held.has(one));
  if (named !== undefined) return { state: 'waiting', device, sseq: 0, id: named };
  return { state: 'ready', fork: held.at(device, sseq).length > 0 };
}
