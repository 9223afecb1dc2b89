import type { UserId } from '#core/ids.ts';
import { standingOf } from '#core/people/account.ts';
import { decide, type CaseResource } from '#core/rights/decide.ts';
import type { OpenOffice } from './open-office.ts';
import { rolesHeld, subjectOf } from './roles-in-force.ts';
import { latestDay } from './today.ts';

/**
 * Everybody else of this office who may decide whether this case is erased, and can sign in today: nobody with whom it has
 * a conflict of interest.
 */
export const secondDeciders = (
  open: OpenOffice,
  resource: CaseResource,
): readonly { readonly user: UserId; readonly name: string }[] =>
  open.repos.offices
    .people()
    .filter(({ userId, officeN, active }) => active && officeN === open.self.officeN && userId !== open.me.id)
    .filter(({ n }) => standingOf(open.repos.accounts.get(n), latestDay(open)) === 'open')
    .filter(({ userId, roles }) => decide(subjectOf(open, userId, rolesHeld(roles)), 'privacy.erase', resource).allowed)
    .map(({ userId, name }) => ({ user: userId, name }));

export const mayDecide = (open: OpenOffice, user: UserId, resource: CaseResource): boolean =>
  secondDeciders(open, resource).some((one) => one.user === user);
