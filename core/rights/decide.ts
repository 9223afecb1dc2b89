import type { CaseId, OfficeId, UserId } from '#core/ids.ts';
import { formAccess, type FieldPlace, type Right, type RoleDef, type Scope } from '#core/rights/roles.ts';

/**
 * What holds for single cases beside the roles (security.md, Rights). A conflict of interest stands above every right; an
 * emergency adds reading and nothing else; a hidden name takes names away whatever the role.
 *
 * | rule                    | list, count, search | open, read     | write, print, decide | names     |
 * |-------------------------|---------------------|----------------|----------------------|-----------|
 * | conflict of interest    | no                  | no             | no                   | no        |
 * | opened in an emergency  | as the roles say    | yes, by a role that reads | as the roles say | as read |
 * | name hidden             | as the roles say    | but who the child is | as the roles say | no        |
 * | restricted              | as the roles say    | as the roles say | no               | as read   |
 * | referred with a role    | no                  | as that role says | as that role says | as read |
 */
export interface CaseExceptions {
  /** The person has a conflict of interest: for them there is no such case. */
  readonly barred: ReadonlySet<CaseId>;
  /** Opened by the person in an emergency, for a while. */
  readonly lent: ReadonlySet<CaseId>;
  /** Their names are hidden from the person. */
  readonly unnamed: ReadonlySet<CaseId>;
  /** Nothing is done with them but keeping them (GDPR article 18), whoever it is. Asked anew each time: it may come with a bundle. */
  readonly restricted: Pick<ReadonlySet<CaseId>, 'has'>;
  /**
   * The role that an open referral to the person gives in a case, in place of the own roles. Asked anew each time: it ends
   * with the referral. `keys`: where there may be one.
   */
  readonly referred: Pick<ReadonlyMap<CaseId, RoleDef>, 'get' | 'keys'>;
}

/** No case: nothing that holds for a single one holds for it. */
export const ANY_CASE = '' as CaseId;

const NONE: ReadonlySet<CaseId> = new Set();
export const NO_EXCEPTIONS: CaseExceptions = {
  barred: NONE,
  lent: NONE,
  unnamed: NONE,
  restricted: NONE,
  referred: new Map(),
};

export interface Subject {
  readonly user: UserId;
  readonly office: OfficeId;
  /** The roles that give something today. */
  readonly roles: readonly RoleDef[];
  /** Everybody with whom the person shares a group. */
  readonly team: ReadonlySet<UserId>;
  /** Everybody of the person's agency, as long as it is active; nobody for somebody of none. */
  readonly agency: ReadonlySet<UserId>;
  readonly exceptions: CaseExceptions;
  /** Another subject that must be allowed the same: a trial of a role shows no more than its person may see. */
  readonly within?: Subject;
}

/** A case as far as rights go: who is responsible for it, at which office. */
export interface CaseResource {
  readonly caseId: CaseId;
  readonly ownerUser: UserId | undefined;
  readonly ownerOffice: OfficeId;
}

export interface Decision {
  readonly allowed: boolean;
  /** The rule that decided, for "why can this person not see this?". */
  readonly rule:
    | 'role-grants'
    | 'emergency'
    | 'no-role-grants'
    | 'outside-scope'
    | 'form-closed'
    | 'form-read-only'
    | 'class-above'
    | 'name-hidden'
    | 'restricted'
    | 'conflict-of-interest';
  /** The role that came furthest: the one that allows, or whose limit was met last. */
  readonly role?: string;
}

/** How a role reaches cases: whether it covers this one. Nothing covers one with which the person is in conflict. */
export function covers(scope: Scope, subject: Subject, { caseId, ownerUser, ownerOffice }: CaseResource): boolean {
  if (scope === 'none' || subject.exceptions.barred.has(caseId)) return false;
  if (scope === 'all' || ownerUser === subject.user) return true;
  if (scope === 'office') return ownerOffice === subject.office;
  if (ownerUser === undefined) return false;
  if (scope === 'agency') return subject.agency.has(ownerUser);
  return scope === 'group' && subject.team.has(ownerUser);
}

/** All that a referral can give: to read the case, to write and to print what one reads. Nobody is given on, approved or merged by it. */
const REFERRED: ReadonlySet<Right> = new Set(['case.view', 'case.names', 'case.write', 'case.print', 'case.history']);

/** What a referral could give of a role, to whoever may do all of it elsewhere: what whoever refers must have themselves. */
export const asReferable = (role: RoleDef): RoleDef => ({
  ...role,
  scope: 'all',
  rights: role.rights.filter((right) => REFERRED.has(right)),
});

/**
 * A role as a referral gives it: in this one case, whomever the role reaches otherwise. What somebody may not do in any case
 * they do not in this one: a referral opens a case, forms and classes, and makes nobody somebody else.
 */
export function asReferred(role: RoleDef, own: readonly RoleDef[]): RoleDef {
  const given = asReferable(role);
  return { ...given, rights: given.rights.filter((right) => own.some(({ rights }) => rights.includes(right))) };
}

/** Whoever has one of these in a case watches over it. */
const WATCHES: ReadonlySet<Right> = new Set([
  'case.assign',
  'case.approve',
  'case.protect',
  'review.view',
  'privacy.requests',
  'privacy.hold',
  'privacy.erase',
]);

/**
 * The role that a referral puts in the place of the own ones, also where those would allow more: whoever refers says what
 * the recipient sees. Not for whoever is responsible for the case, says who is, or watches over it by a role that reaches
 * it: nobody takes a case away from them, or from under their eyes, by asking them for something.
 */
export function referredRole(subject: Subject, resource: CaseResource): RoleDef | undefined {
  const role = subject.exceptions.referred.get(resource.caseId);
  if (role === undefined || resource.ownerUser === subject.user) return undefined;
  const watches = subject.roles.some(
    (own) => own.rights.some((right) => WATCHES.has(right)) && covers(own.scope, subject, resource),
  );
  return watches ? undefined : asReferred(role, subject.roles);
}

/** The roles that count in a case. */
export function rolesFor(subject: Subject, resource: CaseResource | undefined): readonly RoleDef[] {
  const role = resource && referredRole(subject, resource);
  return role === undefined ? subject.roles : [role];
}

/** What an emergency lends: reading, and who it is. Nothing is written, printed, given on or decided with it. */
const LENT: ReadonlySet<Right> = new Set(['case.view', 'case.names']);
/** What tells who the child is. */
const NAMES: ReadonlySet<Right> = new Set(['case.names', 'export.names']);

/** Whether a case is open to the person because of an emergency, for what emergencies are for. */
export const isLent = ({ exceptions }: Subject, right: Right, { caseId }: CaseResource): boolean =>
  LENT.has(right) && exceptions.lent.has(caseId) && !exceptions.barred.has(caseId);

/** What a restriction stops: writing, deciding, giving on and taking out on paper or in files (GDPR article 18). */
const STOPPED: ReadonlySet<Right> = new Set([
  'case.write',
  'case.close',
  'case.refer',
  'case.transfer',
  'case.print',
  'case.approve',
  'case.approve-own',
  'case.merge',
  'review.decide',
  'export.cases',
  'export.names',
  'export.sensitive',
  'export.readable',
  'exchange.send',
]);

/** Whether a restriction of the case keeps everybody from what the right is for. */
export const isStopped = ({ exceptions }: Subject, right: Right, { caseId }: CaseResource): boolean =>
  STOPPED.has(right) && exceptions.restricted.has(caseId);

const RANK = {
  'no-role-grants': 0,
  'outside-scope': 1,
  'form-closed': 2,
  'class-above': 3,
  'form-read-only': 4,
  'role-grants': 5,
} as const satisfies Partial<Record<Decision['rule'], number>>;

/** What one role says. */
function judge(
  subject: Subject,
  role: RoleDef,
  right: Right,
  resource: CaseResource | undefined,
  place: FieldPlace | undefined,
  write: boolean,
): keyof typeof RANK {
  if (!role.rights.includes(right)) return 'no-role-grants';
  if (resource && !covers(role.scope, subject, resource) && !isLent(subject, right, resource)) return 'outside-scope';
  if (place === undefined) return 'role-grants';
  const access = formAccess(role, place);
  if (access === 'none') return 'form-closed';
  // Who enters for others may write down what they do not read afterwards.
  if (write) return access === 'write' ? 'role-grants' : 'form-read-only';
  return place.sensitivity > role.maxClass ? 'class-above' : 'role-grants';
}

/**
 * The answer of the role that comes furthest: a role must grant the right, reach the case, open the form and the class
 * by itself; two roles never combine into more than either allows (security.md, Rights).
 */
function furthest(
  subject: Subject,
  right: Right,
  resource: CaseResource | undefined,
  place?: FieldPlace,
  write = false,
): Decision {
  if (resource && subject.exceptions.barred.has(resource.caseId))
    return { allowed: false, rule: 'conflict-of-interest' };
  if (resource && subject.exceptions.unnamed.has(resource.caseId) && (NAMES.has(right) || place?.identifies === true))
    return { allowed: false, rule: 'name-hidden' };
  if (resource && isStopped(subject, right, resource)) return { allowed: false, rule: 'restricted' };
  let best: { allowed: false; rule: keyof typeof RANK; role?: string } = { allowed: false, rule: 'no-role-grants' };
  for (const role of rolesFor(subject, resource)) {
    const rule = judge(subject, role, right, resource, place, write);
    if (rule === 'role-grants') {
      const { within } = subject;
      const outer = within && furthest(within, right, resource, place, write);
      if (outer?.allowed === false) return outer;
      const by = resource && !covers(role.scope, subject, resource) ? 'emergency' : rule;
      return { allowed: true, rule: by, role: role.id };
    }
    if (RANK[rule] > RANK[best.rule]) best = { allowed: false, rule, role: role.id };
  }
  return best;
}

/** Whether `subject` may do `right`, on `resource` when the right is about one case. */
export const decide = (subject: Subject, right: Right, resource?: CaseResource): Decision =>
  furthest(subject, right, resource);

/** Whether `subject` may read an answer of a case. */
export const decideRead = (subject: Subject, resource: CaseResource, place: FieldPlace): Decision =>
  furthest(subject, 'case.view', resource, place);

/** Whether `subject` may write an answer of a case. */
export const decideWrite = (subject: Subject, resource: CaseResource, place: FieldPlace): Decision =>
  furthest(subject, 'case.write', resource, place, true);

/** All rights of `subject`, whatever the case: the page uses them to leave out what would be refused. */
export function rightsOf(subject: Subject): Right[] {
  const all = [...new Set(subject.roles.flatMap(({ rights }) => rights))];
  return all.filter((right) => decide(subject, right).allowed);
}

/** Whether one of the roles makes its people responsible for cases. */
export const ownsCases = ({ roles }: Pick<Subject, 'roles'>): boolean => roles.some(({ owns }) => owns === true);
