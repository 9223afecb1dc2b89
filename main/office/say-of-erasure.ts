import { ERASURE_STREAM, type Op } from '#core/exchange/op.ts';
import type { CaseRow } from '../storage/case.repo.ts';
import type { OfficeRow } from '../storage/office.repo.ts';
import { wasHeld } from './asked-referral.ts';
import { author } from './author.ts';
import { addStream, coreOf, streamIdOf } from './case-streams.ts';
import { hasOtherComputers } from './cursors.ts';
import { linkTo } from './link-state.ts';
import { offerToPartners } from './offer-changes.ts';
import type { OpenOffice } from './open-office.ts';

/** Other offices that have anything of a case: a bundle has held it on its way there, or it came from there. */
export function officesWith(open: OpenOffice, { n }: CaseRow): OfficeRow[] {
  const shared = new Set(open.repos.links.sharesOf(n).map(({ officeN }) => officeN));
  const owner = open.repos.cases.anyByNumber(n)?.ownerOfficeN;
  return open.repos.offices
    .offices()
    .filter((office) => !office.isSelf && (office.n === owner || shared.has(office.n) || wasHeld(open, n, office)));
}

/** Of these, those from which nothing has to be asked back: no bundle with the case has been made for them yet. */
export function takeBackUnsent(open: OpenOffice, row: CaseRow, offices: readonly OfficeRow[]): OfficeRow[] {
  return offices.filter((office) => {
    const own = row.ownerOfficeN === open.self.officeN;
    if (!own || wasHeld(open, row.n, office)) return true;
    open.repos.links.takeBack(linkTo(open, office.officeId), row.n);
    open.repos.links.unshare(row.n, office.n);
    return false;
  });
}

/**
 * Writes words about an erasure into the stream of the case that is for them, and offers them to these offices; in the
 * caller's transaction, also when the case itself is gone by then.
 */
export function sayOfErasure(open: OpenOffice, row: CaseRow, ops: readonly Op[], offices: readonly OfficeRow[]): void {
  const core = coreOf(open, row.n);
  // The other computers of this office erase it too when they hear of it.
  if (core === undefined || ops.length === 0 || (offices.length === 0 && !hasOtherComputers(open))) return;
  const streamId = streamIdOf(core.streamId, ERASURE_STREAM);
  const known = open.repos.cases.streamById(streamId);
  const entry = { streamId, caseN: row.n, compartment: ERASURE_STREAM, ownerOfficeN: row.ownerOfficeN };
  const gen: Op = ['gen', row.caseId, ERASURE_STREAM, open.self.officeId, row.code];
  author(open, [{ stream: known ?? addStream(open, entry), ops: known === undefined ? [gen, ...ops] : ops }]);
  // The offices stay on the list of those that have it: what is said to them comes again when they ask for everything.
  for (const office of offices) open.repos.links.share(row.n, office.n, open.clock.now());
  offerToPartners(open, row.n);
}
