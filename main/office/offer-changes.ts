import { goesTo } from './handover-stream.ts';
import { hasLeft } from '../storage/office.repo.ts';
import { linkTo } from './link-state.ts';
import type { OpenOffice } from './open-office.ts';
import { openCases } from './open-positions.ts';

/**
 * Gives every commit of a shared case its place on the links to the offices that have the case. Compartment `admin`
 * never leaves but with a transfer (exchange.md R10). A commit that came from an office is not sent back to it.
 */
export function offerToPartners(open: OpenOffice, caseN: number): void {
  const { repos } = open;
  const shares = repos.links.sharesOf(caseN);
  if (shares.length === 0) return;
  const streams = repos.cases.streamsOf(caseN);
  for (const { officeN } of shares) {
    const office = repos.offices.office(officeN);
    if (!office || office.isSelf) continue;
    const link = linkTo(open, office.officeId);
    for (const stream of streams)
      if (goesTo(open, stream, office.officeId)) repos.links.offerStream(link, stream.sid, officeN);
    repos.list.setExchange(caseN, 'waiting');
  }
}

/** Numbers of the cases of which another office has not confirmed everything that it may have. */
export function casesThatWait(open: OpenOffice): Set<number> {
  const waits = new Set<number>();
  for (const office of open.repos.offices.offices())
    if (!office.isSelf && !hasLeft(office)) for (const caseN of openCases(open, office)) waits.add(caseN);
  return waits;
}

/**
 * After an office was dropped from the programme or put back: whether something of the cases that it shares waits for anybody
 * now. In the caller's transaction.
 */
export function renewWaiting(open: OpenOffice, offices: readonly number[]): void {
  if (offices.length === 0) return;
  const { links, list, cases } = open.repos;
  const waits = casesThatWait(open);
  for (const caseN of new Set(offices.flatMap((n) => [...links.sharedWith(n)]))) {
    const row = cases.byNumber(caseN);
    if (row && waits.has(caseN)) list.setExchange(caseN, 'waiting');
    else if (row && list.get(caseN)?.exchange === 'waiting')
      list.setExchange(caseN, row.ownerOfficeN === open.self.officeN ? 'none' : 'received');
  }
}

/**
 * After an import: what came in goes on to the other offices that have the case, and each case's line says whether
 * something of it waits for anybody. `own`: it came from another computer of this office, which is no other office's word.
 */
export function passOn(open: OpenOffice, touched: ReadonlySet<number>, own: boolean): void {
  if (touched.size === 0) return;
  for (const caseN of open.repos.links.sharedWithSeveral()) if (touched.has(caseN)) offerToPartners(open, caseN);
  const waits = casesThatWait(open);
  for (const caseN of touched)
    if (waits.has(caseN) || !own) open.repos.list.setExchange(caseN, waits.has(caseN) ? 'waiting' : 'received');
}
