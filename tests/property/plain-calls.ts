import { findCall } from '#core/contracts/index.ts';
import type { PlacedField } from '#core/forms/known-fields.ts';
import { identifies } from '#core/rights/identifying.ts';
import { RIGHTS, type RoleDef } from '#core/rights/roles.ts';
import type { OfficeReply } from '../../main/office/office.ts';
import { opensAnswer } from './plain-rights.ts';

/** Whose case it is, as the person who is tried sees it. */
export const OWNERS = ['mine', 'friend', 'stranger'] as const;
export type Owner = (typeof OWNERS)[number];
/** What holds for the case of the friend beside the role. */
export const EXCEPTIONS = ['referred', 'barred', 'unnamed', 'lent', 'none'] as const;
export type Exception = (typeof EXCEPTIONS)[number];

/** An answer of one of these cases. */
interface PlantedAnswer {
  readonly owner: Owner;
  readonly field: PlacedField;
}

const reaches = ({ scope }: RoleDef, owner: Owner): boolean =>
  scope === 'all' ||
  scope === 'office' ||
  (scope !== 'none' && owner === 'mine') ||
  (scope === 'group' && owner === 'friend');

const BY_REFERRAL: readonly string[] = ['case.view', 'case.names', 'case.write', 'case.print', 'case.history'];
const WATCHERS: readonly string[] = [
  ...['case.assign', 'case.approve', 'case.protect', 'review.view'],
  ...['privacy.requests', 'privacy.hold', 'privacy.erase'],
];

/** Somebody in one role, what else holds in the case of the friend, and the role that a referral gives in it. */
export interface Trying {
  readonly own: RoleDef;
  readonly given: RoleDef;
  readonly exception: Exception;
}

/** The role that counts in a case: a referral puts its own in the place of one that does not watch over the case. */
function roleIn({ own, given, exception }: Trying, owner: Owner): RoleDef {
  const watches = reaches(own, owner) && own.rights.some((right) => WATCHERS.includes(right));
  if (exception !== 'referred' || owner !== 'friend' || watches) return own;
  const both = given.rights.filter((right) => BY_REFERRAL.includes(right) && own.rights.includes(right));
  return { ...given, scope: 'all', rights: both };
}

/** The rights once more in the plainest words: whether somebody in this role alone may read an answer. */
export function mayRead(trying: Trying, { owner, field }: PlantedAnswer): boolean {
  const role = roleIn(trying, owner);
  const its = owner === 'friend' ? trying.exception : 'none';
  if (its === 'barred' || (its === 'unnamed' && identifies(field.def))) return false;
  const lent = its === 'lent' && role.rights.includes('case.break-glass');
  return (lent || reaches(role, owner)) && opensAnswer(role, field);
}

const isAbout = (input: unknown): boolean => typeof input === 'object' && input !== null && 'caseId' in input;

/** Whether a call must be refused whatever its handler says: the role lacks the right, or does not reach the case. */
export function mustRefuse(trying: Trying, name: string, input: unknown, owner: Owner): boolean {
  const need = findCall(name)?.right;
  const right = RIGHTS.find((one) => one === need);
  if (right === undefined) return false;
  const role = isAbout(input) ? roleIn(trying, owner) : trying.own;
  if (!role.rights.includes(right)) return true;
  const its = owner === 'friend' ? trying.exception : 'none';
  const lent = its === 'lent' && right === 'case.view' && role.rights.includes('case.break-glass');
  return isAbout(input) && (its === 'barred' || (!lent && !reaches(role, owner)));
}

/** What the page of a case is told that its person may do: no less and no more than the calls then say. */
export function disagrees(
  told: ReadonlySet<string>,
  name: string,
  input: unknown,
  reply: OfficeReply,
): string | undefined {
  // A draft that was begun with other rights is kept from its own writer: that is no right on the case.
  const denied = !reply.ok && reply.error.code === 'PERM_DENIED' && reply.error.params['rule'] !== 'closed-draft';
  if (told.has(name)) return denied ? `${name} was told and is refused` : undefined;
  // What names several cases, or its recipient, may be refused for those before it is for the right.
  if (reply.ok || (isAbout(input) && !denied)) return `${name} was not told and is not refused`;
  return undefined;
}
