import type { CaseRow } from '../storage/case.repo.ts';
import { offerToPartners } from './offer-changes.ts';
import type { OpenOffice } from './open-office.ts';
import { grantedTo, sharesNoMore } from './write-grants.ts';

/**
 * What another computer of this office brought is shared here as it is there: with the offices to which the case's signed
 * words grant it, and with the one it came from. So every computer of an office can send what its partners may have.
 */
export function shareAsGranted(open: OpenOffice, row: CaseRow): void {
  const { links, offices } = open.repos;
  const now = open.clock.now();
  const known = new Set(links.sharesOf(row.n).map(({ officeN }) => officeN));
  for (const office of offices.offices()) {
    if (office.isSelf) continue;
    const may = (row.ownerOfficeN === office.n || grantedTo(open, row.n, office)) && !sharesNoMore(open, row, office.n);
    if (may && !known.has(office.n)) links.share(row.n, office.n, now);
    else if (!may && known.has(office.n) && sharesNoMore(open, row, office.n)) links.unshare(row.n, office.n);
  }
  offerToPartners(open, row.n);
}
