import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OfficeId, UserId } from '#core/ids.ts';
import { NO_EXCEPTIONS, type Subject } from '#core/rights/decide.ts';
import { rolesShape } from '#core/rights/role-shape.ts';
import type { RoleDef } from '#core/rights/roles.ts';

/** The roles that the program brings. */
export const ROLES: readonly RoleDef[] = rolesShape.parse(
  JSON.parse(readFileSync(join(import.meta.dirname, '../../resources/config/common/roles.json'), 'utf8')),
);
export const ROLE_IDS = ROLES.map(({ id }) => id);

export function roleOf(id: string): RoleDef {
  const found = ROLES.find((role) => role.id === id);
  if (found === undefined) throw new Error(`no role ${id}`);
  return found;
}

/** A person in some of these roles who shares no group with anybody. */
export const inRoles = (user: UserId, office: OfficeId, held: readonly string[]): Subject => ({
  user,
  office,
  roles: held.map(roleOf),
  team: new Set(),
  agency: new Set(),
  exceptions: NO_EXCEPTIONS,
});
