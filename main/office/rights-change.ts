import type { UserId } from '#core/ids.ts';
import type { Right, RoleDef } from '#core/rights/roles.ts';
import { opensOthers, type RightsChange } from '#core/rights/second-person.ts';
import { isWider } from '#core/rights/wider-roles.ts';
import { listPeople } from './holders.ts';
import { isNewAccount } from './new-accounts.ts';
import type { OpenOffice } from './open-office.ts';
import { rolesOfOffice } from './roles-in-force.ts';
import { cameLaterThan } from './suspensions.ts';

const rightsIn = (roles: readonly RoleDef[]): ReadonlySet<Right> => new Set(roles.flatMap(({ rights }) => rights));

const change = (
  own: boolean,
  before: readonly RoleDef[],
  after: readonly RoleDef[],
  newcomer: boolean,
): RightsChange => ({
  own,
  newcomer: newcomer && opensOthers(after),
  before: rightsIn(before),
  after: rightsIn(after),
  wider: isWider(before, after),
});

/** Whoever came to manage people while somebody is suspended may be made up: what they widen is as if it were their own. */
export const ownOf = (open: OpenOffice, user: UserId): boolean =>
  user === open.me.id || cameLaterThan(open, open.me.id, ['people.manage']);

/**
 * What a person could do with other roles; ids as they are held, whatever the day.
 *
 * @param newcomer whether their account is new; for one that is not made yet it is.
 */
export function rightsChange(
  open: OpenOffice,
  user: UserId,
  before: readonly string[],
  after: readonly string[],
  newcomer = isNewAccount(open, user),
): RightsChange {
  const roles = rolesOfOffice(open.db, open.configuration.configuration);
  const held = (ids: readonly string[]): RoleDef[] => roles.filter(({ id }) => ids.includes(id));
  return change(ownOf(open, user), held(before), held(after), newcomer);
}

/** What everybody who holds a role could do once it says something else. */
export function changesBy(open: OpenOffice, role: RoleDef): readonly RightsChange[] {
  const roles = rolesOfOffice(open.db, open.configuration.configuration);
  return listPeople(open)
    .filter((one) => one.roles.includes(role.id))
    .map((one) => {
      const before = roles.filter(({ id }) => one.roles.includes(id));
      const after = [...before.filter(({ id }) => id !== role.id), role];
      return change(ownOf(open, one.id), before, after, isNewAccount(open, one.id));
    });
}
