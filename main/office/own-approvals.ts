import type { Input, Output } from '#core/contracts/index.ts';
import { decide } from '#core/rights/decide.ts';
import { audit } from './audit.ts';
import type { OpenOffice } from './open-office.ts';
import { listPeople } from './holders.ts';
import { secondKinds } from './second-kinds.ts';
import { needSecond } from './wait-for-second.ts';
import { ownApprovalsOn, putOwnApprovals, renewSubject, subjectOf } from './roles-in-force.ts';

/** Whether supervisors may decide what they asked for themselves, and how many people here approve at all. */
export function getOwnApprovals(open: OpenOffice): Output<'settings.ownApprovals'> {
  const approvers = listPeople(open).filter(
    ({ id, roles }) => decide(subjectOf(open, id, roles), 'case.approve').allowed,
  );
  return { allowed: ownApprovalsOn(open.db), approvers: approvers.length };
}

/**
 * Gives the right to decide own requests to whoever approves here, or takes it back. It holds from the next decision.
 * Giving it takes a second person where the office asks one for anything. SECOND_WAITS.
 */
export function setOwnApprovals(
  open: OpenOffice,
  { allowed }: Input<'settings.setOwnApprovals'>,
): Record<string, never> {
  const fewer = allowed && !ownApprovalsOn(open.db) && secondKinds(open).length > 0;
  needSecond(open, fewer ? ['rule'] : [], 'settings.setOwnApprovals', { allowed });
  open.db.transaction(() => {
    putOwnApprovals(open.db, allowed);
    audit(open, 'office.own-approvals', open.self.code, 'done', allowed ? 'allowed' : 'not allowed');
  });
  renewSubject(open);
  open.emit({ type: 'changed', cases: [], all: true });
  return {};
}
