import type { OpenOffice } from './open-office.ts';
import { linkState, type LinkState } from './link-state.ts';

/** First and last position of a stretch without a gap. */
export type Stretch = readonly [from: number, to: number];

type Confirmed = Pick<LinkState, 'acked' | 'beyond'>;

/**
 * What is confirmed of a link once the stretch of one bundle is as well. Bundles of a train are read in any order
 * (exchange.md R8), so a later one may be confirmed while an earlier one is lost: what lies behind the gap is remembered
 * as stretches of its own, in order and apart, until the gap is filled. A stretch that ends before it begins, as that of a
 * receipt for less than the first position of its bundle, changes nothing.
 */
export function withConfirmed({ acked, beyond = [] }: Confirmed, [from, to]: Stretch): Confirmed {
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

/** Positions of a link that are not confirmed, with the commits that stand at them, in order. */
export const openPositions = (open: OpenOffice, link: string): { readonly pos: number; readonly commitN: number }[] =>
  openStretches(linkState(open, link), open.repos.links.lastPosition(link)).flatMap(([from, to]) =>
    open.repos.links.positions(link, from, to),
  );

/** Numbers of the cases of which something on this link is not confirmed. */
export const openCases = (open: OpenOffice, link: string): number[] => {
  const stretches = openStretches(linkState(open, link), open.repos.links.lastPosition(link));
  return [...new Set(stretches.flatMap(([from, to]) => open.repos.links.casesAt(link, from, to)))];
};
