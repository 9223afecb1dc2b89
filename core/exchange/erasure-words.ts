import { ERASURE_STREAM, type Op, type UnknownOp } from './op.ts';

export type EraseOp = Extract<Op, readonly ['erase', ...unknown[]]>;

export const isErase = (op: Op | UnknownOp): op is EraseOp => !('unknown' in op) && op[0] === 'erase';

/**
 * Whether operations may stand in a stream as far as erasures go: what offices ask and answer about an erasure stands in
 * the one stream of the case that is for it, with nothing else, so that everything else can go. What a newer version put
 * there is kept.
 */
export const fitsErasures = (compartment: string, ops: readonly (Op | UnknownOp)[]): boolean =>
  ops.every((op) => {
    if ('unknown' in op) return true;
    if (compartment === ERASURE_STREAM) return op[0] === 'gen' || op[0] === 'erase';
    return op[0] !== 'erase' && !(op[0] === 'gen' && op[2] === ERASURE_STREAM);
  });
