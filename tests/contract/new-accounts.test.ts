import { expect, test } from 'vitest';
import { NEW_ACCOUNT_DAYS } from '#core/rights/second-person.ts';
import { aCase, done, openedOffice, refusal, register, SetClock } from '../faults/temporary-office.ts';
import { change, rolesOf, waiting } from './office-of-two.ts';
import { add, become, passphraseOf } from './people-of-roles.ts';

// Whoever manages people chooses the first passphrase of an account, and could make somebody up to read colleagues' cases.
const DAY_MS = 86_400_000;
const why = 'Left for another town.';

/** An office in which everybody has been for longer than an account is new; the manager is signed in. */
async function longAgo() {
  const clock = new SetClock();
  const { office } = await openedOffice(clock);
  const manager = await add(office, 'Baraka', ['administrator']);
  const lead = await add(office, 'Zawadi', ['supervisor']);
  const amina = await add(office, 'Amina', ['caseworker']);
  await become(office, amina, 'Amina');
  const caseId = await register(office, aCase({}));
  clock.offset = (NEW_ACCOUNT_DAYS + 1) * DAY_MS;
  await become(office, manager, 'Baraka');
  return { clock, office, manager, lead, amina, caseId };
}

test('somebody who is made up gets no role that opens cases of others, when they are added or afterwards', async () => {
  const { office } = await longAgo();
  const person = { name: 'Nobody', roles: ['supervisor'], passphrase: passphraseOf('Nobody') };
  expect(await refusal(office, 'people.add', person)).toMatchObject({ code: 'ROLE_SECOND_ADD' });
  const madeUp = await add(office, 'Nobody', ['caseworker']);
  expect(await refusal(office, 'people.change', change(madeUp, ['supervisor']))).toMatchObject({
    code: 'SECOND_WAITS',
  });
  const { role } = (await done(office, 'roles.list', {})).find((one) => one.role.id === 'caseworker') ?? {};
  if (role === undefined) throw new Error('no caseworker');
  expect(await refusal(office, 'roles.save', { role: { ...role, scope: 'all' } as never })).toMatchObject({
    code: 'SECOND_WAITS',
  });
  for (const { id } of await done(office, 'seconds.list', {}))
    await done(office, 'seconds.decide', { id, agrees: false });
  // What opens nobody else's case waits for nobody.
  await done(office, 'people.change', change(madeUp, ['caseworker', 'it']));
  expect(await rolesOf(office, madeUp)).toEqual(['caseworker', 'it']);
}, 120_000);

test('nor cases of a colleague, before who gives cases to colleagues agrees and is told whose they are', async () => {
  const { clock, office, manager, lead, amina, caseId } = await longAgo();
  // A clock that is set back makes no account older, also one that is added meanwhile; and who is new vouches for nobody.
  clock.offset = 0;
  await become(office, manager, 'Baraka');
  const another = await add(office, 'Another', ['administrator']);
  const late = await add(office, 'Late', ['caseworker']);
  expect(await refusal(office, 'people.leave', { user: amina, to: late, why })).toMatchObject({ code: 'SECOND_WAITS' });
  await become(office, another, 'Another');
  const { id } = await waiting(office);
  const agreed = { id, agrees: true, passphrase: passphraseOf('Another') };
  expect(await refusal(office, 'seconds.decide', agreed)).toMatchObject({ code: 'SECOND_NEW_ACCOUNT' });
  await become(office, late, 'Late');
  expect(await refusal(office, 'cases.open', { caseId })).toMatchObject({ code: 'PERM_DENIED' });
  await become(office, lead, 'Zawadi');
  const asked = await waiting(office);
  expect(asked).toMatchObject({
    why: 'new-account',
    by: 'Baraka',
    mine: false,
    about: { what: 'leaver', name: 'Amina', cases: 1 },
  });
  await done(office, 'seconds.decide', { id: asked.id, agrees: true, passphrase: passphraseOf('Zawadi') });
  const { line } = await done(office, 'cases.open', { caseId });
  expect(line.owner?.name).toBe('Late');
  // After two weeks an account is like any other.
  await become(office, manager, 'Baraka');
  const heir = await add(office, 'Heir', ['caseworker']);
  clock.offset = 2 * (NEW_ACCOUNT_DAYS + 1) * DAY_MS;
  await become(office, manager, 'Baraka');
  expect(await done(office, 'people.leave', { user: late, to: heir, why })).toMatchObject({ cases: 1 });
}, 120_000);

test('whoever is the only one who has been here for long is not held up', async () => {
  const alone = new SetClock();
  const { office: small } = await openedOffice(alone);
  alone.offset = (NEW_ACCOUNT_DAYS + 1) * DAY_MS;
  const worker = await add(small, 'Worker', ['caseworker']);
  const newcomer = await add(small, 'Newcomer', ['supervisor']);
  expect(await rolesOf(small, newcomer)).toEqual(['supervisor']);
  expect(await done(small, 'people.leave', { user: worker, to: newcomer, why })).toEqual({ cases: 0 });
}, 60_000);

test('whoever forgot the passphrase is not waited for, and goes on with their cases and role at once', async () => {
  const clock = new SetClock();
  const { office, head } = await openedOffice(clock);
  const lead = await add(office, 'Zawadi', ['supervisor']);
  await become(office, lead, 'Zawadi');
  const caseId = await register(office, aCase({}));
  clock.offset = (NEW_ACCOUNT_DAYS + 1) * DAY_MS;
  await become(office, head);
  const again = await add(office, 'Zawadi again', ['caseworker']);
  const leaving = { user: lead, to: again, why: 'Forgot the passphrase' };
  // Whoever simply leaves can agree as long as they are here.
  expect(await refusal(office, 'people.leave', leaving)).toMatchObject({ code: 'SECOND_WAITS' });
  expect(await done(office, 'people.leave', { ...leaving, again: true })).toMatchObject({ cases: 1 });
  await done(office, 'people.change', change(again, ['supervisor']));
  await become(office, again, 'Zawadi again');
  expect((await done(office, 'cases.open', { caseId })).line.owner?.name).toBe('Zawadi again');
}, 120_000);
