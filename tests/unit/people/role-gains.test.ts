import { expect, test } from 'vitest';
import { roleGains as gainsWith } from '#core/rights/role-gains.ts';
import type { RoleDef } from '#core/rights/roles.ts';

const FORMS = [
  { id: 'bia', group: 'assessment' },
  { id: 'plan', group: 'assessment' },
  { id: 'vaccines', group: 'health' },
  { id: 'growth', group: 'health' },
] as const;
const roleGains = (before: readonly RoleDef[], after: readonly RoleDef[]) => gainsWith(before, after, FORMS);
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
    reaches: [],
    forms: ['form:plan', 'group:health'].map((place) => ({ place, before: 'none', after: 'read' })),
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
  expect(roleGains(apart, [one])).toEqual({
    gained: [],
    lost: [],
    reaches: [{ right: 'case.print', before: 'own', after: 'office' }],
    forms: [],
    together: true,
  });
  expect(roleGains([one], [one]).together).toBe(false);
  // Also beside something that is lost.
  const more = [...apart, role({ rights: ['case.history'] })];
  expect(roleGains(more, [one])).toMatchObject({ gained: [], lost: ['case.history'], together: true });
});

test('a form is judged in the group where it stands, and all forms are said at once where it is the same for all', () => {
  const closed = role({ forms: { otherwise: 'write', groups: { health: 'none' } } });
  // Named by itself, the form of a closed group comes open; that it has another rule than the rest is no change.
  expect(roleGains([closed], [role({ forms: { ...closed.forms, forms: { growth: 'read' } } })]).forms).toEqual([
    { place: 'form:growth', before: 'none', after: 'read' },
  ]);
  const named = role({ forms: { ...closed.forms, forms: { growth: 'none', bia: 'write' } } });
  expect(roleGains([closed], [named])).toMatchObject({ forms: [], together: false });
  expect(roleGains([role({ forms: { otherwise: 'none' } })], [role({})]).forms).toEqual([
    { place: 'otherwise', before: 'none', after: 'read' },
  ]);
});

test('a right is said with how far it reaches, beside whatever else is new', () => {
  const clerk = role({ scope: 'office', rights: ['case.list'] });
  const worker = role({ rights: ['case.list', 'case.view'] });
  const approver = role({ scope: 'office', rights: ['case.approve'] });
  expect(roleGains([clerk, worker], [clerk, worker, approver])).toMatchObject({
    gained: ['case.approve'],
    reaches: [{ right: 'case.approve', before: 'none', after: 'office' }],
    together: false,
  });
  const seeing = role({ scope: 'office', rights: ['case.list', 'case.view'] });
  expect(roleGains([clerk, worker], [seeing, worker])).toMatchObject({
    gained: [],
    reaches: [{ right: 'case.view', before: 'own', after: 'office' }],
  });
});

test('what several gave apart comes together also where something else is new', () => {
  const reading = role({ rights: ['case.view'], scope: 'office', maxClass: 1 });
  const own = role({ rights: ['case.view'], maxClass: 5 });
  const all = role({ rights: ['case.view', 'case.merge'], scope: 'office', maxClass: 5 });
  expect(roleGains([reading, own], [all])).toMatchObject({ gained: ['case.merge'], together: true });
  expect(roleGains([reading, own], [reading, own, role({ rights: ['case.merge'], scope: 'office' })])).toMatchObject({
    gained: ['case.merge'],
    together: false,
  });
  // Reaching further by itself does not say that the highest class comes to what it was not for.
  const far = role({ rights: ['case.view'], scope: 'all', maxClass: 5 });
  expect(roleGains([reading, own], [far])).toMatchObject({ gained: [], together: true });
  expect(roleGains([{ ...reading, maxClass: 5 }, own], [far])).toMatchObject({ gained: [], together: false });
});
