import { asReferable, covers } from '#core/rights/decide.ts';
import type { RoleDef } from '#core/rights/roles.ts';
import { isWider } from '#core/rights/wider-roles.ts';
import { Refusal } from '#core/result.ts';
import { resourceOf, type StoredCase } from './case-document.ts';
import type { OpenOffice } from './open-office.ts';
import { rolesNow } from './roles-in-force.ts';

/**
 * The roles that somebody may choose for a referral of this case: those that the office gave free for it and of which one
 * of the own roles, that reaches the case, gives everything. What whoever refers may not do they give nobody, though the
 * recipient might do it elsewhere.
 */
export function rolesToGive(open: OpenOffice, stored: StoredCase): readonly RoleDef[] {
  const { subject } = open;
  const resource = resourceOf(open, stored);
  const own = subject.roles
    .filter(({ scope }) => covers(scope, subject, resource))
    .map((role): RoleDef => ({ ...role, scope: 'all' }));
  return rolesNow(open).filter((role) => {
    if (role.referral !== true) return false;
    const { owns: _o, from: _f, until: _u, ...given } = asReferable(role);
    return given.rights.length > 0 && !isWider(own, [given], open.configuration.configuration.forms);
  });
}

/** PERM_DENIED for a role that this person may not give here. */
export function needRoleToGive(open: OpenOffice, stored: StoredCase, role: string | undefined): void {
  if (role !== undefined && !rolesToGive(open, stored).some(({ id }) => id === role))
    throw new Refusal('PERM_DENIED', { rule: 'role-to-give' });
}
