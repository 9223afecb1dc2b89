import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CaseId, OfficeId, UserId } from '#core/ids.ts';
import { decide, decideRead, decideWrite, ownsCases, type CaseResource, type Subject } from '#core/rights/decide.ts';
import { inForce, RIGHTS, type FieldPlace, type RoleDef } from '#core/rights/roles.ts';
import { isWider } from '#core/rights/wider-roles.ts';
import { anyRole } from '../builders/any-role.ts';

const me = 'me' as UserId;
const here = 'here' as OfficeId;
const DAYS = ['2026-01-31', '2026-06-15', '2026-12-01'];
const day = fc.option(fc.constantFrom(...DAYS), { nil: undefined });
const role = (id: string): fc.Arbitrary<RoleDef> =>
  fc.tuple(anyRole(id, ['consent', 'closure'], ['file']), day, day).map(([one, from, until]) => ({
    ...one,
    ...(from !== undefined && { from }),
    ...(until !== undefined && { until }),
  }));
/** Some of what is there, narrower or wider in one thing: roles drawn apart are hardly ever one within the other. */
const near = (one: RoleDef): fc.Arbitrary<RoleDef> =>
  fc
    .tuple(
      role(one.id),
      fc.subarray(['scope', 'forms', 'maxClass', 'owns', 'from', 'until', 'rights'], { maxLength: 2 }),
    )
    .map(([other, keys]) => {
      const { owns, from, until, ...rest } = {
        ...one,
        ...Object.fromEntries(Object.entries(other).filter(([key]) => keys.includes(key))),
      };
      const rights = keys.includes('rights') ? one.rights.filter((right) => other.rights.includes(right)) : one.rights;
      return {
        ...rest,
        rights,
        ...(owns && { owns }),
        ...(from !== undefined && { from }),
        ...(until !== undefined && { until }),
      };
    });
const resource: fc.Arbitrary<CaseResource> = fc.record({
  caseId: fc.constant('one' as CaseId),
  ownerUser: fc.constantFrom(me, 'friend' as UserId, 'other' as UserId, undefined),
  ownerOffice: fc.constantFrom(here, 'there' as OfficeId),
});
const place: fc.Arbitrary<FieldPlace> = fc.record({
  form: fc.constantFrom('consent', 'closure', 'other', undefined),
  group: fc.constantFrom('file', 'second', undefined),
  system: fc.boolean(),
  sensitivity: fc.nat(5),
  identifies: fc.boolean(),
});
const none = new Set<CaseId>();
const subject = (roles: readonly RoleDef[], on: string): Subject => ({
  user: me,
  office: here,
  roles: roles.filter((one) => inForce(one, on)),
  team: new Set(['friend' as UserId]),
  agency: new Set(['fellow' as UserId]),
  exceptions: { barred: none, lent: none, unnamed: none, restricted: none, referred: new Map() },
});

test('who has no wider roles than before may do nothing, on no day and with no case, that was not allowed before', () => {
  let compared = 0;
  fc.assert(
    fc.property(
      fc.tuple(role('a'), role('b')).chain((before) =>
        fc.tuple(
          fc.constant(before),
          fc.tuple(...before.map(near)).chain((all) => fc.subarray(all)),
        ),
      ),
      fc.constantFrom(...RIGHTS),
      resource,
      place,
      fc.constantFrom(...DAYS, '2026-03-01', '2027-01-01'),
      ([before, after], right, one, at, on) => {
        if (isWider(before, after)) return;
        compared += 1;
        const was = subject(before, on);
        const is = subject(after, on);
        if (decide(is, right, one).allowed) expect(decide(was, right, one).allowed).toBe(true);
        if (decideRead(is, one, at).allowed) expect(decideRead(was, one, at).allowed).toBe(true);
        if (decideWrite(is, one, at).allowed) expect(decideWrite(was, one, at).allowed).toBe(true);
        if (ownsCases(is)) expect(ownsCases(was)).toBe(true);
      },
    ),
    { numRuns: 5000 },
  );
  expect(compared).toBeGreaterThan(1000);
});

const words = { en: 'Any', fr: 'Any', ar: 'Any' };
const wide: RoleDef = {
  id: 'wide',
  label: words,
  description: words,
  rights: ['case.list', 'case.view'],
  scope: 'office',
  forms: { otherwise: 'read', forms: { closure: 'none' } },
  maxClass: 3,
  until: '2026-12-01',
};
const narrow: RoleDef = { ...wide, id: 'narrow', rights: ['case.print', 'case.write'], scope: 'own', maxClass: 5 };

test('two roles never make up for each other, and each limit that falls counts', () => {
  expect(isWider([wide, narrow], [narrow, wide])).toBe(false);
  expect(isWider([wide, narrow], [narrow])).toBe(false);
  expect(isWider([wide], [{ ...wide, rights: ['case.view'], scope: 'own', maxClass: 1, from: '2026-01-01' }])).toBe(
    false,
  );
  // No right, reach or class that was not there before, but never in one role.
  expect(isWider([wide, narrow], [wide, { ...narrow, scope: 'office' }])).toBe(true);
  expect(isWider([wide, narrow], [{ ...wide, maxClass: 5 }, narrow])).toBe(true);
  expect(isWider([wide, narrow], [{ ...wide, rights: ['case.view', 'case.print'] }, narrow])).toBe(true);
  expect(isWider([wide], [{ ...wide, forms: { otherwise: 'read' } }])).toBe(true);
  expect(isWider([wide], [{ ...wide, forms: { ...wide.forms, groups: { file: 'write' } } }])).toBe(true);
  expect(isWider([wide], [{ ...wide, until: '2027-12-01' }])).toBe(true);
  expect(isWider([{ ...wide, from: '2026-06-15' }], [wide])).toBe(true);
  expect(isWider([wide], [{ ...wide, owns: true }])).toBe(true);
  // A colleague of the group may have a case of another office, which the office's cases do not hold.
  expect(isWider([wide], [{ ...wide, scope: 'group' }])).toBe(true);
  expect(isWider([{ ...wide, scope: 'all' }], [{ ...wide, scope: 'group' }])).toBe(false);
  expect(isWider([], [narrow])).toBe(true);
});
