/** What of a case decides whether it can take part in a merge. */
export interface MergeSide {
  /** This office owns it: only the owner says that a case goes on under another code. */
  readonly own: boolean;
  readonly status: string;
  readonly merged: boolean;
  /** Answers that are given differently and not decided. */
  readonly conflicts: number;
  /** An offer or a request that waits for an answer would go on about the wrong case. */
  readonly transferWaits: boolean;
  /** People who are writing in it and have not saved. */
  readonly writing: readonly string[];
}

export type ObstacleKind =
  'same-case' | 'other-office' | 'merged' | 'transferred' | 'disabled' | 'closed' | 'conflict' | 'transfer' | 'writing';
export interface Obstacle {
  readonly kind: ObstacleKind;
  /** Which of the two it is about. */
  readonly side: 'keep' | 'other';
  readonly count: number;
}

function ofSide(side: 'keep' | 'other', one: MergeSide): Obstacle[] {
  const found: (ObstacleKind | readonly [ObstacleKind, number])[] = [
    ...(one.own ? [] : (['other-office'] as const)),
    ...(one.merged ? (['merged'] as const) : []),
    ...(!one.merged && (one.status === 'transferred' || one.status === 'disabled') ? ([one.status] as const) : []),
    ...(one.conflicts > 0 ? [['conflict', one.conflicts] as const] : []),
    ...(one.transferWaits ? (['transfer'] as const) : []),
  ];
  return found.map((kind) =>
    typeof kind === 'string' ? { kind, side, count: 1 } : { kind: kind[0], side, count: kind[1] },
  );
}

/**
 * What stands between two cases and their merge; empty: nothing. Work on an open child never ends in a closed file, and
 * nobody's unsaved answers are locked out.
 */
export function mergeObstacles(keep: MergeSide, other: MergeSide, same: boolean): readonly Obstacle[] {
  if (same) return [{ kind: 'same-case', side: 'other', count: 1 }];
  const closed = keep.status === 'closed' && other.status === 'open';
  return [
    ...ofSide('keep', keep),
    ...(closed ? [{ kind: 'closed', side: 'keep', count: 1 } as const] : []),
    ...ofSide('other', other),
    ...(other.writing.length > 0 ? [{ kind: 'writing', side: 'other', count: other.writing.length } as const] : []),
  ];
}

export interface Standing {
  readonly status: string;
  /** In milliseconds since 1970 UTC. */
  readonly createdAt: number;
}

/** Whether the first of two cases is the one that should remain: the open one, and of two such the older. */
export function staysByDefault(a: Standing, b: Standing): boolean {
  const open = (one: Standing): number => Number(one.status === 'open');
  return open(a) !== open(b) ? open(a) > open(b) : a.createdAt <= b.createdAt;
}
