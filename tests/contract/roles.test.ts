import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Output } from '#core/contracts/index.ts';
import type { UserId } from '#core/ids.ts';
import { ChangedPackage, inAll } from '../builders/changed-package.ts';
import { newId } from '../../main/crypto/hashing.ts';
import { roleOf } from '../builders/office-roles.ts';
import {
  aCase,
  closedOffice,
  done,
  everyCase,
  officeIn,
  openedOffice,
  refusal,
  register,
  resourcesDir,
  saveDraft,
  signIn,
  temporaryFolder,
} from '../faults/temporary-office.ts';
import { wallDay } from '../builders/calendar-days.ts';
import { add, become, changed, listed, passphraseOf } from './people-of-roles.ts';

const held = (roles: Output<'roles.list'>, id: string) => roles.find(({ role }) => role.id === id);

describe('roles of an office', () => {
  test('come with the configuration, are changed here, and stay so over a restart and a new configuration', async () => {
    const { office, dir, head } = await openedOffice();
    expect((await done(office, 'roles.list', {})).map(({ role, origin }) => [role.id, origin])).toEqual(
      ['administrator', 'supervisor', 'caseworker', 'clerk', 'manager', 'it', 'dpo'].map((id) => [id, 'configuration']),
    );
    await done(office, 'roles.save', changed('clerk', { maxClass: 2, scope: 'own' }));
    await done(office, 'roles.save', changed('clerk', { id: 'visitor', label: inAll('Visitor') }));
    office.close();
    const again = officeIn(dir);
    expect(await signIn(again, head)).toMatchObject({ ok: true });
    const roles = await done(again, 'roles.list', {});
    expect(held(roles, 'clerk')).toMatchObject({
      origin: 'changed',
      newer: false,
      role: { maxClass: 2, scope: 'own' },
    });
    expect(held(roles, 'visitor')).toMatchObject({ origin: 'own', people: 0 });

    const next = new ChangedPackage(resourcesDir);
    next.content.roles = (next.content.roles ?? [])
      .filter(({ id }) => id !== 'dpo')
      .map((role) => (role.id === 'clerk' || role.id === 'manager' ? { ...role, maxClass: 1 } : role));
    const look = await again.shell('readConfiguration', { path: next.write(join(temporaryFolder(), 'next')) });
    if (!look.ok) throw new Error(look.error.code);
    const told = (look.value as { changes: { about: string; kind: string; label: { en: string } }[] }).changes;
    expect(told.filter(({ about }) => about === 'role').map(({ kind, label }) => `${label.en} ${kind}`)).toEqual([
      'Data clerk kept',
      'Manager changed',
      'Data protection retired',
    ]);
    await done(again, 'config.switch', { hash: next.hash });
    const after = await done(again, 'roles.list', {});
    expect(held(after, 'clerk')).toMatchObject({ origin: 'changed', newer: true, role: { maxClass: 2 } });
    expect(held(after, 'manager')).toMatchObject({ origin: 'configuration', role: { maxClass: 1 } });
    expect(held(after, 'visitor')?.origin).toBe('own');
    expect(held(after, 'dpo')).toBeUndefined();
    await done(again, 'roles.reset', { role: 'clerk' });
    expect(held(await done(again, 'roles.list', {}), 'clerk')?.role).toMatchObject({ maxClass: 1 });
  });

  test('a role that somebody holds and the next configuration does not bring stays as the office’s own', async () => {
    const { office } = await openedOffice();
    await add(office, 'Zawadi', ['dpo']);
    const next = new ChangedPackage(resourcesDir);
    next.content.roles = (next.content.roles ?? []).filter(({ id }) => id !== 'dpo');
    await office.shell('readConfiguration', { path: next.write(join(temporaryFolder(), 'next')) });
    await done(office, 'config.switch', { hash: next.hash });
    expect(held(await done(office, 'roles.list', {}), 'dpo')).toMatchObject({ origin: 'own', people: 1 });
    expect(await refusal(office, 'roles.reset', { role: 'dpo' })).toMatchObject({ code: 'ROLE_HELD' });
  });

  test('never leave the office without somebody who may manage people, and name what is wrong with a role', async () => {
    const { office } = await openedOffice();
    const administrator = roleOf('administrator');
    for (const change of [
      { rights: administrator.rights.filter((right) => right !== 'people.manage') },
      { until: '2999-01-01' },
    ])
      expect(await refusal(office, 'roles.save', changed('administrator', change))).toMatchObject({
        code: 'ROLE_LAST_MANAGER',
      });
    expect((await done(office, 'roles.list', {})).every(({ origin }) => origin === 'configuration')).toBe(true);
    const forms = { otherwise: 'write', forms: { supervison: 'none' } } as const;
    expect(await refusal(office, 'roles.save', changed('clerk', { forms }))).toEqual({
      code: 'ROLE_INVALID',
      params: { at: 'roles.clerk.forms.supervison', problem: 'unknown_form', name: 'supervison' },
    });
    expect(
      await refusal(office, 'roles.save', changed('clerk', { from: '2026-03-02', until: '2026-03-01' })),
    ).toMatchObject({ code: 'ROLE_INVALID', params: { at: 'roles.clerk.until' } });
    expect(
      await refusal(office, 'people.add', { name: 'Nobody', roles: ['stranger'], passphrase: passphraseOf('x') }),
    ).toMatchObject({ code: 'FORM_INVALID' });
  });

  test('a package that is older than roles works with those of the program', async () => {
    const { office } = await openedOffice();
    const old = new ChangedPackage(resourcesDir);
    delete old.content.roles;
    await office.shell('readConfiguration', { path: old.write(join(temporaryFolder(), 'old')) });
    await done(office, 'config.switch', { hash: old.hash });
    expect(held(await done(office, 'roles.list', {}), 'clerk')?.role).toEqual(roleOf('clerk'));
    expect(await listed(office)).toHaveLength(1);
  });

  test('change at once for whoever is signed in', async () => {
    const { office } = await openedOffice();
    expect(await listed(office)).toHaveLength(1);
    await done(office, 'roles.save', changed('supervisor', { scope: 'none' }));
    expect(await listed(office)).toEqual([]);
    expect((await done(office, 'app.state', {})).session?.rights).toContain('case.list');
    await done(office, 'roles.reset', { role: 'supervisor' });
    expect(await listed(office)).toHaveLength(1);
  });

  test('a role with an end gives nothing after that day, also when the clock is set back', async () => {
    const { dir, head } = await closedOffice();
    const clock = { offset: 0, now: () => Date.now() + clock.offset };
    const office = officeIn(dir, clock);
    expect(await signIn(office, head)).toMatchObject({ ok: true });
    const until = wallDay(Date.now() + 3 * 86_400_000);
    await done(office, 'roles.save', changed('supervisor', { until }));
    expect(await listed(office)).toHaveLength(1);
    clock.offset = 6 * 86_400_000;
    await become(office, head);
    expect(await refusal(office, 'cases.list', everyCase)).toMatchObject({ code: 'PERM_DENIED' });
    clock.offset = 0;
    await become(office, head);
    expect(await refusal(office, 'cases.list', everyCase)).toMatchObject({ code: 'PERM_DENIED' });
  });
});

describe('the reach of a role', () => {
  test('is the cases of the group, in the list, in tasks and in what may be opened', async () => {
    const { office, head, first } = await openedOffice();
    await done(office, 'roles.save', changed('caseworker', { scope: 'group' }));
    const amina = await add(office, 'Amina', ['caseworker']);
    const baraka = await add(office, 'Baraka', ['caseworker']);
    office.open?.repos.groups.put({ groupId: 'A'.repeat(21) + 'A', name: 'North', members: [amina, baraka] });
    await become(office, baraka, 'Baraka');
    const his = await register(office, aCase({ full_name: 'Tumaini', risk_level: 'high', risk_reason: 'Alone.' }));
    await become(office, amina, 'Amina');
    expect(await listed(office)).toEqual([his]);
    await done(office, 'cases.open', { caseId: his });
    expect(await refusal(office, 'cases.open', { caseId: first })).toMatchObject({ code: 'PERM_DENIED' });
    const tasks = await done(office, 'tasks.list', { of: 'office', days: 90 });
    expect(tasks.reach).toBe('office');
    expect(new Set(tasks.lines.map((line) => line.case.caseId))).toEqual(new Set([his]));
    const { workers } = await done(office, 'alerts.workers', {});
    expect(workers.map(({ user }) => user)).toEqual([baraka]);
    expect(await refusal(office, 'alerts.checks', { worker: head })).toMatchObject({ code: 'PERM_DENIED' });
    await become(office, head);
    office.open?.repos.groups.remove('A'.repeat(21) + 'A');
    await become(office, amina, 'Amina');
    expect(await listed(office)).toEqual([]);
  });
});

describe('access to forms', () => {
  const CANARY = 'Zanzibarflute';
  const withConsent = () => aCase({ full_name: 'Furaha', interview_place: CANARY });

  test('a closed form is masked, and one for reading is refused when it is saved', async () => {
    const { office, head } = await openedOffice();
    const form = office.open?.fields.formOf('case', 'interview_place') ?? '';
    const caseId = await register(office, withConsent());
    const clerk = await add(office, 'Zawadi', ['clerk']);
    const open = async (access: 'none' | 'read'): Promise<Output<'cases.open'>> => {
      await become(office, head);
      await done(office, 'roles.save', changed('clerk', { forms: { otherwise: 'write', forms: { [form]: access } } }));
      await become(office, clerk, 'Zawadi');
      return done(office, 'cases.open', { caseId });
    };
    const read = await open('read');
    expect(read.document.values['interview_place']).toBe(CANARY);
    expect(read.formsReadOnly).toEqual([form]);
    const { draftId, document } = await done(office, 'cases.startEdit', { caseId });
    await saveDraft(office, draftId, {
      ...document,
      values: { ...document.values, interview_place: 'Elsewhere' },
    } as never);
    expect(await refusal(office, 'cases.save', { draftId })).toEqual({
      code: 'PERM_FORM_CLOSED',
      params: { form, field: 'interview_place' },
    });
    await done(office, 'cases.discardDraft', { draftId });

    const closed = await open('none');
    expect(JSON.stringify(closed)).not.toContain(CANARY);
    expect(closed.masked).toContain('interview_place');
    expect(closed.formsClosed).toEqual([form]);
  });

  test('a closed form tells no number of entries, and what it holds stays and counts when somebody else saves', async () => {
    const { office, head } = await openedOffice();
    const base = aCase({ full_name: 'Furaha' });
    const incident = { id: newId(), values: { incident_type: 'rape', incident_status: 'open' } };
    const caseId = await register(office, { ...base, rows: { ...base.rows, incidents: [incident] } });
    const form = office.open?.fields.formOf('case', 'incidents') ?? '';
    const tasks = async () => (await done(office, 'tasks.ofCase', { caseId })).map(({ key }) => key).toSorted();
    const before = await tasks();
    const clerk = await add(office, 'Zawadi', ['clerk']);
    await done(office, 'roles.save', changed('clerk', { forms: { otherwise: 'write', forms: { [form]: 'none' } } }));
    await become(office, clerk, 'Zawadi');
    const closed = await done(office, 'cases.open', { caseId });
    expect(closed.formsClosed).toEqual([form]);
    expect(closed.document.rows).not.toHaveProperty('incidents');
    const { draftId, document } = await done(office, 'cases.startEdit', { caseId });
    expect(document.rows).not.toHaveProperty('incidents');
    await saveDraft(office, draftId, { ...document, values: { ...document.values, nickname: 'Fura' } } as never);
    await done(office, 'cases.save', { draftId });
    await become(office, head);
    const { document: now } = await done(office, 'cases.open', { caseId });
    expect(now.values['nickname']).toBe('Fura');
    expect(now.rows['incidents']).toMatchObject([incident]);
    expect(await tasks()).toEqual(before);
  });

  test('a registration says at its beginning which forms are only read, and does not begin where it could not be saved', async () => {
    const { office, head } = await openedOffice();
    const clerk = await add(office, 'Zawadi', ['clerk']);
    const incident = office.open?.fields.formOf('case', 'incidents') ?? '';
    for (const form of [incident, 'registration']) {
      await become(office, head);
      await done(office, 'roles.save', changed('clerk', { forms: { otherwise: 'write', forms: { [form]: 'read' } } }));
      await become(office, clerk, 'Zawadi');
      if (form === incident)
        expect((await done(office, 'cases.startRegistration', { notSameAs: [] })).formsReadOnly).toEqual([incident]);
      else
        expect(await refusal(office, 'cases.startRegistration', { notSameAs: [] })).toMatchObject({
          code: 'PERM_FORM_CLOSED',
          params: { form },
        });
    }
  });

  test('the line of a case says nothing from a closed form', async () => {
    const { office, head } = await openedOffice();
    const clerk = await add(office, 'Zawadi', ['clerk']);
    const [line] = (await done(office, 'cases.list', everyCase)).rows;
    expect(line).toMatchObject({ name: 'Furaha Neema Amani' });
    await done(
      office,
      'roles.save',
      changed('clerk', { forms: { otherwise: 'write', forms: { registration: 'none' } } }),
    );
    await become(office, clerk, 'Zawadi');
    const [bare] = (await done(office, 'cases.list', everyCase)).rows;
    expect(bare).toMatchObject({ initials: '', ageAbout: false });
    for (const fact of ['name', 'sex', 'ageYears', 'risk', 'registered']) expect(bare).not.toHaveProperty(fact);
    const search = { ...everyCase, query: { ...everyCase.query, text: 'Furaha' } };
    expect((await done(office, 'cases.list', search)).total).toBe(0);
    await become(office, head);
    expect((await done(office, 'cases.list', search)).total).toBe(1);
  });
});

describe('a trial of a role', () => {
  test('shows what the role shows, changes nothing, and ends with one call', async () => {
    const { office, first } = await openedOffice();
    await done(office, 'roles.try', { role: 'manager' });
    expect((await done(office, 'app.state', {})).session).toMatchObject({ trial: 'manager' });
    expect(await listed(office)).toEqual([first]);
    expect(await refusal(office, 'cases.open', { caseId: first })).toMatchObject({ code: 'PERM_DENIED' });
    for (const refused of [
      await refusal(office, 'people.removeGroup', { groupId: 'AAAAAAAAAAAAAAAAAAAAAA' }),
      await refusal(office, 'cases.startRegistration', { notSameAs: [] }),
      await refusal(office, 'roles.try', { role: 'supervisor' }),
    ])
      expect(refused.code).toBe('PERM_TRIAL');
    expect(await office.shell('authorise', { right: 'case.list' })).toMatchObject({ error: { code: 'PERM_TRIAL' } });
    await done(office, 'roles.endTrial', {});
    await done(office, 'cases.open', { caseId: first });
    expect((await done(office, 'app.state', {})).session).not.toHaveProperty('trial');
  });

  test('never shows more than the person may see', async () => {
    const { office, head } = await openedOffice();
    const bare = await add(office, 'Zawadi', ['administrator']);
    await become(office, bare, 'Zawadi');
    await done(office, 'roles.try', { role: 'supervisor' });
    expect((await done(office, 'app.state', {})).session?.rights.filter((right) => right.startsWith('case.'))).toEqual(
      [],
    );
    expect(await refusal(office, 'cases.list', everyCase)).toMatchObject({ code: 'PERM_DENIED' });
    await become(office, head);
    expect((await done(office, 'app.state', {})).session).not.toHaveProperty('trial');
  });
});

describe('why somebody may or may not see a case', () => {
  test('is answered by the decision itself, with the rule and the role', async () => {
    const { office, first, head } = await openedOffice();
    const amina = await add(office, 'Amina', ['caseworker', 'clerk']);
    const zawadi = await add(office, 'Zawadi', ['it']);
    const { code } = await done(office, 'cases.open', { caseId: first });
    const ask = (user: UserId, more: object = {}) =>
      done(office, 'roles.why', { user, code: code.toLowerCase(), ...more });
    expect(await ask(zawadi)).toMatchObject({ account: 'open', owner: 'other', read: { rule: 'no-role-grants' } });
    expect(await ask(head)).toMatchObject({ owner: 'self', read: { allowed: true, role: 'supervisor' } });
    const about = { field: { field: 'risk_reason' } };
    const sensitivity = office.open?.fields.sensitivity('case', 'risk_reason');
    expect(sensitivity).toBeGreaterThan(3);
    expect(await ask(amina, about)).toMatchObject({
      sensitivity,
      read: { allowed: false, rule: 'class-above', role: 'clerk' },
      write: { allowed: true, role: 'clerk' },
    });
    await done(office, 'roles.save', changed('clerk', { scope: 'none' }));
    expect(await ask(amina)).toMatchObject({ read: { rule: 'outside-scope' } });
    expect(await refusal(office, 'roles.why', { user: amina, code: 'KSM-26-00000-0' })).toMatchObject({
      code: 'FORM_CASE_NOT_FOUND',
    });
    expect(await refusal(office, 'roles.why', { user: amina, code, field: { field: 'no_such' } })).toMatchObject({
      code: 'FORM_INVALID',
    });
  });
});
