import type { Input, Output } from '#core/contracts/index.ts';
import type { Gains } from '#core/contracts/seconds.contract.ts';
import type { CaseId, UserId } from '#core/ids.ts';
import { roleGains } from '#core/rights/role-gains.ts';
import { withOwnApprovals, type RoleDef } from '#core/rights/roles.ts';
import { listPeople } from './holders.ts';
import type { OpenOffice } from './open-office.ts';
import { personName } from './person-name.ts';
import { ownApprovalsOn, rolesHeld, rolesOfOffice } from './roles-in-force.ts';
import { readablePackage } from './switch-configuration.ts';

/** What somebody who is asked to agree is told of a request. */
export type About = Output<'seconds.list'>[number]['about'];

export const aboutCase = (open: OpenOffice, { caseId }: { readonly caseId: CaseId }): About => ({
  what: 'case',
  code: open.repos.cases.byId(caseId)?.code ?? '',
});
export const aboutLeaver = (open: OpenOffice, { user }: { readonly user: UserId }): About => ({
  what: 'leaver',
  name: personName(open, user),
});
const rolesNow = (open: OpenOffice): readonly RoleDef[] => rolesOfOffice(open.db, open.configuration.configuration);
export const configuredRole = (open: OpenOffice, role: string): RoleDef | undefined =>
  open.configuration.configuration.roles?.find(({ id }) => id === role);
/** As it would count here, where whoever approves may decide the own requests too. */
const asHere = (open: OpenOffice, role: RoleDef): readonly RoleDef[] =>
  ownApprovalsOn(open.db) ? withOwnApprovals([role]) : [role];
const gainsOf = (before: readonly RoleDef[], after: readonly RoleDef[]): Gains => {
  const { gained, lost, forms, ...rest } = roleGains(before, after);
  return { ...rest, gained: [...gained], lost: [...lost], forms: [...forms] };
};
/** What somebody would have, and what that gives beside what they have now. */
export function aboutPerson(open: OpenOffice, { user, roles, from, until }: Input<'people.change'>): About {
  const held = rolesHeld(open.repos.offices.personById(user)?.roles ?? '[]');
  const [before, after] = [held, roles].map((ids) => rolesNow(open).filter(({ id }) => ids.includes(id)));
  const gains = gainsOf(before ?? [], after ?? []);
  return { what: 'person', name: personName(open, user), roles, from, until, gains };
}
/** What a role would say beside what it says now. */
export function aboutRole(open: OpenOffice, role: string, next: RoleDef | undefined): About {
  const people = listPeople(open).filter(({ roles }) => roles.includes(role)).length;
  const before = rolesNow(open).filter(({ id }) => id === role);
  return { what: 'role', role, people, gains: gainsOf(before, next === undefined ? [] : asHere(open, next)) };
}
/** Which package, as it calls itself. `unreadable` when it is gone, or this program cannot work with it. */
export function aboutPackage(open: OpenOffice, { hash }: Input<'config.switch'>): About {
  const found = readablePackage(open, hash);
  if (found === undefined) return { what: 'unreadable' };
  const { label, version } = found.configuration;
  return { what: 'configuration', hash, label: { ...label }, version };
}
