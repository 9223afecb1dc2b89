/** First and last position of a stretch without a gap. */
export type Stretch = readonly [from: number, to: number];

/** What is confirmed of a link: everything up to `acked`, and stretches behind a gap, in order and apart. */
export interface Confirmed {
  readonly acked: number;
  readonly beyond?: readonly Stretch[] | undefined;
}

/**
 * What is confirmed of a link once the stretch of one bundle is as well. Bundles of a train are read in any order
 * (exchange.md R8), so a later one may be confirmed while an earlier one is lost: what lies behind the gap is remembered
 * as stretches of its own, in order and apart, until the gap is filled. A stretch that ends before it begins, as that of a
 * receipt for less than the first position of its bundle, changes nothing.
 */
export function withConfirmed(
  { acked, beyond = [] }: Confirmed,
  [from, to]: Stretch,
): { acked: number; beyond: [number, number][] | undefined } {
  const all = [...beyond, [from, to] as const]
    .filter((one) => one[1] > acked && one[1] >= one[0])
    .sort((x, y) => x[0] - y[0]);
  let end = acked;
  const apart: [number, number][] = [];
  for (const [start, stop] of all) {
    const last = apart.at(-1);
    if (start <= end + 1) end = Math.max(end, stop);
    else if (last !== undefined && start <= last[1] + 1) last[1] = Math.max(last[1], stop);
    else apart.push([start, stop]);
  }
  return { acked: end, beyond: apart.length === 0 ? undefined : apart };
}

/** The stretches up to and including `last` that are not confirmed, in order. */
export function openStretches({ acked, beyond = [] }: Confirmed, last: number): Stretch[] {
  const open: Stretch[] = [];
  let from = acked + 1;
  for (const [start, stop] of beyond) {
    if (start > from) open.push([from, Math.min(start - 1, last)]);
    from = stop + 1;
  }
  if (from <= last) open.push([from, last]);
  return open.filter(([first, to]) => first <= to);
}

/** Whether a position is confirmed. */
export const isConfirmed = ({ acked, beyond = [] }: Confirmed, pos: number): boolean =>
  pos <= acked || beyond.some(([from, to]) => from <= pos && pos <= to);

/** What several computers have confirmed between them: each position that one of them did. */
export const confirmedByAny = (known: Iterable<Confirmed>): Confirmed =>
  [...known]
    .flatMap(({ acked, beyond = [] }): Stretch[] => [[1, acked], ...beyond])
    .reduce<Confirmed>(withConfirmed, { acked: 0 });

/** What each of several computers has open between them: each position that one of them has not confirmed, in order. */
export function openToAny(known: Iterable<Confirmed>, last: number): Stretch[] {
  const all = [...known].flatMap((one) => openStretches(one, last));
  const { acked, beyond = [] } = all.reduce<Confirmed>(withConfirmed, { acked: 0 });
  return acked === 0 ? [...beyond] : [[1, acked], ...beyond];
}
