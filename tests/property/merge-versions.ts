import type { ProtectiveOf } from '#core/exchange/merge.ts';
import type { Op, UnknownOp } from '#core/exchange/op.ts';

/**
 * Two versions of program and forms. The older one does not know removals, has other answers that protect, and cannot
 * read a kind of value that the newer one has.
 */
export type Version = 'older' | 'newer';

const NEWER: ProtectiveOf = (collection, field) => {
  if (field === 'risk') return { order: ['critical', 'high', 'low'] };
  if (field === 'tags' && collection === 'case') return { union: true };
  return undefined;
};
export const PROTECTIVE: Readonly<Record<Version, ProtectiveOf>> = {
  newer: NEWER,
  older: (collection, field) => (collection === 'case' && field === 'risk' ? { order: ['low', 'high'] } : undefined),
};

/** What only the newer version can read. */
export const UNREADABLE = 'of a newer kind';

/** The operations as a version understands them; undefined: it cannot read the commit. */
export function asRead(ops: readonly Op[], version: Version): readonly (Op | UnknownOp)[] | undefined {
  if (version === 'newer') return ops;
  if (ops.some((op) => op[0] === 'set' && op[4] === UNREADABLE)) return undefined;
  return ops.map((op) => (op[0] === 'del' ? { unknown: 'del' } : op));
}
