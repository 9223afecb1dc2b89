import type { OfficeRow } from '../storage/office.repo.ts';
import { confirmedBySome, openOn } from './cursors.ts';
import { linkState, linkTo } from './link-state.ts';
import type { OpenOffice } from './open-office.ts';
import { isConfirmed, openStretches } from './stretches.ts';

interface Position {
  readonly pos: number;
  readonly commitN: number;
}

/**
 * A computer that came later gets what its office is entitled to now: nothing of a case that is shared with it no more and
 * that another computer of it has confirmed (exchange.md R5). Answers whether a case still goes there.
 */
function stillGoes(open: OpenOffice, office: OfficeRow): (caseN: number) => boolean {
  const { asked, cases, links } = open.repos;
  const [shared, files] = [new Set(links.sharedWith(office.n)), asked.files()];
  const goes = new Map<number, boolean>();
  return (caseN) => {
    const known = goes.get(caseN) ?? (shared.has(caseN) || files.has(caseN) || cases.erasedAmong([caseN]).size > 0);
    goes.set(caseN, known);
    return known;
  };
}

/** Positions of the link to another office that not every computer of it has confirmed, with their commits, in order. */
export function openPositions(open: OpenOffice, office: OfficeRow): readonly Position[] {
  const { cases, commits, links } = open.repos;
  const link = linkTo(open, office.officeId);
  const state = linkState(open, link);
  const positions = openOn(open, office, links.lastPosition(link), state).flatMap(([from, to]) =>
    links.positions(link, from, to),
  );
  const some = confirmedBySome(state);
  if (!positions.some(({ pos }) => isConfirmed(some, pos))) return positions;
  const goes = stillGoes(open, office);
  return positions.filter(
    ({ pos, commitN }) => !isConfirmed(some, pos) || goes(cases.stream(commits.streamOf(commitN))?.caseN ?? 0),
  );
}

/** Numbers of the cases of which something on the link to another office is not confirmed by every computer of it. */
export function openCases(open: OpenOffice, office: OfficeRow): ReadonlySet<number> {
  const { links } = open.repos;
  const link = linkTo(open, office.officeId);
  const state = linkState(open, link);
  const last = links.lastPosition(link);
  const byNobody = openStretches(confirmedBySome(state), last).flatMap(([from, to]) => links.casesAt(link, from, to));
  const found = new Set(byNobody);
  const bySome = openOn(open, office, last, state).flatMap(([from, to]) => links.casesAt(link, from, to));
  const goes = stillGoes(open, office);
  for (const caseN of bySome) if (!found.has(caseN) && goes(caseN)) found.add(caseN);
  return found;
}
