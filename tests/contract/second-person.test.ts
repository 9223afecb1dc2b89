import { expect, test } from 'vitest';
import type { Input, Output } from '#core/contracts/index.ts';
import type { UserId } from '#core/ids.ts';
import { heldUpBy, reasonsFor, type RightsChange } from '#core/rights/second-person.ts';
import type { Right } from '#core/rights/roles.ts';
import type { Office } from '../../main/office/office.ts';
import { done, openedOffice, refusal, signIn, withCheapKeys } from '../faults/temporary-office.ts';

const SECOND = 'nine gentle otters guard the bridge';

async function withColleague(roles: readonly string[] = ['administrator']) {
  const opened = await openedOffice();
  const person = { name: 'Baraka Juma', roles: [...roles], passphrase: SECOND };
  const { id: baraka } = await withCheapKeys(() => done(opened.office, 'people.add', person));
  return { ...opened, baraka };
}
async function as(office: Office, user: UserId, passphrase?: string): Promise<void> {
  office.close();
  expect(await signIn(office, user, passphrase)).toMatchObject({ ok: true });
}
const change = (user: UserId, roles: readonly string[]): Input<'people.change'> => ({
  user,
  roles: [...roles],
  groups: [],
  agency: '',
  position: '',
  from: null,
  until: null,
});
const rolesOf = async (office: Office, user: UserId): Promise<readonly string[] | undefined> =>
  (await done(office, 'people.list', {})).find(({ id }) => id === user)?.roles;
async function waiting(office: Office): Promise<Output<'seconds.list'>[number]> {
  const [act] = await done(office, 'seconds.list', {});
  if (!act) throw new Error('nothing waits');
  return act;
}

const rights = (own: boolean, before: readonly Right[], after: readonly Right[], wider = false): RightsChange => ({
  own,
  before: new Set(before),
  after: new Set(after),
  wider,
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
  expect(act).toMatchObject({ why: 'own-rights', mine: true, about: { what: 'person', roles: wider } });
  expect(await refusal(office, 'seconds.decide', { id: act.id, agrees: true })).toMatchObject({
    code: 'PERM_DENIED',
    params: { rule: 'own-request' },
  });

  await as(office, baraka, SECOND);
  expect(await waiting(office)).toMatchObject({ id: act.id, mine: false });
  await done(office, 'seconds.decide', { id: act.id, agrees: true });
  expect(await rolesOf(office, head)).toEqual(wider);
  expect(await done(office, 'seconds.list', {})).toEqual([]);
  expect(await refusal(office, 'seconds.decide', { id: act.id, agrees: true })).toMatchObject({ code: 'FORM_STALE' });
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
  await done(office, 'seconds.decide', { id: act.id, agrees: true });
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
  await done(office, 'seconds.decide', { id: act.id, agrees: true });
  expect((await done(office, 'protection.ofCase', { caseId })).hidden).toBeUndefined();
});

test('going back to what the configuration says of a role waits where that gives more', async () => {
  const { office, head, baraka } = await withColleague();
  const administrator = (await done(office, 'roles.list', {})).find(({ role }) => role.id === 'administrator')?.role;
  if (!administrator) throw new Error('there is no role administrator');
  const rights = administrator.rights.filter((right) => right !== 'office.settings');
  await done(office, 'roles.save', { role: { ...administrator, rights } });
  expect(await refusal(office, 'roles.reset', { role: 'administrator' })).toMatchObject({ code: 'SECOND_WAITS' });
  const act = await waiting(office);
  expect(act).toMatchObject({ why: 'own-rights', about: { what: 'role', role: 'administrator' } });
  await as(office, baraka, SECOND);
  await done(office, 'seconds.decide', { id: act.id, agrees: true });
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
  await done(office, 'seconds.decide', { id: roles?.id ?? '', agrees: true });
  expect((await done(office, 'protection.ofCase', { caseId })).hidden).toMatchObject({
    people: [{ user: head }],
    roles: ['supervisor', 'caseworker'],
  });
  expect(await refusal(office, 'seconds.decide', { id: people?.id ?? '', agrees: true })).toMatchObject({
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
  expect(await refusal(office, 'seconds.decide', { id: first.id, agrees: true })).toMatchObject({ code: 'FORM_STALE' });
  expect(await rolesOf(office, head)).toEqual(held);
  await done(office, 'seconds.decide', { id: first.id, agrees: false });

  await as(office, head);
  expect(await refusal(office, 'people.change', asked)).toMatchObject({ code: 'SECOND_WAITS' });
  const second = await waiting(office);
  await as(office, baraka, SECOND);
  await done(office, 'people.change', change(head, ['administrator']));
  expect(await refusal(office, 'seconds.decide', { id: second.id, agrees: true })).toMatchObject({
    code: 'FORM_STALE',
  });
  expect(await rolesOf(office, head)).toEqual(['administrator']);
});

test('the only one who could agree is not taken out of the way alone', async () => {
  const { office, head, baraka } = await withColleague();
  const why = 'The contract ended.';
  expect(await refusal(office, 'people.suspend', { user: baraka, why })).toMatchObject({ code: 'SECOND_WAITS' });
  expect(await refusal(office, 'people.change', change(baraka, ['clerk']))).toMatchObject({ code: 'SECOND_WAITS' });
  expect(await refusal(office, 'people.leave', { user: baraka, to: null, why })).toMatchObject({
    code: 'SECOND_WAITS',
  });
  const acts = await done(office, 'seconds.list', {});
  expect(acts.map((act) => [act.why, act.about.what])).toEqual([
    ['rule', 'leaver'],
    ['rule', 'person'],
    ['rule', 'leaver'],
  ]);
  for (const { id } of acts.slice(0, 2)) await done(office, 'seconds.decide', { id, agrees: false });
  await as(office, baraka, SECOND);
  // Whoever goes themselves cannot be the one who does it: the own account.
  expect(await refusal(office, 'seconds.decide', { id: acts[2]?.id ?? '', agrees: true })).toMatchObject({
    code: 'PERM_DENIED',
  });

  await as(office, head);
  const passphrase = 'eight lamps hang over the harbour';
  const { id: zawadi } = await withCheapKeys(() =>
    done(office, 'people.add', { name: 'Zawadi', roles: ['administrator'], passphrase }),
  );
  await as(office, zawadi, passphrase);
  await done(office, 'seconds.decide', { id: acts[2]?.id ?? '', agrees: true });
  expect(await rolesOf(office, baraka)).toBeUndefined();
  expect(await done(office, 'seconds.list', {})).toEqual([]);
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
  expect(await refusal(office, 'seconds.decide', { id, agrees: true })).toMatchObject({ code: 'PERM_DENIED' });
  await as(office, baraka, SECOND);
  expect(await waiting(office)).toMatchObject({ id });
});
