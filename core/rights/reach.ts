import type { UserId } from '#core/ids.ts';
import { referredRole, type CaseResource, type Subject } from './decide.ts';
import type { Right, RoleDef } from './roles.ts';

/** Which cases some roles reach together: every one, those of this office, and those of these owners. */
export interface ReachPart {
  readonly all: boolean;
  readonly office: boolean;
  readonly owners: readonly UserId[];
}

/** The cases of a list: those that every part reaches. */
export type Reach = readonly ReachPart[];

const part = (subject: Subject, roles: readonly RoleDef[]): ReachPart => {
  const has = (scope: RoleDef['scope']): boolean => roles.some((role) => role.scope === scope);
  const some = roles.some(({ scope }) => scope !== 'none');
  return {
    all: has('all'),
    office: has('office'),
    owners: some
      ? [...new Set([subject.user, ...(has('group') ? subject.team : []), ...(has('agency') ? subject.agency : [])])]
      : [],
  };
};

/**
 * How far a list reaches that needs `right`.
 * @param counts which roles count; all unless said otherwise.
 */
export function reachOf(subject: Subject, right: Right = 'case.list', counts = (_: RoleDef): boolean => true): Reach {
  const roles = subject.roles.filter((role) => role.rights.includes(right) && counts(role));
  const { within } = subject;
  return [part(subject, roles), ...(within === undefined ? [] : reachOf(within, right, counts))];
}

const empty = ({ all, office, owners }: ReachPart): boolean => !all && !office && owners.length === 0;
export const reachesNothing = (reach: Reach): boolean => reach.some(empty);

/** Whether the list holds cases of others beside those of `user`. */
export const reachesOthers = (reach: Reach, user: UserId): boolean =>
  !reachesNothing(reach) && reach.every(({ all, office, owners }) => all || office || owners.some((id) => id !== user));

/**
 * Whether the list holds a case. One that a referral opens is no case of lists, whatever the own roles: it is opened from
 * the referral, and what lists could be narrowed by would tell what is closed in it.
 */
export function reaches(reach: Reach, subject: Subject, resource: CaseResource): boolean {
  const { office, exceptions } = subject;
  const { caseId, ownerUser, ownerOffice } = resource;
  if (exceptions.barred.has(caseId) || isReferred(subject, resource)) return false;
  return reach.every(
    (one) =>
      one.all || (one.office && ownerOffice === office) || (ownerUser !== undefined && one.owners.includes(ownerUser)),
  );
}

/** Whether a referral decides what the person may do in a case; in a trial, for the role or for its person. */
export const isReferred = (subject: Subject, resource: CaseResource): boolean =>
  referredRole(subject, resource) !== undefined ||
  (subject.within !== undefined && isReferred(subject.within, resource));
