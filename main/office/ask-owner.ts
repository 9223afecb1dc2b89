import { decide, ownsCases } from '#core/rights/decide.ts';
import type { CaseListRow } from '../storage/case-list.repo.ts';
import { resourceOfLine } from './case-line.ts';
import type { OpenOffice } from './open-office.ts';

/**
 * Whether a case can only be asked for: a colleague owns it in this office, this person may not open it, and may own
 * cases.
 */
export function mustAskOwner(open: OpenOffice, line: CaseListRow): boolean {
  if (!line.isOwn || !ownsCases(open.subject)) return false;
  return !decide(open.subject, 'case.view', resourceOfLine(open, line)).allowed;
}
