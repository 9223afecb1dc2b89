import { dotOf, readHead, readOps, type CommitHead } from '#core/exchange/commit.ts';
import type { Op, UnknownOp } from '#core/exchange/op.ts';
import type { CommitId, StreamId } from '#core/ids.ts';
import type { StreamRow, WaitingRow } from '../../storage/aside.repo.ts';
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

/** A change in a stream that waits or was set aside, without what it says. */
export type ChainRow = Omit<StreamRow, 'item'>;

/**
 * Changes that an author's computer wrote one upon the other, each upon the one before, beginning behind a commit of the
 * stream. Each item is read once, however often that is asked.
 */
export function chainsIn(open: OpenOffice, streamId: StreamId): (first: CommitId) => ChainRow[] {
  const after = new Map<CommitId, ChainRow[]>();
  for (const { item, ...row } of open.repos.aside.inStream(streamId)) {
    const prev = readHead(Buffer.from(unpackParked(item).head).toString('utf8'))?.prev;
    if (prev !== undefined) after.set(prev, [...(after.get(prev) ?? []), row]);
  }
  return (first) => {
    const chain: ChainRow[] = [];
    const reached = new Set<CommitId>([first]);
    for (let next: readonly CommitId[] = [first]; next.length > 0;) {
      const rowsHere = next.flatMap((id) => after.get(id) ?? []).filter(({ id }) => !reached.has(id));
      for (const row of rowsHere) reached.add(row.id);
      chain.push(...rowsHere);
      next = rowsHere.map(({ id }) => id);
    }
    return chain;
  };
}

/** Which of the changes that wait do so for one of these, or for one that does: all of them, by id. */
function reachedFrom(rows: readonly WaitingRow[]): (ids: readonly CommitId[]) => Set<CommitId> {
  const after = new Map<string, CommitId[]>();
  for (const { id, waitsFor } of rows) {
    const known = after.get(waitsFor);
    if (known) known.push(id);
    else after.set(waitsFor, [id]);
  }
  return (ids) => {
    const reached = new Set<CommitId>();
    const next = [...ids];
    // What waits names a commit, or its dot where it was shown an answer.
    for (let one = next.pop(); one !== undefined; one = next.pop())
      for (const waiting of [...(after.get(one) ?? []), ...(after.get(dotOf(one)) ?? [])])
        if (!reached.has(waiting)) {
          reached.add(waiting);
          next.push(waiting);
        }
    return reached;
  };
}

/** How many of the changes that wait do so for this one, or for one that does. */
export function waitingFor(open: OpenOffice): (id: CommitId) => number {
  const reached = reachedFrom(open.repos.aside.waiting());
  return (id) => reached([id]).size;
}

/** What came from an office and waits, directly or not, for something that was set aside here, whoever wrote that. */
export function waitingBehind(open: OpenOffice, officeN: number): WaitingRow[] {
  const rows = open.repos.aside.waiting();
  if (!rows.some((row) => row.officeN === officeN)) return [];
  const reached = reachedFrom(rows)(open.repos.aside.ids());
  return rows.filter((row) => row.officeN === officeN && reached.has(row.id));
}
