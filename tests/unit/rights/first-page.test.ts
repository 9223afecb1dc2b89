import { expect, test } from 'vitest';
import type { OfficeId, UserId } from '#core/ids.ts';
import { NO_EXCEPTIONS, type Subject } from '#core/rights/decide.ts';
import { firstPage } from '#core/rights/first-page.ts';
import type { RoleDef } from '#core/rights/roles.ts';
import { roleOf } from '../../builders/office-roles.ts';

const subject = (roles: readonly RoleDef[], within?: Subject): Subject => ({
  user: 'me' as UserId,
  office: 'here' as OfficeId,
  roles,
  team: new Set(),
  agency: new Set(),
  exceptions: NO_EXCEPTIONS,
  ...(within === undefined ? {} : { within }),
});
/** The same rights in a role that an office made for itself. */
const own = (id: string): RoleDef => ({ ...roleOf(id), id: `our_${id}` });

test('goes by what roles let do, whatever they are called', () => {
  for (const of of [roleOf, own]) {
    expect(firstPage(subject([of('caseworker')]))).toBe('home');
    expect(firstPage(subject([of('supervisor')]))).toBe('team');
    expect(firstPage(subject([of('administrator'), of('supervisor')]))).toBe('team');
    expect(firstPage(subject([of('supervisor'), of('caseworker')]))).toBe('home');
    expect(firstPage(subject([of('clerk')]))).toBeUndefined();
    expect(firstPage(subject([of('manager')]))).toBeUndefined();
  }
  // Approving one's own cases alone leads nobody.
  expect(firstPage(subject([{ ...own('supervisor'), scope: 'own' }]))).toBe('home');
});

test('a trial begins at no page that its person may not open', () => {
  expect(firstPage(subject([roleOf('supervisor')], subject([roleOf('administrator')])))).toBeUndefined();
  expect(firstPage(subject([roleOf('caseworker')], subject([roleOf('supervisor')])))).toBe('home');
});
