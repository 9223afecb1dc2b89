import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Input } from '#core/contracts/index.ts';
import type { UserId } from '#core/ids.ts';
import { keyFilePath } from '../../main/crypto/key-file-store.ts';
import type { Office } from '../../main/office/office.ts';
import { addPerson } from '../../main/office/people.ts';
import {
  aCase,
  done,
  everyCase,
  officeIn,
  openedOffice,
  refusal,
  register,
  SetClock,
  signIn,
  withCheapKeys,
} from '../faults/temporary-office.ts';
import { wallDay } from '../builders/calendar-days.ts';

const DAY_MS = 86_400_000;
const passphraseOf = (name: string): string => `nine gentle otters ${name} bridge`;
const dayIn = (days: number): string => wallDay(Date.now() + days * DAY_MS);

async function add(office: Office, name: string, roles: readonly string[], newPassphrase?: true): Promise<UserId> {
  const more = newPassphrase === undefined ? {} : { newPassphrase };
  const person = { name, roles: [...roles], passphrase: passphraseOf(name), ...more };
  return (await withCheapKeys(() => done(office, 'people.add', person))).id;
}
const change = (user: UserId, more: Partial<Input<'people.change'>> = {}): Input<'people.change'> => ({
  user,
  roles: ['caseworker'],
  groups: [],
  agency: '',
  position: '',
  from: null,
  until: null,
  ...more,
});
async function tries(office: Office, user: UserId, name: string): Promise<unknown> {
  office.close();
  const reply = await signIn(office, user, passphraseOf(name));
  return reply.ok ? 'open' : reply.error;
}
async function back(office: Office, head: UserId): Promise<void> {
  office.close();
  expect(await signIn(office, head)).toMatchObject({ ok: true });
}

describe('an account', () => {
  test('opens between its days only, and a clock that is set back opens none again', async () => {
    const clock = new SetClock();
    const { office, head } = await openedOffice(clock);
    const amina = await add(office, 'Amina', ['caseworker']);
    await done(office, 'people.change', change(amina, { from: dayIn(2), until: dayIn(5), position: ' Nurse ' }));
    const [listed] = (await done(office, 'people.list', {})).filter(({ id }) => id === amina);
    expect(listed).toMatchObject({ standing: 'not-yet', until: dayIn(5), position: 'Nurse', cases: 0 });
    expect(await tries(office, amina, 'Amina')).toEqual({ code: 'AUTH_NOT_YET', params: { day: dayIn(2) } });
    clock.offset = 3 * DAY_MS;
    expect(await tries(office, amina, 'Amina')).toBe('open');
    clock.offset = 7 * DAY_MS;
    expect(await tries(office, amina, 'Amina')).toEqual({ code: 'AUTH_OVER', params: { day: dayIn(5) } });
    // Somebody else worked on that day; then the clock was set back.
    await back(office, head);
    clock.offset = 3 * DAY_MS;
    expect(await tries(office, amina, 'Amina')).toMatchObject({ code: 'AUTH_OVER' });
    await back(office, head);
    const failed = (await done(office, 'audit.list', { limit: 50 })).lines.filter(
      (one) => one.action === 'session.failed',
    );
    expect(failed).toHaveLength(3);
  });

  test('ends with its last day while somebody works, and a clock that is set back does not open it again', async () => {
    const clock = new SetClock();
    const { office } = await openedOffice(clock);
    const amina = await add(office, 'Amina', ['caseworker']);
    await done(office, 'people.change', change(amina, { until: dayIn(5) }));
    clock.offset = 5 * DAY_MS;
    expect(await tries(office, amina, 'Amina')).toBe('open');
    const { draftId, document } = await done(office, 'cases.startRegistration', { notSameAs: [] });
    clock.offset = 6 * DAY_MS;
    const over = { code: 'AUTH_OVER', params: { day: dayIn(5) } };
    expect(await refusal(office, 'cases.counts', {})).toMatchObject(over);
    expect(await refusal(office, 'cases.openDraft', { draftId })).toMatchObject(over);
    // What the shell does on behalf of a dialog ends with it, and what was typed last is kept.
    expect(await office.shell('authorise', { right: 'case.print' })).toMatchObject({ ok: false, error: over });
    await done(office, 'cases.saveDraft', { draftId, document, accepted: [], notSameAs: [] });
    clock.offset = 5 * DAY_MS;
    expect(await refusal(office, 'cases.counts', {})).toMatchObject(over);
    expect(await tries(office, amina, 'Amina')).toEqual(over);
  });

  test('is closed while it is suspended, and nobody suspends themselves or the last who manages people', async () => {
    const { office, head } = await openedOffice();
    await done(office, 'seconds.setRule', { kinds: [] });
    const amina = await add(office, 'Amina', ['administrator']);
    const why = 'An inquiry is going on.';
    expect(await refusal(office, 'people.suspend', { user: head, why })).toMatchObject({ code: 'PERM_DENIED' });
    await done(office, 'people.suspend', { user: amina, why });
    expect(await tries(office, amina, 'Amina')).toMatchObject({ code: 'AUTH_SUSPENDED' });
    await back(office, head);
    expect((await done(office, 'people.list', {})).find(({ id }) => id === amina)?.standing).toBe('suspended');
    // Only the suspended person would be left with the right.
    expect(await refusal(office, 'people.change', change(head, { roles: ['supervisor'] }))).toMatchObject({
      code: 'ROLE_LAST_MANAGER',
    });
    await done(office, 'people.readmit', { user: amina, why: 'The inquiry is over.' });
    expect(await tries(office, amina, 'Amina')).toBe('open');
  });

  test('changed in its roles counts at once and stays over a restart, on the sign-in screen too', async () => {
    const { office, dir, head } = await openedOffice();
    const amina = await add(office, 'Amina', ['caseworker']);
    await done(office, 'people.change', change(amina, { roles: ['clerk'] }));
    office.close();
    const again = officeIn(dir);
    const { staff } = await done(again, 'app.state', {});
    expect(staff.find(({ id }) => id === amina)?.roles).toEqual(['clerk']);
    expect(await signIn(again, amina, passphraseOf('Amina'))).toMatchObject({ ok: true });
    expect((await done(again, 'app.state', {})).session?.rights).not.toContain('exchange.send');
    await back(again, head);
    await done(again, 'people.change', change(head, { roles: ['administrator'] }));
    expect(await refusal(again, 'cases.list', everyCase)).toMatchObject({ code: 'PERM_DENIED' });
  });
});

describe('somebody who leaves', () => {
  test('hands all open cases over in one act, and an older key file does not let them in again', async () => {
    const { office, dir, head } = await openedOffice();
    const amina = await add(office, 'Amina', ['caseworker']);
    const baraka = await add(office, 'Baraka', ['caseworker']);
    const zawadi = await add(office, 'Zawadi', ['manager']);
    expect(await tries(office, amina, 'Amina')).toBe('open');
    const cases = [];
    for (const name of ['Furaha', 'Tumaini', 'Neema']) cases.push(await register(office, aCase({ full_name: name })));
    await back(office, head);
    const why = 'The contract ended.';
    const before = join(dir, 'keys.before');
    copyFileSync(keyFilePath(dir), before);
    expect(await refusal(office, 'people.leave', { user: amina, to: null, why })).toEqual({
      code: 'PERSON_HAS_CASES',
      params: { count: 3 },
    });
    for (const to of [zawadi, amina])
      expect(await refusal(office, 'people.leave', { user: amina, to, why })).toMatchObject({
        code: 'PERSON_NOT_FITTING',
      });
    expect(await refusal(office, 'people.leave', { user: head, to: baraka, why })).toMatchObject({
      code: 'PERM_DENIED',
    });
    expect(await done(office, 'people.leave', { user: amina, to: baraka, why })).toEqual({ cases: 3 });
    for (const caseId of cases) {
      const { line } = await done(office, 'cases.open', { caseId });
      expect(line.owner?.user).toBe(baraka);
      const { transfers } = await done(office, 'casework.activity', { caseId });
      expect(transfers[0]).toMatchObject({ kind: 'assign', status: 'done', to: 'Baraka', why });
    }
    expect((await done(office, 'people.list', {})).map(({ id }) => id)).not.toContain(amina);
    expect(await tries(office, amina, 'Amina')).toMatchObject({ code: 'AUTH_WRONG_PASSPHRASE' });
    copyFileSync(before, keyFilePath(dir));
    expect(await tries(office, amina, 'Amina')).toMatchObject({ code: 'AUTH_LEFT' });
  });

  test('goes on under a new account with every case, and with what keeps them from others', async () => {
    const { office, head } = await openedOffice();
    const amina = await add(office, 'Amina', ['caseworker']);
    const again = await add(office, 'Amina', ['caseworker']);
    const mine = await register(office, aCase({ full_name: 'Furaha' }));
    const away = await register(office, aCase({ full_name: 'Tumaini' }));
    const barred = await register(office, aCase({ full_name: 'Neema' }));
    const why = 'Added again.';
    await done(office, 'casework.assign', { cases: [mine, away], to: amina, why });
    await done(office, 'casework.disable', { caseId: away, why });
    await done(office, 'protection.record', { caseId: barred, user: amina, kind: 'other', why });
    const load = async () => (await done(office, 'casework.colleagues', {})).find(({ user }) => user === amina)?.open;
    expect(await load()).toBe(1);
    expect(await done(office, 'people.leave', { user: amina, to: again, why, again: true })).toEqual({ cases: 2 });
    expect(await tries(office, again, 'Amina')).toBe('open');
    for (const caseId of [mine, away])
      expect((await done(office, 'cases.open', { caseId })).line.owner?.user).toBe(again);
    expect(await refusal(office, 'cases.open', { caseId: barred })).toMatchObject({ code: 'FORM_CASE_NOT_FOUND' });
    await back(office, head);
    const { lines } = await done(office, 'audit.list', { limit: 30 });
    expect(lines.filter(({ action }) => action === 'case.interest-recorded')).toHaveLength(2);
    // A number of somebody else's cases counts none with which whoever asks has a conflict.
    await done(office, 'protection.record', { caseId: mine, user: head, kind: 'other', why });
    const known = (await done(office, 'people.list', {})).find(({ id }) => id === again);
    expect(known?.cases).toBe(0);
    expect((await done(office, 'casework.colleagues', {})).find(({ user }) => user === again)?.open).toBe(0);
  });
});

describe('somebody who was added again', () => {
  const why = 'Added again.';

  test('needs no role that is responsible for cases where there are none, and goes on as somebody', async () => {
    const { office } = await openedOffice();
    const clerk = await add(office, 'Zawadi', ['clerk']);
    const again = await add(office, 'Zawadi', ['clerk']);
    const barred = await register(office, aCase({ full_name: 'Neema' }));
    await done(office, 'protection.record', { caseId: barred, user: clerk, kind: 'other', why });
    const leaves = { user: clerk, why, again: true as const };
    expect(await refusal(office, 'people.leave', { ...leaves, to: null })).toMatchObject({
      code: 'PERSON_NOT_FITTING',
    });
    expect(await done(office, 'people.leave', { ...leaves, to: again })).toEqual({ cases: 0 });
    expect(await done(office, 'protection.ofCase', { caseId: barred })).toMatchObject({
      conflicts: [{ user: clerk }, { user: again }],
    });
  });

  test('is not the one who says so without a second person, who is told all that goes along', async () => {
    const { office, head } = await openedOffice();
    const amina = await add(office, 'Amina', ['caseworker']);
    await add(office, 'Baraka', ['administrator']);
    const one = await register(office, aCase({ full_name: 'Furaha' }));
    const away = await register(office, aCase({ full_name: 'Tumaini' }));
    await done(office, 'casework.assign', { cases: [one, away], to: amina, why });
    await done(office, 'casework.disable', { caseId: away, why });
    const leaves = { user: amina, to: head, why, again: true as const };
    expect(await refusal(office, 'people.leave', leaves)).toMatchObject({ code: 'SECOND_WAITS' });
    const [waits] = await done(office, 'seconds.list', {});
    expect(waits).toMatchObject({ why: 'own-rights', about: { what: 'leaver', name: 'Amina', cases: 2, again: true } });
    expect((await done(office, 'cases.open', { caseId: one })).line.owner?.user).toBe(amina);
  });
});

test('who is added is put beside whoever came into the group meanwhile, and the trail says what they belong to', async () => {
  const { office, head } = await openedOffice();
  const { groupId } = await done(office, 'people.saveGroup', { groupId: null, name: 'North', members: [] });
  const person = { name: 'Amina', roles: ['caseworker'], passphrase: passphraseOf('Amina'), groups: [groupId] };
  const { open } = office;
  if (!open) throw new Error('the office is closed');
  const adding = withCheapKeys(() => addPerson(open, person));
  open.repos.groups.put({ groupId, name: 'North', members: [head] });
  const { id } = await adding;
  expect((await done(office, 'people.groups', {}))[0]?.members.toSorted()).toEqual([head, id].toSorted());
  const [line] = (await done(office, 'audit.list', { limit: 5 })).lines.filter((one) => one.action === 'person.added');
  expect(JSON.stringify(line)).toContain(groupId);
});

describe('before the work', () => {
  test('a passphrase that somebody else chose is changed, and nothing else is answered until then', async () => {
    const { office } = await openedOffice();
    const amina = await add(office, 'Amina', ['caseworker'], true);
    expect(await tries(office, amina, 'Amina')).toBe('open');
    expect((await done(office, 'app.state', {})).session?.before).toEqual(['passphrase']);
    expect(await refusal(office, 'cases.list', everyCase)).toMatchObject({ code: 'AUTH_NOT_READY' });
    expect(await office.shell('authorise', { right: 'case.print' })).toMatchObject({
      error: { code: 'AUTH_NOT_READY' },
    });
    const current = passphraseOf('Amina');
    expect(await refusal(office, 'people.changePassphrase', { current, next: current })).toMatchObject({
      code: 'AUTH_PASSPHRASE_WEAK',
      params: { why: 'same' },
    });
    const next = 'seven quiet herons cross the delta';
    await withCheapKeys(() => done(office, 'people.changePassphrase', { current, next }));
    expect((await done(office, 'cases.list', everyCase)).total).toBe(0);
    office.close();
    expect(await signIn(office, amina, next)).toMatchObject({ ok: true });
    expect((await done(office, 'app.state', {})).session?.before).toEqual([]);
  });

  test('the code of conduct is accepted, and again when it changes', async () => {
    const { office, head } = await openedOffice();
    const amina = await add(office, 'Amina', ['caseworker']);
    await done(office, 'people.setConduct', { text: 'We keep what children tell us.' });
    // Whoever wrote it goes on working today, and accepts it like everybody else at the next sign-in.
    expect((await done(office, 'cases.list', everyCase)).total).toBe(1);
    expect(await tries(office, amina, 'Amina')).toBe('open');
    expect(await refusal(office, 'cases.list', everyCase)).toMatchObject({ code: 'AUTH_NOT_READY' });
    const { version, text, accepted } = await done(office, 'people.conduct', {});
    expect([text, accepted]).toEqual(['We keep what children tell us.', false]);
    expect(await refusal(office, 'people.acceptConduct', { version: version + 1 })).toMatchObject({
      code: 'FORM_STALE',
    });
    await done(office, 'people.acceptConduct', { version });
    expect((await done(office, 'cases.list', everyCase)).total).toBe(0);
    expect(await tries(office, amina, 'Amina')).toBe('open');
    expect((await done(office, 'app.state', {})).session?.before).toEqual([]);
    await back(office, head);
    expect((await done(office, 'app.state', {})).session?.before).toEqual(['conduct']);
    await done(office, 'people.acceptConduct', { version });
    await done(office, 'people.setConduct', { text: 'We keep what children tell us, and tell nobody.' });
    expect((await done(office, 'people.list', {})).every((one) => !one.conductAccepted)).toBe(true);
    expect(await tries(office, amina, 'Amina')).toBe('open');
    expect((await done(office, 'app.state', {})).session?.before).toEqual(['conduct']);
    const next = await done(office, 'people.conduct', {});
    await done(office, 'people.acceptConduct', { version: next.version });
    await back(office, head);
    await done(office, 'people.acceptConduct', { version: next.version });
    await done(office, 'people.setConduct', { text: '' });
    expect(await tries(office, amina, 'Amina')).toBe('open');
    expect((await done(office, 'app.state', {})).session?.before).toEqual([]);
  });
});

describe('groups', () => {
  test('are made, changed and removed, and a person is put into them', async () => {
    const { office, dir, head } = await openedOffice();
    const amina = await add(office, 'Amina', ['caseworker']);
    const { groupId } = await done(office, 'people.saveGroup', {
      groupId: null,
      name: '  North   bank ',
      members: [head],
    });
    expect(await refusal(office, 'people.saveGroup', { groupId: null, name: 'north bank', members: [] })).toMatchObject(
      {
        code: 'FORM_INVALID',
        params: { field: 'name' },
      },
    );
    await done(office, 'people.change', change(amina, { groups: [groupId] }));
    office.close();
    const again = officeIn(dir);
    expect(await signIn(again, head)).toMatchObject({ ok: true });
    const [group] = await done(again, 'people.groups', {});
    expect(group).toMatchObject({ groupId, name: 'North bank' });
    expect(new Set(group?.members)).toEqual(new Set([head, amina]));
    await done(again, 'people.change', change(amina));
    expect((await done(again, 'people.groups', {}))[0]?.members).toEqual([head]);
    await done(again, 'people.removeGroup', { groupId });
    expect(await done(again, 'people.groups', {})).toEqual([]);
    expect(await refusal(again, 'people.change', change(amina, { groups: [groupId] }))).toMatchObject({
      code: 'FORM_INVALID',
    });
  });
});
