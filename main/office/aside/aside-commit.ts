import { readHead, readOps, type CommitHead } from '#core/exchange/commit.ts';
import type { Op, UnknownOp } from '#core/exchange/op.ts';
import type { CommitId } from '#core/ids.ts';
import { unpackParked } from '../incoming-commit.ts';
import type { OpenOffice } from '../open-office.ts';

const SALT = 16;

/** What a commit that was put away says of itself; nothing where it cannot be read. None of it is proven. */
export function insideOf(item: Uint8Array): {
  readonly head: CommitHead | undefined;
  readonly ops: readonly (Op | UnknownOp)[];
} {
  const { head, payload } = unpackParked(item);
  return {
    head: readHead(Buffer.from(head).toString('utf8')),
    ops: readOps(Buffer.from(payload.subarray(SALT)).toString('utf8')) ?? [],
  };
}

/** Changes that its author's computer wrote one upon the other, each upon the one before, beginning behind `first`. */
export function chainBehind<T extends { readonly id: CommitId; readonly item: Uint8Array }>(
  first: CommitId,
  rows: readonly T[],
): T[] {
  const after = new Map<CommitId, T[]>();
  for (const row of rows) {
    const prev = insideOf(row.item).head?.prev;
    if (prev !== undefined) after.set(prev, [...(after.get(prev) ?? []), row]);
  }
  const chain: T[] = [];
  const reached = new Set<CommitId>([first]);
  for (let next: readonly CommitId[] = [first]; next.length > 0;) {
    const rowsHere = next.flatMap((id) => after.get(id) ?? []).filter(({ id }) => !reached.has(id));
    for (const row of rowsHere) reached.add(row.id);
    chain.push(...rowsHere);
    next = rowsHere.map(({ id }) => id);
  }
  return chain;
}

/** How many of the changes that wait do so for this one, or for one that does. */
export function waitingFor(open: OpenOffice): (id: CommitId) => number {
  const after = new Map<string, CommitId[]>();
  for (const { id, waitsFor } of open.repos.commits.parked()) after.set(waitsFor, [...(after.get(waitsFor) ?? []), id]);
  return (id) => {
    const reached = new Set<CommitId>();
    const next: string[] = [id];
    for (let one = next.pop(); one !== undefined; one = next.pop())
      for (const waiting of after.get(one) ?? [])
        if (!reached.has(waiting)) {
          reached.add(waiting);
          next.push(waiting);
        }
    return reached.size;
  };
}
