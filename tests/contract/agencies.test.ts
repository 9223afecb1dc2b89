import { expect, test } from 'vitest';
import type { UserId } from '#core/ids.ts';
import { aCase, done, openedOffice, refusal, register } from '../faults/temporary-office.ts';
import { add, become, changed, listed } from './people-of-roles.ts';

test('the reach of an agency is the cases of its people, at once and only while it is active; whoever is of none reaches nothing by it', async () => {
  const { office, head } = await openedOffice();
  await done(office, 'roles.save', changed('caseworker', { scope: 'agency' }));
  const amina = await add(office, 'Amina', ['caseworker']);
  const baraka = await add(office, 'Baraka', ['caseworker']);
  const { agencyId } = await done(office, 'people.saveAgency', {
    ...{ agencyId: null, name: ' Red  Acacia ', shortName: ' RA ', active: true },
  });
  const ours = { agencyId, name: 'Red Acacia', shortName: 'RA', active: true };
  expect(await done(office, 'people.agencies', {})).toEqual([ours]);
  expect((await refusal(office, 'people.saveAgency', { ...ours, agencyId: null, name: 'red acacia' })).code).toBe(
    'FORM_INVALID',
  );
  const join = async (user: UserId, agency: string): Promise<void> => {
    const rest = { roles: ['caseworker'], groups: [], position: '', from: null, until: null };
    await done(office, 'people.change', { user, agency, ...rest });
  };
  await become(office, baraka, 'Baraka');
  const his = await register(office, aCase({ full_name: 'Tumaini', risk_level: 'high', risk_reason: 'Alone.' }));
  const code = office.open?.repos.cases.byId(his)?.code ?? '';
  await become(office, amina, 'Amina');
  // Neither is of an agency: that is not the same agency.
  expect(await listed(office)).toEqual([]);
  await become(office, head);
  await join(baraka, agencyId);
  await join(amina, agencyId);
  expect(await done(office, 'roles.why', { user: amina, code })).toMatchObject({
    owner: 'agency',
    read: { allowed: true, rule: 'role-grants', role: 'caseworker' },
  });
  await become(office, amina, 'Amina');
  expect(await listed(office)).toEqual([his]);
  await done(office, 'cases.open', { caseId: his });
  const tasks = await done(office, 'tasks.list', { of: 'office', days: 90 });
  expect(new Set(tasks.lines.map((line) => line.case.caseId))).toEqual(new Set([his]));
  await become(office, head);
  await done(office, 'people.saveAgency', { ...ours, active: false });
  expect(await done(office, 'roles.why', { user: amina, code })).toMatchObject({
    owner: 'other',
    read: { allowed: false, rule: 'outside-scope' },
  });
  await join(amina, '');
  const again = { roles: ['caseworker'], groups: [], position: '', from: null, until: null };
  expect(await refusal(office, 'people.change', { user: amina, agency: agencyId, ...again })).toMatchObject({
    code: 'FORM_INVALID',
    params: { field: 'agency' },
  });
  await done(office, 'people.saveAgency', ours);
  await become(office, amina, 'Amina');
  expect(await listed(office)).toEqual([]);
  expect(await refusal(office, 'cases.open', { caseId: his })).toMatchObject({ code: 'PERM_DENIED' });
}, 90_000);
