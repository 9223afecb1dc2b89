import type { Input, Output } from '#core/contracts/index.ts';
import type { Gains } from '#core/contracts/seconds.contract.ts';
import type { Configuration, FormDef } from '#core/forms/types.ts';
import type { CaseId, UserId } from '#core/ids.ts';
import { officeRoles, textOfRole } from '#core/rights/office-roles.ts';
import { roleGains } from '#core/rights/role-gains.ts';
import { withOwnApprovals, type RoleDef } from '#core/rights/roles.ts';
import { everyCaseOf } from './added-again.ts';
import { agencyCalled, agencyName } from './agencies.ts';
import { barredNumbers } from './case-exceptions.ts';
import { withRoles } from './configuration-package.ts';
import { listPeople } from './holders.ts';
import type { OpenOffice } from './open-office.ts';
import { personName } from './person-name.ts';
import { ownApprovalsOn, ownRoles, rolesHeld, rolesOfOffice } from './roles-in-force.ts';
import { readablePackage } from './switch-configuration.ts';

/** What somebody who is asked to agree is told of a request. */
export type About = Output<'seconds.list'>[number]['about'];

const rolesNow = (open: OpenOffice): readonly RoleDef[] => rolesOfOffice(open.db, open.configuration.configuration);
export const configuredRole = (open: OpenOffice, role: string): RoleDef | undefined =>
  open.configuration.configuration.roles?.find(({ id }) => id === role);
/** As it would count here, where whoever approves may decide the own requests too. */
const asHere = (open: OpenOffice, role: RoleDef): readonly RoleDef[] =>
  ownApprovalsOn(open.db) ? withOwnApprovals([role]) : [role];
function gainsOf(
  open: OpenOffice,
  before: readonly RoleDef[],
  after: readonly RoleDef[],
  coming: readonly FormDef[] = [],
): Gains {
  const { forms: now, retired = [] } = open.configuration.configuration;
  const known = [...coming, ...[...now, ...retired].filter(({ id }) => !coming.some((one) => one.id === id))];
  const { gained, lost, reaches, forms, ...rest } = roleGains(before, after, known);
  return { ...rest, gained: [...gained], lost: [...lost], reaches: [...reaches], forms: [...forms] };
}
/** What somebody would have, and what that gives beside what they have now. */
export function aboutPerson(open: OpenOffice, input: Input<'people.change'>): About {
  const { user, roles, from, until, agency, position } = input;
  const person = open.repos.offices.personById(user);
  const held = rolesHeld(person?.roles ?? '[]');
  const account = open.repos.accounts.get(person?.n ?? 0);
  const named = (ids: readonly string[]): readonly RoleDef[] => rolesNow(open).filter(({ id }) => ids.includes(id));
  const groups = open.repos.groups.all();
  const namesOf = (isIn: (group: (typeof groups)[number]) => boolean): string[] =>
    groups.filter(isIn).map(({ name }) => name);
  return {
    what: 'person',
    name: personName(open, user),
    before: {
      roles: [...held],
      groups: namesOf(({ members }) => members.includes(user)),
      agency: agencyName(open, account.agency),
      position: account.position,
      from: account.from ?? null,
      until: account.until ?? null,
    },
    after: {
      roles,
      groups: namesOf(({ groupId }) => input.groups.includes(groupId)),
      // One that no agency is called by is refused when it is agreed to; it is told as it was asked for.
      agency: agencyName(open, agencyCalled(open, agency) ?? agency) || agency,
      position: position.trim(),
      from,
      until,
    },
    gains: gainsOf(open, named(held), named(roles)),
  };
}
/** Who goes, who takes their cases, which, and why. */
export function aboutLeaver(open: OpenOffice, { user, to, why, again }: Input<'people.leave'>): About {
  const barred = new Set(barredNumbers(open));
  const given = again === true ? everyCaseOf(open, user) : open.repos.list.openOf(user);
  return {
    what: 'leaver',
    name: personName(open, user),
    cases: given.filter((n) => !barred.has(n)).length,
    to: to === null ? null : personName(open, to),
    reason: why,
    ...(again === true ? { again } : {}),
  };
}

type Seers = Extract<About, { readonly what: 'case' }>['after'];
const seersOf = (open: OpenOffice, people: readonly UserId[], roles: readonly string[]): Seers => ({
  people: people.map((user) => personName(open, user)),
  roles: [...roles],
});
function aboutCase(open: OpenOffice, caseId: CaseId, after: Seers, reason: string): About {
  const row = open.repos.cases.byId(caseId);
  const now = open.repos.guards.hiddenName(row?.n ?? 0);
  const before = now === undefined ? null : seersOf(open, now.people, now.roles);
  return { what: 'case', code: row?.code ?? '', before, after, reason };
}
/** Which name would be shown to whom instead, and why. */
export const aboutHiding = (open: OpenOffice, { caseId, people, roles, why }: Input<'protection.hide'>): About =>
  aboutCase(open, caseId, seersOf(open, people, roles), why);
/** Which name would be shown to everybody again, and why. */
export const aboutShowing = (open: OpenOffice, { caseId, why }: Input<'protection.unhide'>): About =>
  aboutCase(open, caseId, null, why);

/** What a role would say beside what it says now. */
export function aboutRole(open: OpenOffice, role: string, next: RoleDef | undefined): About {
  const people = listPeople(open).filter(({ roles }) => roles.includes(role)).length;
  const before = rolesNow(open).filter(({ id }) => id === role);
  return { what: 'role', role, people, gains: gainsOf(open, before, next === undefined ? [] : asHere(open, next)) };
}
type RoleChange = Extract<About, { readonly what: 'configuration' }>['roles'][number];

const NO_WORDS = { en: '', fr: '', ar: '' };
/** What a role says, without what it is called. */
const textOf = (role: RoleDef): string => textOfRole({ ...role, label: NO_WORDS, description: NO_WORDS });

/** The roles that would say something else; those that the office changed, or that are held and not brought, stay. */
function roleChanges(open: OpenOffice, coming: Configuration): readonly RoleChange[] {
  const people = listPeople(open);
  const holding = (role: string): number => people.filter(({ roles }) => roles.includes(role)).length;
  const roles = officeRoles(withRoles(coming, open.resourcesDir).roles ?? [], ownRoles(open.db)).map(
    ({ role }) => role,
  );
  const after = ownApprovalsOn(open.db) ? withOwnApprovals(roles) : roles;
  const before = rolesNow(open);
  const changeOf = (was: RoleDef | undefined, is: RoleDef | undefined): RoleChange[] => {
    const named = is ?? was;
    if (named === undefined || (was !== undefined && is !== undefined && textOf(was) === textOf(is))) return [];
    const gains = gainsOf(open, was ? [was] : [], is ? [is] : [], coming.forms);
    return [{ role: named.id, label: { ...named.label }, people: holding(named.id), gains }];
  };
  return [
    ...after.flatMap((is) =>
      changeOf(
        before.find(({ id }) => id === is.id),
        is,
      ),
    ),
    ...before
      .filter(({ id }) => !after.some((one) => one.id === id) && holding(id) === 0)
      .flatMap((was) => changeOf(was, undefined)),
  ];
}

/**
 * Which package, as it calls itself, and what it makes of the roles. `unreadable` when it is gone, or this program cannot
 * work with it.
 */
export function aboutPackage(open: OpenOffice, { hash }: Input<'config.switch'>): About {
  const found = readablePackage(open, hash);
  if (found === undefined) return { what: 'unreadable' };
  const { label, version } = found.configuration;
  const roles = [...roleChanges(open, found.configuration)];
  return { what: 'configuration', hash, label: { ...label }, version, roles };
}
