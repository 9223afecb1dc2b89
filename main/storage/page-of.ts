import type { CaseOrder } from './case-orders.ts';
import type { CaseSet } from './case-sets.ts';

export interface PageOfNumbers {
  readonly total: number;
  readonly numbers: readonly number[];
}

const RANKS = 256;

/**
 * One page of the cases that have a rank, the best rank first and those of one rank in the given order. `ranks`: by the
 * number of a case, 0 for one that is not shown.
 */
export function pageOf(
  ranks: CaseSet,
  { order, turned }: { readonly order: CaseOrder; readonly turned: boolean },
  { offset, limit }: { readonly offset: number; readonly limit: number },
): PageOfNumbers {
  const counts = new Uint32Array(RANKS);
  for (const rank of ranks) counts[rank] = (counts[rank] ?? 0) + 1;
  const places = new Uint32Array(RANKS);
  let total = 0;
  for (let rank = 1; rank < RANKS; rank += 1) {
    places[rank] = total;
    total += counts[rank] ?? 0;
  }
  const numbers: number[] = new Array(Math.max(0, Math.min(limit, total - offset)));
  let left = numbers.length;
  for (let i = 0; i < order.length && left > 0; i += 1) {
    const n = order[turned ? order.length - 1 - i : i] ?? 0;
    const rank = ranks[n] ?? 0;
    if (rank === 0) continue;
    const place = (places[rank] ?? 0) - offset;
    places[rank] = (places[rank] ?? 0) + 1;
    if (place < 0 || place >= numbers.length) continue;
    numbers[place] = n;
    left -= 1;
  }
  return { total, numbers };
}
