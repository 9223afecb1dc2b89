import type { Input, Output } from '#core/contracts/index.ts';
import type { Configuration } from '#core/forms/types.ts';
import { judgeRole, managesForGood } from '#core/rights/judge-roles.ts';
import { officeRoles, textOfRole, type OwnRole } from '#core/rights/office-roles.ts';
import { MOST_ROLES, roleShape } from '#core/rights/role-shape.ts';
import { RIGHTS, type RoleDef } from '#core/rights/roles.ts';
import { reasonsFor } from '#core/rights/second-person.ts';
import { Refusal } from '#core/result.ts';
import { RoleRepo } from '../storage/role.repo.ts';
import { audit } from './audit.ts';
import type { OpenOffice } from './open-office.ts';
import { lastingHolders, listPeople, type Holder } from './holders.ts';
import { changesBy } from './rights-change.ts';
import { ownRoles, renewSubject, rolesHere } from './roles-in-force.ts';
import { awayHolders } from './suspensions.ts';
import { endsSeconds, needSecond, type Staffing } from './wait-for-second.ts';

const holding = (people: readonly Holder[], role: string): number =>
  people.filter(({ roles }) => roles.includes(role)).length;

/** ROLE_LAST_MANAGER when nobody would be left who may manage people, whatever the day. */
export function needManager(roles: readonly RoleDef[], people: readonly Holder[]): void {
  const managing = new Set(roles.filter(managesForGood).map(({ id }) => id));
  if (!people.some((one) => one.roles.some((id) => managing.has(id)))) throw new Refusal('ROLE_LAST_MANAGER');
}

/** The roles of this office, those of the configuration first, with how many people hold each. */
export function listRoles(open: OpenOffice): Output<'roles.list'> {
  const people = listPeople(open);
  return rolesHere(open.db, open.configuration.configuration).map(({ role, origin, newer }) => ({
    role: roleShape.parse(role),
    origin,
    newer,
    people: holding(people, role.id),
  }));
}

/** Which rights came and went, for the audit trail. */
function changedRights(before: RoleDef | undefined, after: RoleDef): string {
  const had = new Set(before?.rights ?? []);
  const come = after.rights.filter((right) => !had.has(right)).map((right) => `+${right}`);
  const gone = [...had].filter((right) => !after.rights.includes(right)).map((right) => `-${right}`);
  return [after.scope, `class ${String(after.maxClass)}`, ...come, ...gone].join(' ');
}

/** The roles as they would be with these of the office's own; refused when nobody could put them in order again. */
function judged(open: OpenOffice, own: readonly OwnRole[]): Staffing {
  const roles = officeRoles(open.configuration.configuration.roles ?? [], own).map(({ role }) => role);
  if (roles.length > MOST_ROLES) throw new Refusal('ROLE_TOO_MANY', { most: MOST_ROLES });
  const holders = lastingHolders(open);
  needManager(roles, holders);
  return { holders, away: awayHolders(open), roles };
}

/** Everybody, the person who is signed in too, goes on with the changed roles. */
function inForceNow(open: OpenOffice): void {
  renewSubject(open);
  open.emit({ type: 'changed', cases: [], all: true });
}

/**
 * Puts the office's own version of a role in force, or a role of its own. It counts at once, for whoever is signed in
 * too. ROLE_INVALID { at, problem, name }, ROLE_LAST_MANAGER, ROLE_TOO_MANY, SECOND_WAITS.
 */
export function saveRole(open: OpenOffice, { role: asked }: Input<'roles.save'>): Record<string, never> {
  const { forms, retired = [], roles = [] } = open.configuration.configuration;
  // In the order of the program, so that the same role has one text.
  const role: RoleDef = { ...asked, rights: RIGHTS.filter((right) => asked.rights.includes(right)) };
  const wrong = judgeRole(role, [...forms, ...retired]);
  if (wrong !== undefined) throw new Refusal('ROLE_INVALID', { ...wrong });
  const own = ownRoles(open.db);
  const before = own.find((one) => one.role.id === role.id);
  const configured = roles.find(({ id }) => id === role.id);
  const base = configured === undefined ? undefined : textOfRole(configured);
  const after = judged(open, [...own.filter((one) => one !== before), { role, base }]);
  const reasons = [...reasonsFor(changesBy(open, role)), ...endsSeconds(open, after)];
  needSecond(open, reasons, 'roles.save', { role: asked });
  open.db.transaction(() => {
    new RoleRepo(open.db).put({ roleId: role.id, body: textOfRole(role), base: base ?? null });
    audit(open, 'role.changed', role.id, 'done', changedRights(before?.role ?? configured, role));
  });
  inForceNow(open);
  return {};
}

/**
 * Goes back to the configuration's version of a role, or takes an own role away. ROLE_LAST_MANAGER, ROLE_HELD { people },
 * SECOND_WAITS.
 */
export function resetRole(open: OpenOffice, { role }: Input<'roles.reset'>): Record<string, never> {
  const own = ownRoles(open.db);
  const before = own.find((one) => one.role.id === role);
  if (before === undefined) throw new Refusal('FORM_STALE');
  const configured = open.configuration.configuration.roles?.find(({ id }) => id === role);
  const people = holding(listPeople(open), role);
  if (configured === undefined && people > 0) throw new Refusal('ROLE_HELD', { people });
  const after = judged(
    open,
    own.filter((one) => one !== before),
  );
  const changes = configured === undefined ? [] : changesBy(open, configured);
  const reasons = [...reasonsFor(changes), ...endsSeconds(open, after)];
  needSecond(open, reasons, 'roles.reset', { role });
  open.db.transaction(() => {
    new RoleRepo(open.db).remove(role);
    if (configured === undefined) audit(open, 'role.removed', role);
    else audit(open, 'role.reset', role, 'done', changedRights(before.role, configured));
  });
  inForceNow(open);
  return {};
}

/** Which roles a coming configuration leaves as they are here: changed by the office, or held and not brought any more. */
export function staysAsItIs(open: OpenOffice, coming: Configuration): (role: string) => boolean {
  const own = new Set(ownRoles(open.db).map(({ role }) => role.id));
  const people = listPeople(open);
  const brought = new Set((coming.roles ?? []).map(({ id }) => id));
  return (role) => own.has(role) || (coming.roles !== undefined && !brought.has(role) && holding(people, role) > 0);
}

/**
 * Before a configuration comes into force: a role that somebody holds and that it does not bring goes on as the office's
 * own. ROLE_LAST_MANAGER when the roles that it brings leave nobody to manage people.
 */
export function keepHeldRoles(open: OpenOffice, before: readonly RoleDef[], coming: readonly RoleDef[]): void {
  const people = listPeople(open);
  const repo = new RoleRepo(open.db);
  const own = new Set(ownRoles(open.db).map(({ role }) => role.id));
  for (const role of before) {
    const brought = coming.some(({ id }) => id === role.id);
    if (brought || own.has(role.id) || holding(people, role.id) === 0) continue;
    repo.put({ roleId: role.id, body: textOfRole(role), base: null });
    audit(open, 'role.kept', role.id);
  }
  needManager(
    officeRoles(coming, ownRoles(open.db)).map(({ role }) => role),
    lastingHolders(open),
  );
}
