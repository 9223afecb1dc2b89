import type { OfficeId, UserId } from '#core/ids.ts';
import { CASE_RECORD } from '#core/records/changes.ts';
import { ANY_CASE, covers, isLent, isStopped, rolesFor, type CaseResource, type Subject } from './decide.ts';
import type { Sees } from './mask.ts';
import { formAccess, type FieldPlace, type Right, type RoleDef, type Scope } from './roles.ts';

/** Where every question stands. `collection`: the case itself (`case`, or undefined) or the id of a subform. */
export interface FieldPlaces {
  place(collection: string | undefined, field: string): FieldPlace;
}

/** Roles of which one must allow; of several groups each must, as a trial is held by its person's own roles. */
type Grants = readonly (readonly RoleDef[])[];

function grantsOf(subject: Subject, resource: CaseResource): Grants {
  const lent = isLent(subject, 'case.view', resource);
  const roles = rolesFor(subject, resource).filter(
    (role) => role.rights.includes('case.view') && (lent || covers(role.scope, subject, resource)),
  );
  return [roles, ...(subject.within === undefined ? [] : grantsOf(subject.within, resource))];
}

const open = ({ otherwise, groups = {}, forms = {} }: RoleDef['forms']): boolean =>
  [otherwise, ...Object.values(groups), ...Object.values(forms)].every((access) => access !== 'none');

/**
 * What a person may read in one case: the one place where classes of fields and the access to forms become yes or no
 * (security.md, Rights). The same answer as `decideRead`, made once for all questions of the case.
 */
export class Sight {
  readonly #grants: Grants;
  readonly #places: FieldPlaces;
  /** Who the child is stays hidden. */
  readonly #unnamed: boolean;
  /** No answer above this class is read. */
  readonly highest: number;
  /** The same for every case with the same one. */
  readonly key: string;

  constructor(grants: Grants, places: FieldPlaces, unnamed: boolean, most = 5) {
    this.#grants = grants;
    this.#places = places;
    this.#unnamed = unnamed;
    this.highest = Math.min(most, ...grants.map((roles) => Math.max(0, ...roles.map(({ maxClass }) => maxClass))));
    this.key = `${String(most)} ${unnamed ? 'unnamed ' : ''}${grants.map((roles) => roles.map(({ id, scope }) => `${id}/${scope}`).join('+')).join(' ')}`;
  }

  /** Whether every answer is read, of the most sensitive class in whatever form. */
  get whole(): boolean {
    return (
      !this.#unnamed &&
      this.highest === 5 &&
      this.#grants.every((roles) => roles.some((r) => r.maxClass === 5 && open(r.forms)))
    );
  }
  readonly sees = (collection: string | undefined, field: string): boolean => {
    const place = this.#places.place(collection, field);
    return (
      !(this.#unnamed && place.identifies) &&
      place.sensitivity <= this.highest &&
      this.#grants.every((roles) =>
        roles.some((role) => place.sensitivity <= role.maxClass && formAccess(role, place) !== 'none'),
      )
    );
  };
  /** The same for the key of a question: `id`, or `subform.id`. */
  readonly seesKey = (key: string): boolean => {
    const [first = '', inner] = key.split('.');
    return inner === undefined ? this.sees(CASE_RECORD, first) : this.sees(first, inner);
  };
  /** Whether a table stands in a form that is closed as a whole: how many entries it has is told of it too. */
  readonly hidesRows = (collection: string): boolean => {
    const place = this.#places.place(CASE_RECORD, collection);
    if (place.form === undefined || place.system) return false;
    return !this.#grants.every((roles) => roles.some((role) => formAccess(role, place) !== 'none'));
  };
  /** Of some forms those of which no answer is read, whatever its class. */
  closed<F extends { readonly id: string; readonly group?: string; readonly system?: true }>(forms: readonly F[]): F[] {
    if (this.#grants.every((roles) => roles.some((role) => open(role.forms)))) return [];
    return forms.filter(({ id: form, group, system = false }) => {
      const place = { form, group, system, sensitivity: 1, identifies: false };
      return !this.#grants.every((roles) => roles.some((role) => formAccess(role, place) !== 'none'));
    });
  }
  /** The same sight with nothing above a class. */
  upTo(most: number): Sight {
    return new Sight(this.#grants, this.#places, this.#unnamed, Math.min(most, this.highest));
  }
}

const isUnnamed = ({ exceptions }: Subject, { caseId }: CaseResource): boolean => exceptions.unnamed.has(caseId);

export const sightOf = (subject: Subject, resource: CaseResource, places: FieldPlaces): Sight =>
  new Sight(grantsOf(subject, resource), places, isUnnamed(subject, resource));

/**
 * What the line of a case in a list may say: facts from forms that are open to a role which lists the case. A line that
 * comes from elsewhere (a request, a family) says what the person's lists say of any case. Classes do not count here:
 * that a list with codes is shown at all is a right of its own (reference.md §1.3, the manager).
 */
export function lineSight(subject: Subject, resource: CaseResource, places: FieldPlaces): (field: string) => boolean {
  const lists = rolesFor(subject, resource).filter(({ rights }) => rights.includes('case.list'));
  const reached = lists.filter((role) => covers(role.scope, subject, resource));
  const roles = reached.length === 0 ? lists : reached;
  const within = subject.within && lineSight(subject.within, resource, places);
  const unnamed = isUnnamed(subject, resource);
  if (within === undefined && !unnamed && roles.some(({ forms }) => open(forms))) return () => true;
  return (field) => {
    const place = places.place(undefined, field);
    return (
      !(unnamed && place.identifies) &&
      roles.some((role) => formAccess(role, place) !== 'none') &&
      within?.(field) !== false
    );
  };
}

/**
 * Which answers of a case a person may write: in forms that are open for writing to a role which grants `right` and
 * reaches the case. Classes do not count: who enters for others may write down what they do not read afterwards.
 */
export function writesIn(subject: Subject, right: Right, resource: CaseResource, places: FieldPlaces): Sees {
  const stopped = isStopped(subject, right, resource);
  const roles = rolesFor(subject, resource).filter(
    (role) => !stopped && role.rights.includes(right) && covers(role.scope, subject, resource),
  );
  const within = subject.within && writesIn(subject.within, right, resource, places);
  return (collection, field) => {
    const place = places.place(collection, field);
    return roles.some((role) => formAccess(role, place) === 'write') && within?.(collection, field) !== false;
  };
}

/** Whether the lists of a person say a fact of every case in them: only then may they look for cases by it. */
export function listsEvery(subject: Subject, places: FieldPlaces, field: string): boolean {
  const place = places.place(undefined, field);
  return (
    subject.roles.every((role) => !role.rights.includes('case.list') || formAccess(role, place) !== 'none') &&
    (subject.within === undefined || listsEvery(subject.within, places, field))
  );
}

/** A case at the edge of what a scope covers: whoever reads something in it reads it in every case of the scope. */
function outermost(scope: Scope, { user, office, team, agency }: Subject): CaseResource {
  const caseId = ANY_CASE;
  /** Rather somebody whom the other scope does not reach too: what that one opens is not open in all of this one. */
  const colleague = (some: ReadonlySet<UserId>, others: ReadonlySet<UserId>): UserId => {
    const all = [...some].filter((one) => one !== user);
    return all.find((one) => !others.has(one)) ?? all[0] ?? user;
  };
  switch (scope) {
    case 'none':
    case 'own':
      return { caseId, ownerUser: user, ownerOffice: office };
    case 'group':
      return { caseId, ownerUser: colleague(team, agency), ownerOffice: office };
    case 'agency':
      return { caseId, ownerUser: colleague(agency, team), ownerOffice: office };
    case 'office':
      return { caseId, ownerUser: undefined, ownerOffice: office };
    case 'all':
      return { caseId, ownerUser: undefined, ownerOffice: '' as OfficeId };
  }
}

/** Whether the answer to a question, by its key, may be read in every case that the lists of a person hold. */
export function listSight(subject: Subject, places: FieldPlaces): (key: string) => boolean {
  const lists = subject.roles.filter(({ rights }) => rights.includes('case.list'));
  const sights = [...new Set(lists.map(({ scope }) => scope))].map((scope) =>
    sightOf(subject, outermost(scope, subject), places),
  );
  return (key) => sights.length > 0 && sights.every((sight) => sight.seesKey(key));
}
