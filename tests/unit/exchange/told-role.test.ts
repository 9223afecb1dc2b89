import { expect, it } from 'vitest';
import { mergedItem } from '#core/exchange/office-state.ts';
import { heardRole, toldRole, type KeptRole } from '#core/exchange/told-role.ts';
import { RIGHTS_APART } from '#core/rights/older-roles.ts';
import { RIGHTS, type Right } from '#core/rights/roles.ts';
import { roleOf } from '../../builders/office-roles.ts';

// The computers of an office are not all upgraded on one day.
const UNKNOWN = { own: undefined, configured: undefined };
const textOf = (...rights: readonly Right[]): string => JSON.stringify({ ...roleOf('caseworker'), rights });
const rightsOf = (text: string): unknown => (JSON.parse(text) as { rights: unknown }).rights;
/** What a program before 0314 keeps of it, and tells on. */
const throughOlder = (told: string): string => {
  const { body, base } = JSON.parse(told) as KeptRole;
  return JSON.stringify({ body, base });
};

it.each<{ rights: readonly Right[] }>([
  { rights: ['case.write', ...RIGHTS_APART] },
  { rights: ['case.view', 'case.write'] },
  { rights: ['case.write', 'case.refer'] },
  { rights: ['case.close'] },
  { rights: ['case.view'] },
])('a role with $rights comes as it is, and no older program is told a right that it does not know', ({ rights }) => {
  const kept = { body: textOf(...rights), base: textOf('case.view', 'case.write', ...RIGHTS_APART) };
  const told = toldRole(kept);
  expect(heardRole(told, UNKNOWN)).toEqual(kept);
  const { body, base } = JSON.parse(told) as KeptRole;
  const known = RIGHTS.filter((right) => !RIGHTS_APART.includes(right));
  for (const text of [body, base ?? '']) expect(known).toEqual(expect.arrayContaining(rightsOf(text) as Right[]));
  // What comes back from one takes nothing from anybody, and gives nothing.
  expect(heardRole(throughOlder(told), { own: kept, configured: kept.base })).toEqual(kept);
});

it('what an older program changed keeps what it cannot say, and gives what writing gave where nothing is known', () => {
  const own = { body: textOf('case.write', 'case.refer'), base: textOf('case.write') };
  const changed = JSON.stringify({ body: textOf('case.write', 'case.print'), base: textOf('case.write') });
  expect(heardRole(changed, { own, configured: undefined })).toEqual({
    body: textOf('case.write', 'case.refer', 'case.print'),
    base: own.base,
  });
  expect(heardRole(changed, UNKNOWN)).toEqual({
    body: textOf('case.write', ...RIGHTS_APART, 'case.print'),
    base: textOf('case.write', ...RIGHTS_APART),
  });
  const clerk = textOf('case.write');
  expect(heardRole(changed, { own: undefined, configured: clerk })).toEqual({
    body: textOf('case.write', 'case.print'),
    base: clerk,
  });
});

it('of two that were changed apart the narrower one is told whole', () => {
  const item = (by: string, ...rights: readonly Right[]) => ({
    kind: 'role',
    id: 'caseworker',
    body: toldRole({ body: textOf(...rights), base: null }),
    seen: { [by]: 1 },
    at: by === 'a' ? 1 : 2,
  });
  const [one, other] = [item('a', 'case.write', 'case.refer'), item('b', 'case.write', 'case.close', 'case.refer')];
  for (const merged of [mergedItem(one, other), mergedItem(other, one)])
    expect(rightsOf(heardRole(merged.body ?? '', UNKNOWN).body)).toEqual(['case.write', 'case.refer']);
});
