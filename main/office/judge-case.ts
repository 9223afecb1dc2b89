import { maySend, type SharingDecision } from '#core/sharing/consent.ts';
import type { CaseRow } from '../storage/case.repo.ts';
import type { OfficeRow } from '../storage/office.repo.ts';
import { documentOf, loadCaseRecord, type CaseRecord } from './case-document.ts';
import type { OpenOffice } from './open-office.ts';
import { holdsNothingWithheld, isReleased } from './withholding.ts';

export interface Candidate {
  readonly row: CaseRow;
  readonly decision: SharingDecision;
  readonly firstTime: boolean;
}

/**
 * Whether a case may leave is judged again at every export, also for one that left before (exchange.md R5). `record`: the
 * case's own answers, by which it was judged; nobody keeps those of thousands of cases.
 */
export function judge(open: OpenOffice, row: CaseRow, office: OfficeRow): Candidate & { readonly record: CaseRecord } {
  const firstTime = !open.repos.links.sharesOf(row.n).some((share) => share.officeN === office.n);
  const record = loadCaseRecord(open, row);
  // A case that this office was given by that one goes back to it: it is that office's own.
  if (row.ownerOfficeN === office.n)
    return { row, decision: { consent: 'not-needed', leaves: true }, firstTime, record };
  const decision = maySend(
    documentOf(record).values,
    () => isReleased(open, record, office.officeId),
    () => holdsNothingWithheld(open, record),
  );
  const own = row.ownerOfficeN === open.self.officeN;
  // It would refuse what it erased.
  if (firstTime && open.repos.erasures.erasedAt(row.caseId, office.n))
    return { row, decision: { consent: 'erased', leaves: false }, firstTime, record };
  // Who has it already must hear of the restriction; nobody else gets the case while it lasts.
  if (firstTime && open.repos.restrictions.holds(row.caseId))
    return { row, decision: { consent: 'restricted', leaves: false }, firstTime, record };
  return { row, decision: own || !firstTime ? decision : { ...decision, leaves: false }, firstTime, record };
}
