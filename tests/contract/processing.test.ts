import { expect, test } from 'vitest';
import type { Input, Output } from '#core/contracts/index.ts';
import type { Office } from '../../main/office/office.ts';
import { registerTable } from '../../main/office/data-protection/write-register.ts';
import { messagesOf } from '../../main/office/data-protection/print-papers.ts';
import {
  done,
  officeIn,
  openedOffice,
  PASSPHRASE,
  refusal,
  SetClock,
  signIn,
  withCheapKeys,
} from '../faults/temporary-office.ts';
import { wallDay } from '../builders/calendar-days.ts';

const DAY = 24 * 3_600_000;
type Sections = Output<'processing.read'>['sections'];

const openOf = (office: Office) => {
  if (!office.open) throw new Error('the office is closed');
  return office.open;
};
const lineOf = (sections: Sections, section: string, line: string) =>
  sections.find(({ id }) => id === section)?.lines.find(({ id }) => id === line);
const keysIn = (sections: Sections, section: string, line: string): readonly string[] =>
  (lineOf(sections, section, line)?.cells ?? []).flat().flatMap((one) => (one.kind === 'word' ? [one.key] : []));

const about: Input<'processing.setOffice'> = {
  capacity: 'controller',
  controller: '',
  contact: 'Mlimani road 4',
  officer: 'Claire Nguessan, 0700 000 000',
  authority: 'Data commissioner',
  country: 'KE',
};
const decision: Input<'processing.decide'> = {
  form: 'registration',
  purpose: 'identify',
  basis: 'public-task',
  condition: 'social',
  note: 'Children’s act, section 12',
  why: 'The law names the office.',
};

test('the register tells of the office as it is, keeps versions, and says what changed since the last', async () => {
  const clock = new SetClock();
  const { office, dir, head } = await openedOffice(clock);
  const first = await done(office, 'processing.read', {});
  expect(first.versions).toEqual([]);
  expect(first.changes).toEqual([]);
  expect(lineOf(first.sections, 'activities', 'registration')?.warn).toBe(true);
  expect(keysIn(first.sections, 'activities', 'registration')).toContain('processing.undecided');
  expect(keysIn(first.sections, 'measures', 'second-factor')).toContain('processing.state_off');
  expect(keysIn(first.sections, 'measures', 'encryption')).toContain('processing.state_always');
  expect(keysIn(first.sections, 'access', 'administrator')).toContain('roles.right_privacy_processing');
  expect(lineOf(first.sections, 'activities', 'system')).toBeUndefined();

  expect(await done(office, 'processing.keep', { note: 'At the beginning' })).toEqual({ number: 1 });
  await done(office, 'processing.setOffice', about);
  await done(office, 'processing.decide', decision);
  const role = (await done(office, 'roles.list', {})).find(({ role: { id } }) => id === 'clerk')?.role;
  if (role === undefined) throw new Error('no such role');
  await done(office, 'roles.save', { role: { ...role, rights: [...role.rights, 'case.history'] } });

  const next = await done(office, 'processing.read', {});
  const changed = next.changes.map(({ section, kind, line }) => `${section} ${kind} ${line.id}`);
  expect(changed).toEqual(
    expect.arrayContaining(['office changed officer', 'activities changed registration', 'access changed clerk']),
  );
  expect(changed.some((one) => one.startsWith('flows'))).toBe(false);
  expect(lineOf(next.sections, 'activities', 'registration')).not.toHaveProperty('warn');
  expect(await done(office, 'processing.keep', { note: '' })).toEqual({ number: 2 });
  office.close();

  const again = officeIn(dir, clock);
  expect(await signIn(again, head)).toMatchObject({ ok: true });
  const kept = await done(again, 'processing.read', {});
  expect(kept).toMatchObject({
    about,
    versions: [{ number: 2 }, { number: 1, note: 'At the beginning' }],
    changes: [],
  });
  const old = await done(again, 'processing.version', { number: 1 });
  expect(keysIn(old.sections, 'activities', 'registration')).toContain('processing.undecided');
  const later = await done(again, 'processing.version', { number: 2 });
  expect(later.changes.length).toBe(next.changes.length);
  expect(await refusal(again, 'processing.version', { number: 3 })).toMatchObject({ code: 'FORM_STALE' });
});

test('a purpose is decided with its ground, and every decision stays', async () => {
  const clock = new SetClock();
  const { office } = await openedOffice(clock);
  expect(await refusal(office, 'processing.decide', { ...decision, condition: 'none' })).toMatchObject({
    code: 'FORM_NEEDED',
    params: { field: 'condition' },
  });
  expect(await refusal(office, 'processing.decide', { ...decision, form: 'system' })).toMatchObject({
    code: 'FORM_STALE',
  });
  await done(office, 'processing.decide', decision);
  clock.offset += DAY;
  await done(office, 'processing.decide', { ...decision, basis: 'legal-duty', why: 'The act was changed.' });
  await done(office, 'processing.explain', { form: 'registration', field: 'sex', why: 'Services differ.' });
  await done(office, 'processing.explain', { form: 'registration', field: 'full_name', why: 'To find the file.' });
  await done(office, 'processing.explain', { form: 'registration', field: 'full_name', why: '' });
  expect(
    await refusal(office, 'processing.explain', { form: 'registration', field: 'closure_reason', why: 'No.' }),
  ).toMatchObject({ code: 'FORM_STALE' });
  const { forms, needed } = await done(office, 'processing.purposes', {});
  expect(forms.find(({ form }) => form === 'registration')?.decided).toMatchObject([
    { basis: 'legal-duty', by: 'Halima Osman', why: 'The act was changed.' },
    { basis: 'public-task' },
  ]);
  expect(needed).toMatchObject([{ form: 'registration', field: 'sex', why: 'Services differ.' }]);
});

test('an agreement runs, is remembered before its end, goes on, and ends once', async () => {
  const clock = new SetClock();
  const { office } = await openedOffice(clock);
  const today = wallDay(clock.now());
  const inDays = (days: number): string => wallDay(clock.now() + days * DAY);
  const agreement: Input<'agreements.open'> = {
    sort: 'processor',
    with: 'Mlimani computers',
    contact: '',
    country: 'ZA',
    about: 'Repairs our computers and may see the disk.',
    from: today,
    until: inDays(40),
    remind: 60,
    kept: 'Blue folder',
  };
  expect(await refusal(office, 'agreements.open', { ...agreement, until: inDays(-1) })).toMatchObject({
    params: { field: 'until' },
  });
  const { id } = await done(office, 'agreements.open', agreement);
  await done(office, 'agreements.open', {
    ...agreement,
    with: 'Ministry',
    sort: 'joint',
    country: 'KE',
    until: inDays(400),
  });
  expect(await done(office, 'agreements.list', {})).toMatchObject([
    { with: 'Mlimani computers', state: 'soon', number: 1 },
    { with: 'Ministry', state: 'running', number: 2 },
  ]);
  await done(office, 'processing.setOffice', about);
  const { sections } = await done(office, 'processing.read', {});
  expect(keysIn(sections, 'recipients', `agreement ${id}`)).toContain('processing.abroad');
  expect(lineOf(sections, 'recipients', `agreement ${id}`)?.warn).toBe(true);

  clock.offset += 50 * DAY;
  expect((await done(office, 'agreements.list', {}))[0]).toMatchObject({ state: 'over' });
  await done(office, 'agreements.add', {
    id,
    entry: { kind: 'renewed', from: today, until: inDays(500), note: 'Another year.' },
  });
  expect(await done(office, 'agreements.read', { id })).toMatchObject({ state: 'running' });
  await done(office, 'agreements.add', {
    id,
    entry: { kind: 'ended', on: today, why: 'They closed; disks came back.' },
  });
  expect(
    await refusal(office, 'agreements.add', { id, entry: { kind: 'ended', on: today, why: 'Once more.' } }),
  ).toMatchObject({ code: 'FORM_STALE' });
  await done(office, 'agreements.add', { id, entry: { kind: 'note', text: 'The paper is in the archive.' } });
  const read = await done(office, 'agreements.read', { id });
  expect(read).toMatchObject({ state: 'ended' });
  expect(read.entries.map(({ entry }) => entry.kind)).toEqual(['opened', 'renewed', 'ended', 'note']);
  const now = (await done(office, 'processing.read', {})).sections;
  expect(lineOf(now, 'agreements', id)).toBeUndefined();
});

test('the assessment is proposed from the office, kept in versions, and is to be looked at again when the office changes', async () => {
  const clock = new SetClock();
  const { office } = await openedOffice(clock);
  const proposed = await done(office, 'assessments.read', {});
  expect(proposed.versions).toEqual([]);
  expect(proposed.risks.force).toMatchObject({ likely: 'high', severe: 'high' });
  const risks = {
    ...proposed.risks,
    force: { likely: 'low', severe: 'high', measures: 'A bell at the door.' },
  } as const;
  await done(office, 'assessments.keep', { texts: { ...proposed.texts, context: 'A camp.' }, risks });
  const kept = await done(office, 'assessments.read', {});
  expect(kept).toMatchObject({ versions: [{ number: 1 }], changes: [], texts: { context: 'A camp.' } });
  expect(kept.risks.force.measures).toBe('A bell at the door.');

  await done(office, 'emergency.setPlan', { safePlace: 'School', call: '', takeAlong: '', destroy: '' });
  const again = await done(office, 'assessments.read', {});
  expect(again.changes).toMatchObject([{ section: 'measures', kind: 'changed', line: { id: 'emergency' } }]);
  await done(office, 'assessments.keep', { texts: again.texts, risks: again.risks });
  expect(await done(office, 'assessments.read', {})).toMatchObject({ versions: [{ number: 2 }, {}], changes: [] });

  await done(office, 'assessments.keepSelfCheck', { given: { harms_end: { answer: 'no', note: 'Not yet.' } } });
  expect(await done(office, 'assessments.selfCheck', {})).toMatchObject({
    given: { harms_end: { answer: 'no', note: 'Not yet.' } },
    versions: [{ number: 1, by: 'Halima Osman' }],
  });
});

test('who may not keep the register neither reads nor writes it', async () => {
  const { office, dir } = await openedOffice(new SetClock());
  const passphrase = `${PASSPHRASE} too`;
  const { id } = await withCheapKeys(() =>
    done(office, 'people.add', { name: 'Baraka Mushi', roles: ['caseworker'], passphrase }),
  );
  office.close();
  const his = officeIn(dir, new SetClock());
  expect(await signIn(his, id, passphrase)).toMatchObject({ ok: true });
  const denied = { code: 'PERM_DENIED' };
  expect(await refusal(his, 'processing.read', {})).toMatchObject(denied);
  expect(await refusal(his, 'processing.keep', { note: '' })).toMatchObject(denied);
  expect(await refusal(his, 'assessments.read', {})).toMatchObject(denied);
  expect(await refusal(his, 'agreements.list', {})).toMatchObject(denied);
});

test('the papers and the table say the same in every language', async () => {
  const { office } = await openedOffice(new SetClock());
  const open = openOf(office);
  await done(office, 'processing.setOffice', about);
  await done(office, 'processing.decide', decision);
  const { id } = await done(office, 'breaches.open', {
    title: 'A stick is gone',
    sort: 'stick',
    known: { at: '2026-01-05T09:00', zone: 'Africa/Nairobi' },
    what: 'Lost on the way.',
    data: ['names', 'family'],
    lost: '',
    measures: '',
  });
  const { sections } = await done(office, 'processing.read', {});
  for (const language of ['en', 'fr', 'ar'] as const) {
    const html = async (name: string, input: object): Promise<string> =>
      ((await office.shell(name, { language, ...input })) as { value: { html: string } }).value.html;
    const register = await html('printProcessing', { paper: 'register' });
    expect(register).toContain('Children’s act, section 12');
    expect(register).toContain(`dir="${language === 'ar' ? 'rtl' : 'ltr'}"`);
    for (const paper of ['assessment', 'self-check'])
      expect(await html('printProcessing', { paper })).toContain('<table');
    expect(await html('printRoles', {})).toContain('<table');
    const child = await html('printNotice', { reader: 'child' });
    expect(child).toContain('Claire Nguessan');
    expect(await html('printNotice', { reader: 'adult' })).toContain('Data commissioner');
    const letter = await html('printBreachLetter', { id, reader: 'child', happened: 'أُضيعت', done: '' });
    expect(letter).toContain('أُضيعت');
    expect(letter).not.toContain('Lost on the way.');
    const table = registerTable(sections, language, messagesOf(open, language, ['processing', 'roles']));
    expect(table).toContain('Children’s act, section 12');
  }
  const audited = (await done(office, 'audit.list', { area: 'paper', limit: 50 })).lines.map(({ detail }) => detail);
  expect(audited).toEqual(expect.arrayContaining(['processing', 'roles', 'notice', 'breach-letter']));
});
