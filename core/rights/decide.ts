import type { OfficeId, UserId } from '#core/ids.ts';
import { ROLE_TABLE, type Right, type Role, type RoleDef, type RoleTable, type Scope } from '#core/rights/roles.ts';

export interface Subject {
  readonly user: UserId;
  readonly roles: readonly Role[];
  /** What the roles may do at this office; absent: what the program says of them. */
  readonly table?: RoleTable;
}

const roleOf = (subject: Subject, role: Role): RoleDef => (subject.table ?? ROLE_TABLE)[role];

/** A case as far as rights go: who is responsible for it, at which office. */
export interface CaseResource {
  readonly ownerUser: UserId | undefined;
  readonly ownerOffice: OfficeId;
}

export interface Decision {
  readonly allowed: boolean;
  /** The rule that decided, for "why can this person not see this?". */
  readonly rule: 'role-grants' | 'no-role-grants' | 'outside-scope';
  readonly role?: Role;
}

const covers = (scope: Scope, subject: Subject, resource: CaseResource): boolean =>
  scope === 'office' || (scope === 'own' && resource.ownerUser === subject.user);

/**
 * Whether `subject` may do `right`, on `resource` when the right is about one case. A role must grant the right and
 * reach the case; two roles never combine into more than either allows (security.md, Rights).
 */
export function decide(subject: Subject, right: Right, resource?: CaseResource): Decision {
  let granted = false;
  for (const role of subject.roles) {
    const def = roleOf(subject, role);
    if (!def.rights.includes(right)) continue;
    granted = true;
    if (!resource || covers(def.scope, subject, resource)) return { allowed: true, rule: 'role-grants', role };
  }
  return { allowed: false, rule: granted ? 'outside-scope' : 'no-role-grants' };
}

/** The highest sensitivity class that `subject` may see in `resource`; 0 when nothing. */
export function visibleClass(subject: Subject, resource: CaseResource): number {
  let highest = 0;
  for (const role of subject.roles) {
    const def = roleOf(subject, role);
    if (def.rights.includes('case.view') && covers(def.scope, subject, resource)) {
      highest = Math.max(highest, def.maxClass);
    }
  }
  return highest;
}

/** How far a list reaches for `subject`: every case of the office, the own ones, or none. */
export function listScope(subject: Subject): Scope {
  let scope: Scope = 'none';
  for (const role of subject.roles) {
    const def = roleOf(subject, role);
    if (!def.rights.includes('case.list')) continue;
    if (def.scope === 'office') return 'office';
    if (def.scope === 'own') scope = 'own';
  }
  return scope;
}

/** All rights of `subject`, whatever the case: the page uses them to leave out what would be refused. */
export function rightsOf(subject: Subject): Right[] {
  return [...new Set(subject.roles.flatMap((role) => roleOf(subject, role).rights))];
}
