import { expect, test } from 'vitest';
import { done, refusal } from '../faults/temporary-office.ts';
import { as, change, rolesOf, SECOND, withColleague } from './office-of-two.ts';

test('the only one who manages people takes the settings from nobody alone: whoever has them agrees', async () => {
  const { office, head } = await withColleague(['clerk']);
  const roles = (await done(office, 'roles.list', {})).map(({ role }) => role);
  const clerk = roles.find(({ id }) => id === 'clerk');
  if (!clerk) throw new Error('there is no role clerk');
  await done(office, 'roles.save', { role: { ...clerk, id: 'keeper', rights: [...clerk.rights, 'office.settings'] } });
  const baraka = (await done(office, 'people.list', {})).find(({ id }) => id !== head)?.id;
  if (!baraka) throw new Error('there is nobody else');
  await done(office, 'people.change', change(baraka, ['keeper']));
  for (const [call, input] of [
    ['people.change', change(baraka, ['clerk'])],
    ['roles.save', { role: { ...clerk, id: 'keeper' } }],
  ] as const)
    expect(await refusal(office, call, input)).toMatchObject({ code: 'SECOND_WAITS' });
  expect(await refusal(office, 'people.leave', { user: baraka, to: null, why: 'Moved away.' })).toMatchObject({
    code: 'SECOND_WAITS',
  });
  expect(await rolesOf(office, baraka)).toEqual(['keeper']);
  // What does not take the settings from anybody is done at once.
  await done(office, 'people.change', { ...change(baraka, ['keeper', 'clerk']), position: 'Keeper' });
  await as(office, baraka, SECOND);
  const acts = await done(office, 'seconds.list', {});
  expect(acts.map(({ why }) => why)).toEqual(['rule', 'rule', 'rule']);
  const role = acts.find(({ about }) => about.what === 'role');
  // Its holder came to hold another role since.
  expect(
    await refusal(office, 'seconds.decide', { id: role?.id ?? '', agrees: true, passphrase: SECOND }),
  ).toMatchObject({ code: 'FORM_STALE' });
  await as(office, head);
  expect(await refusal(office, 'people.change', change(baraka, ['clerk']))).toMatchObject({ code: 'SECOND_WAITS' });
  await as(office, baraka, SECOND);
  const last = (await done(office, 'seconds.list', {})).at(-1);
  await done(office, 'seconds.decide', { id: last?.id ?? '', agrees: true, passphrase: SECOND });
  await as(office, head);
  expect(await rolesOf(office, baraka)).toEqual(['clerk']);
});
