import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OfficeId, UserId } from '#core/ids.ts';
import { ANY_CASE, NO_EXCEPTIONS, type CaseResource, type Subject } from '#core/rights/decide.ts';
import { reaches } from '#core/rights/reach.ts';
import { readsInAll, recordReach } from '#core/rights/record-reach.ts';
import type { FieldPlace, RoleDef } from '#core/rights/roles.ts';
import type { FieldPlaces } from '#core/rights/sight.ts';
import { anyRole } from '../builders/any-role.ts';

const [me, friend, fellow, ally, stranger] = ['me', 'friend', 'fellow', 'ally', 'stranger'] as UserId[] as [
  UserId,
  UserId,
  UserId,
  UserId,
  UserId,
];
const [here, there] = ['here', 'there'] as OfficeId[] as [OfficeId, OfficeId];
const FORMS = ['incident', 'tracing'];
const PLACES: Readonly<Record<string, FieldPlace>> = {
  'case.incidents': { form: 'incident', group: undefined, system: false, sensitivity: 4, identifies: false },
  'incidents.incident_type': { form: 'incident', group: undefined, system: false, sensitivity: 5, identifies: false },
  'incidents.incident_status': { form: 'incident', group: undefined, system: false, sensitivity: 3, identifies: false },
};
const UNKNOWN: FieldPlace = { form: undefined, group: undefined, system: false, sensitivity: 5, identifies: false };
const placeOf = (key: string): FieldPlace => PLACES[key] ?? UNKNOWN;
const places: FieldPlaces = { place: (collection, field) => placeOf(`${collection ?? 'case'}.${field}`) };

/** Every case that roles could tell apart. */
const CASES: readonly CaseResource[] = [me, friend, fellow, ally, stranger, undefined].flatMap((ownerUser) =>
  [here, there].map((ownerOffice) => ({ caseId: ANY_CASE, ownerUser, ownerOffice })),
);

/** The rights once more, in the plainest words. */
const covers = ({ scope }: RoleDef, { ownerUser, ownerOffice }: CaseResource): boolean =>
  scope === 'all' ||
  (scope !== 'none' && ownerUser === me) ||
  (scope === 'office' && ownerOffice === here) ||
  (scope === 'group' && (ownerUser === friend || ownerUser === ally)) ||
  (scope === 'agency' && (ownerUser === fellow || ownerUser === ally));
const opens = ({ forms, maxClass }: RoleDef, { form, sensitivity }: FieldPlace): boolean =>
  ((form === undefined ? undefined : forms.forms?.[form]) ?? forms.otherwise) !== 'none' && sensitivity <= maxClass;
const reads = (roles: readonly RoleDef[], one: CaseResource, place: FieldPlace): boolean =>
  roles.some((role) => role.rights.includes('case.view') && covers(role, one) && opens(role, place));
const lists = (roles: readonly RoleDef[], one: CaseResource): boolean =>
  roles.some((role) => role.rights.includes('case.list') && covers(role, one));

const someRoles = fc.array(
  anyRole('any', FORMS, []).map((role) => ({
    ...role,
    rights: [...new Set([...role.rights, ...(role.maxClass > 1 ? (['case.list', 'case.view'] as const) : [])])],
  })),
  { minLength: 1, maxLength: 3 },
);
const subjectOf = (roles: readonly RoleDef[]): Subject => ({
  user: me,
  office: here,
  roles,
  team: new Set([me, friend, ally]),
  agency: new Set([me, fellow, ally]),
  exceptions: NO_EXCEPTIONS,
});
const INCIDENTS = placeOf('case.incidents');

test('a list of records reaches exactly the listed cases in which a role opens what tells of the record', () => {
  let some = 0;
  fc.assert(
    fc.property(someRoles, (roles) => {
      const subject = subjectOf(roles);
      const reach = recordReach(subject, INCIDENTS);
      for (const one of CASES) {
        const expected = lists(roles, one) && reads(roles, one, INCIDENTS);
        if (expected) some += 1;
        expect(reaches(reach, subject, one), JSON.stringify([roles, one])).toBe(expected);
      }
    }),
    { numRuns: 600, seed: 160 },
  );
  expect(some).toBeGreaterThan(200);
});

test('a list is narrowed by an answer only when it is open in every case whose records the list holds', () => {
  let [open, closed] = [0, 0];
  fc.assert(
    fc.property(someRoles, (roles) => {
      const subject = subjectOf(roles);
      const reach = recordReach(subject, INCIDENTS);
      const readsAll = readsInAll(subject, places, reach);
      const held = CASES.filter((one) => lists(roles, one) && reads(roles, one, INCIDENTS));
      for (const key of ['incidents.incident_type', 'incidents.incident_status']) {
        const expected = held.length > 0 && held.every((one) => reads(roles, one, placeOf(key)));
        if (expected) open += 1;
        else closed += 1;
        expect(readsAll(key), JSON.stringify([roles, key])).toBe(expected);
      }
    }),
    { numRuns: 600, seed: 161 },
  );
  expect(Math.min(open, closed)).toBeGreaterThan(50);
});
