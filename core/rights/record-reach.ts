import type { OfficeId, UserId } from '#core/ids.ts';
import { ANY_CASE, type CaseResource, type Subject } from './decide.ts';
import { reaches, reachOf, type Reach } from './reach.ts';
import { formAccess, type FieldPlace } from './roles.ts';
import { sightOf, type FieldPlaces } from './sight.ts';

/**
 * The cases of which the records are listed that a question tells of by being answered at all: those in the lists of the
 * person in which one role that reads cases reaches this one and opens both the form and the class of the question.
 */
export const recordReach = (subject: Subject, tells: FieldPlace, listed: Reach = reachOf(subject)): Reach => [
  ...listed,
  ...reachOf(subject, 'case.view', (role) => tells.sensitivity <= role.maxClass && formAccess(role, tells) !== 'none'),
];

/** One case of each sort that roles tell apart: by whose it is, and whether this office is responsible for it. */
function sorts({ user, office, team, agency }: Subject): readonly CaseResource[] {
  // Somebody of the group alone, of the agency alone, and of both.
  const kindOf = (one: UserId): string => JSON.stringify([team.has(one), agency.has(one)]);
  const colleagues = [...new Set([...team, ...agency])].filter((one) => one !== user);
  const owners = [user, ...new Map(colleagues.map((one) => [kindOf(one), one])).values(), undefined];
  const elsewhere = '' as OfficeId;
  return owners.flatMap((ownerUser) =>
    [office, elsewhere].map((ownerOffice) => ({ caseId: ANY_CASE, ownerUser, ownerOffice })),
  );
}

/**
 * Whether an answer may be read in every case that a reach holds: only then may a list be narrowed or ordered by it, or
 * its counts would tell what is closed in some of them.
 */
export function readsInAll(subject: Subject, places: FieldPlaces, reach: Reach): (key: string) => boolean {
  const sights = sorts(subject)
    .filter((resource) => reaches(reach, subject, resource))
    .map((resource) => sightOf(subject, resource, places));
  return (key) => sights.length > 0 && sights.every((sight) => sight.seesKey(key));
}
