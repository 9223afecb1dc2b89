import { expect, test } from 'vitest';
import type { UserId } from '#core/ids.ts';
import { heldUpBy, reasonsFor, type RightsChange } from '#core/rights/second-person.ts';
import type { Right } from '#core/rights/roles.ts';
import { systemClock } from '../../main/office/clock.ts';
import { Phone } from '../builders/phone.ts';
import { done, refusal, withCheapKeys } from '../faults/temporary-office.ts';
import { as, change, rolesOf, SECOND, waiting, withColleague } from './office-of-two.ts';

const rights = (own: boolean, before: readonly Right[], after: readonly Right[], wider = false): RightsChange => ({
  own,
  before: new Set(before),
  after: new Set(after),
  wider,
  newcomer: false,
});

test('what takes a second person, and what does not', () => {
  expect(reasonsFor([rights(true, ['case.view'], ['case.view', 'case.print'])])).toEqual(['own-rights']);
  expect(reasonsFor([rights(true, ['case.view', 'case.print'], ['case.view'])])).toEqual([]);
  expect(reasonsFor([rights(true, ['case.view'], ['case.view'], true)])).toEqual(['own-rights']);
  expect(reasonsFor([rights(false, ['case.view'], ['case.view', 'case.print'], true)])).toEqual([]);
  expect(reasonsFor([rights(false, [], ['export.readable', 'emergency.erase'])])).toEqual(['readable', 'emergency']);
  expect(reasonsFor([rights(false, ['export.readable'], ['export.readable'])])).toEqual([]);
  expect(heldUpBy(['readable'], new Set(['readable']), 0)).toBeUndefined();
  expect(heldUpBy(['readable'], new Set(['emergency']), 2)).toBeUndefined();
  expect(heldUpBy(['own-rights', 'readable'], new Set(['readable']), 1)).toBe('readable');
});

test('who is alone works alone; with a colleague, widening the own rights waits until that one agrees', async () => {
  const { office, head, baraka } = await withColleague();
  const before = await rolesOf(office, head);
  const wider = [...(before ?? []), 'caseworker'];
  expect(await refusal(office, 'people.change', change(head, wider))).toMatchObject({ code: 'SECOND_WAITS' });
  expect(await rolesOf(office, head)).toEqual(before);
  const act = await waiting(office);
  expect(act).toMatchObject({ why: 'own-rights', mine: true, about: { what: 'person', after: { roles: wider } } });
  expect(await refusal(office, 'seconds.decide', { id: act.id, agrees: true, passphrase: SECOND })).toMatchObject({
    code: 'PERM_DENIED',
    params: { rule: 'own-request' },
  });

  await as(office, baraka, SECOND);
  expect(await waiting(office)).toMatchObject({ id: act.id, mine: false });
  await done(office, 'seconds.decide', { id: act.id, agrees: true, passphrase: SECOND });
  expect(await rolesOf(office, head)).toEqual(wider);
  expect(await done(office, 'seconds.list', {})).toEqual([]);
  expect(await refusal(office, 'seconds.decide', { id: act.id, agrees: true, passphrase: SECOND })).toMatchObject({
    code: 'FORM_STALE',
  });
  await as(office, head);
  const { lines } = await done(office, 'audit.list', { limit: 30 });
  expect(lines.map(({ action }) => action)).toEqual(
    expect.arrayContaining(['second.asked', 'second.decided', 'person.changed']),
  );
});

test('a role that gives erasing or readable files waits, for whoever it is, and can be declined or taken back', async () => {
  const { office, head, baraka } = await withColleague();
  await done(office, 'seconds.setRule', { kinds: ['own-rights', 'readable', 'emergency'] });
  const asha = await withCheapKeys(() =>
    done(office, 'people.add', { name: 'Asha', roles: ['clerk'], passphrase: 'seven kettles hum behind a wall' }),
  );
  const person = { name: 'Zawadi', roles: ['administrator'], passphrase: 'eight lamps hang over the harbour' };
  expect(await refusal(office, 'people.add', person)).toMatchObject({ code: 'ROLE_SECOND_ADD' });
  expect(await refusal(office, 'people.change', change(asha.id, ['administrator']))).toMatchObject({
    code: 'SECOND_WAITS',
  });
  const act = await waiting(office);
  await as(office, baraka, SECOND);
  await done(office, 'seconds.decide', { id: act.id, agrees: false });
  expect(await rolesOf(office, asha.id)).toEqual(['clerk']);

  const clerk = (await done(office, 'roles.list', {})).find(({ role }) => role.id === 'clerk')?.role;
  if (!clerk) throw new Error('there is no role clerk');
  const next = { role: { ...clerk, rights: [...clerk.rights, 'export.readable' as const] } };
  expect(await refusal(office, 'roles.save', next)).toMatchObject({ code: 'SECOND_WAITS' });
  const own = await waiting(office);
  expect(own).toMatchObject({ why: 'readable', about: { what: 'role', role: 'clerk' } });
  await done(office, 'seconds.decide', { id: own.id, agrees: false });
  expect(await done(office, 'seconds.list', {})).toEqual([]);
  await as(office, head);
  expect((await done(office, 'roles.list', {})).find(({ role }) => role.id === 'clerk')?.role).toEqual(clerk);
});

test('the rule itself: more is asked for at once, less waits for a second person', async () => {
  const { office, baraka } = await withColleague();
  expect(await done(office, 'seconds.rule', {})).toEqual({ kinds: ['own-rights'], others: 1 });
  await done(office, 'seconds.setRule', { kinds: ['own-rights', 'readable', 'emergency', 'hidden-name'] });
  expect(await refusal(office, 'seconds.setRule', { kinds: [] })).toMatchObject({ code: 'SECOND_WAITS' });
  const act = await waiting(office);
  await as(office, baraka, SECOND);
  await done(office, 'seconds.decide', { id: act.id, agrees: true, passphrase: SECOND });
  expect(await done(office, 'seconds.rule', {})).toEqual({ kinds: [], others: 1 });
});

test('where the office asks for it, a hidden name is shown again by two', async () => {
  const { office, first: caseId, head, baraka } = await withColleague(['supervisor']);
  await done(office, 'seconds.setRule', { kinds: ['hidden-name'] });
  await done(office, 'protection.hide', { caseId, people: [head], roles: [], why: 'Her father looks for her.' });
  const unhide = { caseId, why: 'He is in prison now.' };
  expect(await refusal(office, 'protection.unhide', unhide)).toMatchObject({ code: 'SECOND_WAITS' });
  const act = await waiting(office);
  expect(act).toMatchObject({
    why: 'hidden-name',
    about: { what: 'case', code: expect.stringMatching(/^KSM-/u) as unknown },
  });
  await as(office, baraka, SECOND);
  await done(office, 'seconds.decide', { id: act.id, agrees: true, passphrase: SECOND });
  expect((await done(office, 'protection.ofCase', { caseId })).hidden).toBeUndefined();
});

test('going back to what the configuration says of a role waits where that gives more', async () => {
  const { office, head, baraka } = await withColleague();
  const administrator = (await done(office, 'roles.list', {})).find(({ role }) => role.id === 'administrator')?.role;
  if (!administrator) throw new Error('there is no role administrator');
  const rights = administrator.rights.filter((right) => right !== 'privacy.processing');
  await done(office, 'roles.save', { role: { ...administrator, rights } });
  expect(await refusal(office, 'roles.reset', { role: 'administrator' })).toMatchObject({ code: 'SECOND_WAITS' });
  const act = await waiting(office);
  expect(act).toMatchObject({ why: 'own-rights', about: { what: 'role', role: 'administrator' } });
  await as(office, baraka, SECOND);
  await done(office, 'seconds.decide', { id: act.id, agrees: true, passphrase: SECOND });
  await as(office, head);
  const [after] = (await done(office, 'roles.list', {})).filter(({ role }) => role.id === 'administrator');
  expect(after).toMatchObject({ origin: 'configuration', role: administrator });
});

test('a hidden name is shown to more people or roles by two, and to fewer by one', async () => {
  const { office, first: caseId, head, baraka } = await withColleague(['supervisor']);
  await done(office, 'seconds.setRule', { kinds: ['hidden-name'] });
  const why = 'Her father looks for her.';
  const hide = (people: UserId[], roles: string[]) => ({ caseId, people, roles, why });
  await done(office, 'protection.hide', hide([head], ['supervisor']));
  for (const more of [hide([head, baraka], []), hide([head], ['supervisor', 'caseworker'])])
    expect(await refusal(office, 'protection.hide', more)).toMatchObject({ code: 'SECOND_WAITS' });
  const [people, roles] = await done(office, 'seconds.list', {});
  expect(people).toMatchObject({ why: 'hidden-name', about: { what: 'case' } });
  await as(office, baraka, SECOND);
  await done(office, 'seconds.decide', { id: roles?.id ?? '', agrees: true, passphrase: SECOND });
  expect((await done(office, 'protection.ofCase', { caseId })).hidden).toMatchObject({
    people: [{ user: head }],
    roles: ['supervisor', 'caseworker'],
  });
  expect(
    await refusal(office, 'seconds.decide', { id: people?.id ?? '', agrees: true, passphrase: SECOND }),
  ).toMatchObject({
    code: 'FORM_STALE',
  });
  await done(office, 'protection.hide', hide([], ['supervisor']));
});

test('nobody agrees to a role that came to say something else, nor for somebody who came to hold others', async () => {
  const { office, head, baraka } = await withColleague();
  const clerk = (await done(office, 'roles.list', {})).find(({ role }) => role.id === 'clerk')?.role;
  if (!clerk) throw new Error('there is no role clerk');
  const own = { ...clerk, id: 'archivist' };
  await done(office, 'roles.save', { role: own });
  const held = (await rolesOf(office, head)) ?? [];
  const asked = change(head, [...held, 'archivist']);
  expect(await refusal(office, 'people.change', asked)).toMatchObject({ code: 'SECOND_WAITS' });
  const first = await waiting(office);
  // Nobody holds it: nobody is asked.
  await done(office, 'roles.save', { role: { ...own, scope: 'all', maxClass: 5 } });
  await as(office, baraka, SECOND);
  expect(await refusal(office, 'seconds.decide', { id: first.id, agrees: true, passphrase: SECOND })).toMatchObject({
    code: 'FORM_STALE',
  });
  expect(await rolesOf(office, head)).toEqual(held);
  await done(office, 'seconds.decide', { id: first.id, agrees: false });

  await as(office, head);
  expect(await refusal(office, 'people.change', asked)).toMatchObject({ code: 'SECOND_WAITS' });
  const second = await waiting(office);
  await as(office, baraka, SECOND);
  await done(office, 'people.change', change(head, ['administrator']));
  expect(await refusal(office, 'seconds.decide', { id: second.id, agrees: true, passphrase: SECOND })).toMatchObject({
    code: 'FORM_STALE',
  });
  expect(await rolesOf(office, head)).toEqual(['administrator']);
});

test('the only one who could agree is not taken out of the way alone', async () => {
  const { office, head, baraka } = await withColleague();
  const why = 'The contract ended.';
  expect(await refusal(office, 'people.change', change(baraka, ['clerk']))).toMatchObject({ code: 'SECOND_WAITS' });
  expect(await refusal(office, 'people.leave', { user: baraka, to: null, why })).toMatchObject({
    code: 'SECOND_WAITS',
  });
  const acts = await done(office, 'seconds.list', {});
  expect(acts.map((act) => [act.why, act.about.what])).toEqual([
    ['rule', 'person'],
    ['rule', 'leaver'],
  ]);
  await done(office, 'seconds.decide', { id: acts[0]?.id ?? '', agrees: false });
  await as(office, baraka, SECOND);
  // Whoever goes themselves cannot be the one who does it: the own account.
  const leaving = acts[1]?.id ?? '';
  const agreed = { id: leaving, agrees: true, passphrase: SECOND } as const;
  expect(await refusal(office, 'seconds.decide', agreed)).toMatchObject({ code: 'PERM_DENIED' });

  await as(office, head);
  const passphrase = 'eight lamps hang over the harbour';
  const { id: zawadi } = await withCheapKeys(() =>
    done(office, 'people.add', { name: 'Zawadi', roles: ['administrator'], passphrase }),
  );
  await as(office, zawadi, passphrase);
  await done(office, 'seconds.decide', { id: leaving, agrees: true, passphrase });
  expect(await rolesOf(office, baraka)).toBeUndefined();
  expect(await done(office, 'seconds.list', {})).toEqual([]);
});

test('an unlocked computer agrees to nothing: who agrees types the passphrase, and the code of their phone', async () => {
  const { office, head, baraka } = await withColleague();
  await refusal(office, 'people.change', change(head, ['administrator', 'supervisor', 'caseworker']));
  const { id } = await waiting(office);
  await as(office, baraka, SECOND);
  const agreed = { id, agrees: true } as const;
  expect(await refusal(office, 'seconds.decide', { ...agreed, passphrase: 'not the one of Baraka' })).toMatchObject({
    code: 'AUTH_WRONG_PASSPHRASE',
    params: { triesLeft: 4 },
  });
  expect(await waiting(office)).toMatchObject({ id });

  const { secret } = await done(office, 'secondFactor.begin', {});
  const phone = new Phone(secret, systemClock);
  const { codes } = await done(office, 'secondFactor.confirm', { code: phone.code() });
  expect(await refusal(office, 'seconds.decide', { ...agreed, passphrase: SECOND })).toMatchObject({
    code: 'AUTH_CODE_NEEDED',
  });
  expect(await refusal(office, 'seconds.decide', { ...agreed, passphrase: SECOND, code: '000000' })).toMatchObject({
    code: 'AUTH_WRONG_CODE',
  });
  await done(office, 'seconds.decide', { ...agreed, passphrase: SECOND, code: codes[0] ?? '' });
  expect(await rolesOf(office, head)).toContain('caseworker');
});

test('a new configuration takes two where there are two: who agrees sees what it would change, and it is done then', async () => {
  const { office, baraka } = await withColleague();
  const { now } = await done(office, 'config.packages', {});
  const { hash, label, version } = await done(office, 'config.look', { profile: 'rapid-onset' });
  expect(await refusal(office, 'config.switch', { hash })).toMatchObject({ code: 'SECOND_WAITS' });
  expect((await done(office, 'config.packages', {})).now).toEqual(now);
  const act = await waiting(office);
  expect(act).toMatchObject({ why: 'configuration', about: { what: 'configuration', hash, label, version } });
  await as(office, baraka, SECOND);
  expect((await done(office, 'config.look', { hash })).changes.length).toBeGreaterThan(0);
  await done(office, 'seconds.decide', { id: act.id, agrees: true, passphrase: SECOND });
  expect((await done(office, 'config.packages', {})).now.hash).toBe(hash);

  // Nothing is kept of one that is declined.
  await done(office, 'config.look', { hash: now.hash });
  const other = { profile: 'public-health' };
  const declined = await done(office, 'config.look', other);
  expect(await refusal(office, 'config.switch', { hash: declined.hash })).toMatchObject({ code: 'SECOND_WAITS' });
  await done(office, 'seconds.decide', { id: (await waiting(office)).id, agrees: false });
  expect(await refusal(office, 'config.look', { hash: declined.hash })).toMatchObject({ code: 'FORM_STALE' });
});

test('letting people decide their own requests takes two, and taking that back takes one', async () => {
  const { office, baraka } = await withColleague();
  expect(await refusal(office, 'settings.setOwnApprovals', { allowed: true })).toMatchObject({ code: 'SECOND_WAITS' });
  expect(await done(office, 'settings.ownApprovals', {})).toMatchObject({ allowed: false });
  const act = await waiting(office);
  expect(act).toMatchObject({ why: 'rule', about: { what: 'own-approvals' } });
  await as(office, baraka, SECOND);
  await done(office, 'seconds.decide', { id: act.id, agrees: true, passphrase: SECOND });
  expect(await done(office, 'settings.ownApprovals', {})).toMatchObject({ allowed: true });
  await done(office, 'settings.setOwnApprovals', { allowed: false });
  expect(await done(office, 'settings.ownApprovals', {})).toMatchObject({ allowed: false });
});

test('who agrees is told what the change gives: rights in words, how far, which forms and which class', async () => {
  const { office, head } = await withColleague();
  const clerk = (await done(office, 'roles.list', {})).find(({ role }) => role.id === 'clerk')?.role;
  const held = (await done(office, 'roles.list', {})).filter(({ role }) => role.id === 'administrator');
  if (!clerk) throw new Error('there is no role clerk');
  await done(office, 'roles.save', { role: { ...clerk, id: 'archivist', scope: 'all', maxClass: 5 } });
  await refusal(office, 'people.change', change(head, ['administrator', 'archivist']));
  const [act] = await done(office, 'seconds.list', {});
  expect(act?.about).toMatchObject({
    what: 'person',
    after: { from: null, until: null },
    gains: { gained: [], together: true },
  });
  const administrator = held[0]?.role;
  if (!administrator) throw new Error('there is no role administrator');
  const more = { ...administrator, rights: [...administrator.rights, 'case.print' as const] };
  await refusal(office, 'roles.save', { role: more });
  const acts = await done(office, 'seconds.list', {});
  expect(acts[1]?.about).toMatchObject({
    what: 'role',
    role: 'administrator',
    people: 2,
    gains: { gained: ['case.print'] },
  });
});

test('somebody without the right neither sees what waits nor decides it', async () => {
  const { office, head, baraka } = await withColleague();
  const asha = await withCheapKeys(() =>
    done(office, 'people.add', { name: 'Asha', roles: ['clerk'], passphrase: 'seven kettles hum behind a wall' }),
  );
  await refusal(office, 'people.change', change(head, ['administrator', 'supervisor', 'caseworker']));
  const { id } = await waiting(office);
  await as(office, asha.id, 'seven kettles hum behind a wall');
  expect(await done(office, 'seconds.list', {})).toEqual([]);
  expect(await refusal(office, 'seconds.decide', { id, agrees: true, passphrase: SECOND })).toMatchObject({
    code: 'PERM_DENIED',
  });
  await as(office, baraka, SECOND);
  expect(await waiting(office)).toMatchObject({ id });
});
