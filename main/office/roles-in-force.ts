import type { UserId } from '#core/ids.ts';
import type { Configuration } from '#core/forms/types.ts';
import type { Subject } from '#core/rights/decide.ts';
import { officeRoles, type OfficeRole, type OwnRole } from '#core/rights/office-roles.ts';
import { roleShape } from '#core/rights/role-shape.ts';
import { inForce, withOwnApprovals, type RoleDef } from '#core/rights/roles.ts';
import { z } from 'zod';
import type { WritableDb } from '../storage/database.ts';
import { NamedTexts, putText } from '../storage/meta.repo.ts';
import { RoleRepo } from '../storage/role.repo.ts';
import { exceptionsOf } from './case-exceptions.ts';
import type { OpenOffice } from './open-office.ts';
import { referredTo } from './referral-roles.ts';
import { latestDay } from './today.ts';

const OWN_APPROVALS = 'own_approvals';
const ON = 'on';

/** Off unless the office says otherwise: two pairs of eyes are the rule (DQ23). */
export const ownApprovalsOn = (db: WritableDb): boolean => new NamedTexts(db, 'setting').get(OWN_APPROVALS) === ON;

export const putOwnApprovals = (db: WritableDb, allowed: boolean): void =>
  putText(db, 'setting', OWN_APPROVALS, allowed ? ON : '');

/** What the office put over the roles of its configuration. */
export const ownRoles = (db: WritableDb): readonly OwnRole[] =>
  new RoleRepo(db)
    .all()
    .map(({ body, base }) => ({ role: roleShape.parse(JSON.parse(body)), base: base ?? undefined }));

/** The roles of the office, with where they come from. */
export const rolesHere = (db: WritableDb, { roles = [] }: Pick<Configuration, 'roles'>): readonly OfficeRole[] =>
  officeRoles(roles, ownRoles(db));

/** What the roles may do at this office. */
export function rolesOfOffice(db: WritableDb, configuration: Pick<Configuration, 'roles'>): readonly RoleDef[] {
  const roles = rolesHere(db, configuration).map(({ role }) => role);
  return ownApprovalsOn(db) ? withOwnApprovals(roles) : roles;
}

const ids = z.array(z.string());
/** The ids of the roles that a person holds, as the database keeps them. */
export const rolesHeld = (json: string): string[] => ids.parse(JSON.parse(json));

type Office = Pick<OpenOffice, 'db' | 'repos' | 'self' | 'configuration' | 'counters' | 'clock'> &
  Partial<Pick<OpenOffice, 'day'>>;

/** The roles of the office that give something today. */
export function rolesNow(open: Office): readonly RoleDef[] {
  const day = latestDay(open);
  return rolesOfOffice(open.db, open.configuration.configuration).filter((role) => inForce(role, day));
}

/** A person of this office as rights see them, today. `held`: ids of their roles. */
export function subjectOf(open: Office, user: UserId, held: readonly string[]): Subject {
  const all = rolesNow(open);
  const roles = all.filter(({ id }) => held.includes(id));
  return {
    user,
    office: open.self.officeId,
    roles,
    team: open.repos.groups.teamOf(user),
    agency: open.repos.agencies.colleaguesOf(user),
    exceptions: { ...exceptionsOf(open, user, roles), referred: referredTo(open, user, all) },
  };
}

/** The person who is signed in goes on with what they may do from now on. */
export function renewSubject(open: OpenOffice): void {
  const held = rolesHeld(open.repos.offices.personById(open.me.id)?.roles ?? '[]');
  open.me = { ...open.me, roles: held };
  const own = subjectOf(open, open.me.id, held);
  open.subject = open.trial === undefined ? own : { ...subjectOf(open, open.me.id, [open.trial]), within: own };
}

/**
 * A role begins and ends with its day, also while somebody works: on a day that the session has not seen yet they go on with
 * what they may do then. Asked before every call, and never throws: a database that cannot be read keeps nobody from locking
 * or erasing it, and the next call asks again.
 */
export function renewForDay(open: OpenOffice): void {
  try {
    const day = latestDay(open);
    if (day <= open.day) return;
    renewSubject(open);
    open.day = day;
    open.emit({ type: 'changed', cases: [], all: true });
  } catch {
    // Whatever needs the database says itself what is wrong with it.
  }
}
