import { expect, test } from 'vitest';
import { roleGains } from '#core/rights/role-gains.ts';
import type { RoleDef } from '#core/rights/roles.ts';

const words = { en: 'A', fr: 'A', ar: 'A' };
const role = (more: Partial<RoleDef>): RoleDef => ({
  id: 'some',
  label: words,
  description: words,
  rights: ['case.view'],
  scope: 'own',
  forms: { otherwise: 'read' },
  maxClass: 3,
  ...more,
});

test('says which rights, how far, which forms and which class other roles give and take', () => {
  const before = [role({ rights: ['case.view', 'case.print'], forms: { otherwise: 'none', forms: { bia: 'read' } } })];
  const after = [role({ scope: 'office', maxClass: 5, owns: true, until: '2030-01-31' })];
  expect(roleGains(before, after)).toEqual({
    gained: [],
    lost: ['case.print'],
    scope: { before: 'own', after: 'office' },
    maxClass: { before: 3, after: 5 },
    forms: [{ place: 'otherwise', before: 'none', after: 'read' }],
    owns: { before: false, after: true },
    days: { before: { from: '', until: '' }, after: { from: '', until: '2030-01-31' } },
    together: false,
  });
  expect(roleGains([], [role({ forms: { otherwise: 'none', groups: { health: 'write' } } })])).toMatchObject({
    gained: ['case.view'],
    scope: { before: 'none', after: 'own' },
    forms: [{ place: 'group:health', before: 'none', after: 'write' }],
  });
});

test('says it too when one role gives together what two gave apart', () => {
  const apart = [
    role({ rights: ['case.view'], scope: 'office', maxClass: 1 }),
    role({ rights: ['case.print'], maxClass: 5 }),
  ];
  const one = role({ rights: ['case.view', 'case.print'], scope: 'office', maxClass: 5 });
  expect(roleGains(apart, [one])).toEqual({ gained: [], lost: [], forms: [], together: true });
  expect(roleGains([one], [one]).together).toBe(false);
  // Also beside something that is lost.
  const more = [...apart, role({ rights: ['case.history'] })];
  expect(roleGains(more, [one])).toMatchObject({ gained: [], lost: ['case.history'], together: true });
});
