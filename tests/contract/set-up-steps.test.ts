import { expect, test } from 'vitest';
import type { SetUpStepId } from '#core/people/set-up-steps.ts';
import type { UserId } from '#core/ids.ts';
import type { Office } from '../../main/office/office.ts';
import { putText } from '../../main/storage/meta.repo.ts';
import { wallDay } from '../builders/calendar-days.ts';
import { roleOf } from '../builders/office-roles.ts';
import { done, openedOffice, refusal, withCheapKeys } from '../faults/temporary-office.ts';
import { add, become, passphraseOf } from './people-of-roles.ts';

const DAY_MS = 86_400_000;
type Step = Awaited<ReturnType<typeof step>>;

async function step(office: Office, id: SetUpStepId) {
  const found = (await done(office, 'settings.setUp', {})).find((one) => one.id === id);
  if (!found) throw new Error(`no step ${id}`);
  return found;
}
const at = (state: Step['state'], ...names: string[]) => expect.objectContaining({ state, names });

test('what is left of setting up follows the people and what is in force', async () => {
  const { office } = await openedOffice();
  const [head] = await done(office, 'people.list', {});
  if (!head) throw new Error('nobody is here');
  // The first administrator is the supervisor too, and nobody is there beside them.
  expect(await step(office, 'managers')).toEqual(at('open', head.name));
  expect(await step(office, 'backup')).toEqual(at('open'));
  await add(office, 'Baraka', ['administrator']);
  expect(await step(office, 'managers')).toEqual(at('done'));

  await done(office, 'settings.setHolidays', { holidays: [wallDay(Date.now() - 30 * DAY_MS)] });
  expect(await step(office, 'closed-days')).toEqual(at('open'));
  await done(office, 'settings.setHolidays', { holidays: [wallDay(Date.now() + 30 * DAY_MS)] });
  expect(await step(office, 'closed-days')).toEqual(at('done'));
  expect(await step(office, 'plan')).toEqual(at('open'));
  await done(office, 'emergency.setPlan', { safePlace: 'The dispensary', call: '', takeAlong: '', destroy: '' });
  expect(await step(office, 'plan')).toEqual(at('done'));
  await done(office, 'people.setConduct', { text: 'We keep what children tell us.' });
  expect(await step(office, 'conduct')).toEqual(at('done'));
  await done(office, 'seconds.setRule', { kinds: ['own-rights', 'readable'] });
  expect(await step(office, 'second-person')).toEqual(at('done'));
  office.close();
});

test('an account that is closed, or waits for its own passphrase, is told by name', async () => {
  const { office } = await openedOffice();
  const baraka = await add(office, 'Baraka', ['administrator']);
  await done(office, 'people.suspend', { user: baraka, why: 'On leave.' });
  expect((await step(office, 'managers')).state).toBe('open');
  const person = { name: 'Amina', roles: ['caseworker'], passphrase: passphraseOf('Amina'), newPassphrase: true };
  await withCheapKeys(() => done(office, 'people.add', person));
  expect(await step(office, 'own-passphrases')).toEqual(at('open', 'Amina'));
  office.close();
});

test('whoever has cases is overseen by somebody else, as far as the roles reach', async () => {
  const { office, head } = await openedOffice();
  const { groupId } = await done(office, 'people.saveGroup', { groupId: null, name: 'North', members: [] });
  const role = { ...roleOf('supervisor'), id: 'team_leader', scope: 'group' as const };
  await done(office, 'roles.save', { role: role as never });
  const belonging = { groups: [groupId], agency: '', position: 'Team North' };
  const added = (name: string, roles: string[], more = {}): Promise<{ id: UserId }> =>
    withCheapKeys(() => done(office, 'people.add', { name, roles, passphrase: passphraseOf(name), ...more }));
  await added('Amina', ['caseworker'], belonging);
  await added('Zawadi', ['caseworker']);
  await added('Neema', ['administrator']);
  const { id: leads } = await added('Baraka', ['team_leader'], belonging);
  // The first administrator oversees everybody; without them the leader of a group reaches that group alone.
  expect(await step(office, 'overseen')).toEqual(at('done'));
  const change = { groups: [], agency: '', position: '', from: null, until: null };
  await done(office, 'people.change', { user: head, roles: ['administrator'], ...change });
  expect(await step(office, 'overseen')).toEqual(at('open', 'Zawadi'));
  const leader = (await done(office, 'people.list', {})).find(({ id }) => id === leads);
  expect(leader).toMatchObject({ groups: [groupId], position: 'Team North' });
  office.close();
});

test('a person is added with what they belong to, or not at all', async () => {
  const { office } = await openedOffice();
  const person = { name: 'Amina', roles: ['caseworker'], passphrase: passphraseOf('Amina') };
  const nowhere = { ...person, groups: ['AAAAAAAAAAAAAAAAAAAAAA'] };
  expect(await refusal(office, 'people.add', nowhere)).toMatchObject({
    code: 'FORM_INVALID',
    params: { field: 'groups' },
  });
  expect(await refusal(office, 'people.add', { ...person, agency: 'nobody’s' })).toMatchObject({
    code: 'FORM_INVALID',
    params: { field: 'agency' },
  });
  expect(await done(office, 'people.list', {})).toHaveLength(1);
  office.close();
});

test('a step that does not concern the office is said to be so, kept, and taken back', async () => {
  const { office, head } = await openedOffice();
  await done(office, 'settings.setSetUpAside', { step: 'places', aside: true });
  await become(office, head);
  expect(await step(office, 'places')).toEqual(at('aside'));
  await done(office, 'settings.setSetUpAside', { step: 'places', aside: false });
  expect(await step(office, 'places')).toEqual(at('open'));
  // What another computer of the office says, of a later version or broken.
  const { db } = office.open ?? {};
  if (!db) throw new Error('the office is closed');
  for (const [text, state] of [
    ['["of_a_later_version","places"]', 'aside'],
    ['["places"', 'open'],
  ] as const) {
    putText(db, 'setting', 'set_up_aside', text);
    expect(await step(office, 'places')).toEqual(at(state));
  }
  office.close();
});
