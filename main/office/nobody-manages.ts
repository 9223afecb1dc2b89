import type { RoleDef } from '#core/rights/roles.ts';
import { standingOf } from '#core/people/account.ts';
import type { OpenOffice } from './open-office.ts';
import { rolesHeld, rolesNow } from './roles-in-force.ts';
import { latestDay } from './today.ts';

type Office = Parameters<typeof rolesNow>[0];

const managing = (roles: readonly RoleDef[]): ReadonlySet<string> =>
  new Set(roles.filter(({ rights }) => rights.includes('people.manage')).map(({ id }) => id));

/**
 * Whether nobody of the office who manages people can sign in today, at whichever of its computers. One computer never
 * comes to it by itself; two that did not know of each other do, and the recovery kit ends it (decision 0074).
 */
export function nobodyManages(open: Office): boolean {
  const [roles, day] = [managing(rolesNow(open)), latestDay(open)];
  return !open.repos.offices
    .people()
    .some(
      ({ n, officeN, active, roles: held }) =>
        officeN === open.self.officeN &&
        active &&
        rolesHeld(held).some((role) => roles.has(role)) &&
        standingOf(open.repos.accounts.get(n), day) === 'open',
    );
}

/** What is said to somebody who is suspended: whom to ask, or for those who manage people that nobody is left to be asked. */
export function suspendedCode(open: Office & Pick<OpenOffice, 'me'>): 'AUTH_SUSPENDED' | 'AUTH_NOBODY_MANAGES' {
  const roles = managing(rolesNow(open));
  return open.me.roles.some((role) => roles.has(role)) && nobodyManages(open)
    ? 'AUTH_NOBODY_MANAGES'
    : 'AUTH_SUSPENDED';
}
