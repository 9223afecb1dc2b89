import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OfficeId, UserId } from '#core/ids.ts';
import type { CaseDocument, FieldValue } from '#core/forms/types.ts';
import { decide, listScope, rightsOf, visibleClass } from '#core/rights/decide.ts';
import { maskDocument } from '#core/rights/mask.ts';
import { RIGHTS, ROLES, ROLE_TABLE } from '#core/rights/roles.ts';

const me = 'me' as UserId;
const other = 'other' as UserId;
const office = 'office' as OfficeId;
const roles = fc.subarray([...ROLES]);
const resource = fc.constantFrom(me, other, undefined).map((ownerUser) => ({ ownerUser, ownerOffice: office }));

test('a right is allowed on a case only when one single role both grants it and reaches the case', () => {
  fc.assert(
    fc.property(roles, fc.constantFrom(...RIGHTS), resource, (mine, right, target) => {
      const reaches = mine.some((role) => {
        const { rights, scope } = ROLE_TABLE[role];
        return rights.includes(right) && (scope === 'office' || (scope === 'own' && target.ownerUser === me));
      });
      expect(decide({ user: me, roles: mine }, right, target).allowed).toBe(reaches);
    }),
  );
});

test('nobody without roles may do anything, and a right not listed for the person is refused', () => {
  fc.assert(
    fc.property(roles, fc.constantFrom(...RIGHTS), resource, (mine, right, target) => {
      const subject = { user: me, roles: mine };
      if (!rightsOf(subject).includes(right)) expect(decide(subject, right, target).allowed).toBe(false);
      expect(decide({ user: me, roles: [] }, right, target).allowed).toBe(false);
      expect(visibleClass({ user: me, roles: [] }, target)).toBe(0);
    }),
  );
});

test('who may list own cases only sees no class of a case of somebody else', () => {
  fc.assert(
    fc.property(roles, (mine) => {
      const subject = { user: me, roles: mine };
      if (listScope(subject) !== 'own') return;
      expect(visibleClass(subject, { ownerUser: other, ownerOffice: office })).toBe(0);
    }),
  );
});

test('no value above the visible class is left in a masked document, and every value left out is named', () => {
  const field = fc.constantFrom('a1', 'b2', 'c3', 'd4', 'e5', 'unknown_field');
  const classOf = (_collection: string | undefined, name: string): number => Number(name[1]) || 5;
  const values = fc.dictionary(
    field,
    fc.string({ minLength: 1 }).map((s): FieldValue => `canary-${s}`),
  );
  const rows = fc.dictionary(
    fc.constantFrom('family_members', 'care_arrangements'),
    fc.array(fc.record({ id: fc.string(), values })),
  );
  fc.assert(
    fc.property(values, rows, fc.integer({ min: 0, max: 5 }), (v, r, visible) => {
      const document: CaseDocument = { values: v, rows: r };
      const out = maskDocument(document, visible, classOf);
      const left = [
        ...Object.keys(out.document.values),
        ...Object.values(out.document.rows).flatMap((list) => list.flatMap((row) => Object.keys(row.values))),
      ];
      for (const name of left) expect(classOf(undefined, name)).toBeLessThanOrEqual(visible);
      const gone = Object.keys(v).filter((name) => !(name in out.document.values));
      for (const name of gone) expect(out.masked).toContain(name);
      for (const name of out.masked) expect(classOf(undefined, name.split('.').at(-1) ?? '')).toBeGreaterThan(visible);
    }),
  );
});
