import { decide } from '#core/rights/decide.ts';
import { OWNING_ROLES } from '#core/rights/roles.ts';
import type { CaseListRow } from '../storage/case-list.repo.ts';
import type { OpenOffice } from './open-office.ts';

/**
 * Whether a case can only be asked for: a colleague owns it in this office, this person may not open it, and may own
 * cases.
 */
export function mustAskOwner(open: OpenOffice, line: CaseListRow): boolean {
  if (!line.isOwn || !open.subject.roles.some((role) => OWNING_ROLES.includes(role))) return false;
  const resource = { ownerUser: line.ownerUser ?? undefined, ownerOffice: open.self.officeId };
  return !decide(open.subject, 'case.view', resource).allowed;
}
