import type { PrintOrder } from '#core/contracts/print.contract.ts';
import type { CaseId } from '#core/ids.ts';
import { decide, type CaseResource, type Subject } from '#core/rights/decide.ts';
import type { OwnerOfLine } from '../storage/case-list.repo.ts';
import { authoriseCase } from './authorise-call.ts';
import { isRestricted } from './case-exceptions.ts';
import { resourceOfLine } from './case-line.ts';
import type { OpenOffice } from './open-office.ts';

/** The paper that a person gets of the data on them (reference.md §8.2, article 15). */
const SUBJECT_COPY = 'subject-copy';

/**
 * Whether a paper may be made of a case. Of a restricted one only the copy for the person, and what a legal claim needs,
 * by whoever answers requests about data (GDPR article 18, 2). PERM_DENIED.
 */
export function authorisePrint(open: OpenOffice, { report, legalClaim }: PrintOrder, caseId: CaseId): void {
  const owed = legalClaim === true || (report.kind === 'layout' && report.layout === SUBJECT_COPY);
  if (!owed || !isRestricted(open, caseId)) {
    authoriseCase(open, 'case.print', caseId);
    return;
  }
  authoriseCase(open, 'privacy.requests', caseId);
  authoriseCase({ ...open, subject: freed(open.subject) }, 'case.print', caseId);
}

/** The same person where nothing is restricted. */
const freed = (subject: Subject): Subject => ({
  ...subject,
  exceptions: { ...subject.exceptions, restricted: new Set<CaseId>() },
});

/** Whether the person makes the papers that are owed of a restricted case. */
export const mayPrintOwed = ({ subject }: OpenOffice, resource: CaseResource): boolean =>
  decide(subject, 'privacy.requests', resource).allowed && decide(freed(subject), 'case.print', resource).allowed;

/** Whether a line of a list may go to paper: lists reach further than the right to print, and say nothing of restrictions. */
export const mayPrintLine = (open: OpenOffice, line: OwnerOfLine): boolean =>
  decide(open.subject, 'case.print', resourceOfLine(open, line)).allowed;
