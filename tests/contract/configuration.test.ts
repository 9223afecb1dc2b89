import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { PackagePreview } from '#core/contracts/config.contract.ts';
import type { Configuration, FieldDef } from '#core/forms/types.ts';
import { knownFields } from '#core/forms/known-fields.ts';
import type { Office } from '../../main/office/office.ts';
import { ChangedPackage, inAll } from '../builders/changed-package.ts';
import {
  aCase,
  createOffice,
  done,
  draftOf,
  officeIn,
  openedOffice,
  refusal,
  register,
  resourcesDir,
  saveDraft,
  SetClock,
  signIn,
  trailStanding,
  temporaryFolder,
} from '../faults/temporary-office.ts';

const well: FieldDef = {
  id: 'well_water',
  type: 'text',
  label: inAll('Is there a well nearby?'),
  sensitivity: 3,
  compartment: 'core',
};

/** As a programme would write its next version: questions, options and a form go, others come or read otherwise. */
const next = (): ChangedPackage =>
  new ChangedPackage(resourcesDir)
    .withoutForm('supervision')
    .field('separation_documents', () => undefined)
    .field('phone_safe', () => [well])
    .field('phone_owner', (field) => ({ ...field, type: 'long_text', label: inAll('Whose phone it is') }))
    .field('interviewer_agency', ({ need: _, ...field }) => field)
    .field('family_members', (field) => ({
      ...field,
      fields: (field.fields ?? []).filter(({ id }) => id !== 'lives_with_child'),
    }))
    .options('name_script', (options) => [
      ...options.filter(({ id }) => id !== 'cyrillic'),
      { id: 'tifinagh', label: inAll('Tifinagh') },
    ]);

const ANSWERS = {
  separation_documents: 'A letter of the chief',
  phone_safe: 'no',
  phone_owner: 'Her aunt',
  name_script: 'cyrillic',
} as const;
const FAMILY = { id: 'AAAAAAAAAAAAAAAAAAAAAA', values: { name: 'Zawadi', lives_with_child: 'yes' } };
const answered = () => {
  const document = aCase(ANSWERS);
  return { ...document, rows: { ...document.rows, family_members: [FAMILY] } };
};

const raise = (why: string): never => {
  throw new Error(why);
};
async function pick(office: Office, path: string): Promise<PackagePreview> {
  const reply = await office.shell('readConfiguration', { path });
  if (!reply.ok) throw new Error(`${reply.error.code} ${JSON.stringify(reply.error.params)}`);
  return reply.value as PackagePreview;
}
async function refusedFile(office: Office, path: string): Promise<readonly unknown[]> {
  const reply = await office.shell('readConfiguration', { path });
  return reply.ok ? ['read'] : [reply.error.code, reply.error.params['at']];
}
const switchTo = async (office: Office, changed: ChangedPackage): Promise<PackagePreview> => {
  const preview = await pick(office, changed.write(join(temporaryFolder(), 'next.hifadhi-config')));
  await done(office, 'config.switch', { hash: preview.hash });
  return preview;
};
const configurationOf = async (office: Office): Promise<Configuration> =>
  (await done(office, 'config.get', {})) as Configuration;
const told = ({ changes }: PackagePreview): readonly string[] =>
  changes.map(({ about, kind, label, within, answers, form }) =>
    [form?.id, about, kind, within?.en, label?.en, answers].filter((part) => part !== undefined).join(' | '),
  );

test('a switch lists what changes with the answers it concerns, keeps them all readable, and is undone by switching back', async () => {
  const { office, dir, head } = await openedOffice();
  const caseId = await register(office, answered());
  const before = await done(office, 'cases.open', { caseId });
  const { now } = await done(office, 'config.packages', {});

  const named = ({ version, hash }: { version: number; hash: string }): string =>
    `full ${String(version)} ${hash.slice(0, 16)}`;
  const preview = await switchTo(office, next());
  expect(preview).toMatchObject({ profile: 'full', version: now.version + 1, than: 'newer', unreadable: [] });
  expect(told(preview)).toEqual(
    expect.arrayContaining([
      'supervision | deadline | retired | Gaps found in the file | 0',
      'supervision | form | retired | Supervision | 0',
      'registration | question | retired | Papers the child carries | 1',
      'registration | question | added | Is there a well nearby? | 0',
      'registration | question | renamed | Whose phone it is | 1',
      'registration | question | kind | Whose phone it is | 1',
      'registration | option | retired | Script of the name | Cyrillic | 1',
      'registration | option | added | Script of the name | Tifinagh | 0',
    ]),
  );
  expect(preview.changes.find(({ kind }) => kind === 'need')).toMatchObject({ need: { was: 'C1', now: 'never' } });

  const after = await done(office, 'cases.open', { caseId });
  expect(after.document).toEqual(before.document);
  expect(after.masked).toEqual([]);
  const configuration = await configurationOf(office);
  const known = new Map(knownFields(configuration).map((field) => [field.id, field]));
  expect(known.get('separation_documents')?.label.en).toBe('Papers the child carries');
  expect(known.get('family_members')?.fields?.some(({ id }) => id === 'lives_with_child')).toBe(true);
  const asked = configuration.forms.flatMap((form) => form.sections.flatMap((section) => section.fields));
  expect(asked.some(({ id }) => id === 'separation_documents' || id === 'phone_safe')).toBe(false);
  const scripts = configuration.lists.find(({ id }) => id === 'name_script')?.options;
  expect(scripts?.find(({ id }) => id === 'cyrillic')).toMatchObject({
    active: false,
    label: { en: 'Cyrillic' },
  });

  office.close();
  const again = officeIn(dir);
  await signIn(again, head);
  expect((await configurationOf(again)).version).toBe(now.version + 1);
  const kept = await done(again, 'config.packages', {});
  expect(kept.earlier.map(({ hash }) => hash)).toEqual([now.hash]);
  const back = await done(again, 'config.look', { hash: now.hash });
  expect(back).toMatchObject({ than: 'older', unreadable: [] });
  expect(told(back)).toContain('registration | question | again | Papers the child carries | 1');
  await done(again, 'config.switch', { hash: now.hash });
  expect((await done(again, 'cases.open', { caseId })).document).toEqual(before.document);
  const { lines } = await done(again, 'audit.list', { limit: 50 });
  const switches = lines.filter(({ action }) => action === 'office.configuration');
  expect(switches.map(({ detail }) => detail)).toEqual([
    `from ${named(preview)} to ${named(now)}`,
    `from ${named(now)} to ${named(preview)}`,
  ]);
  expect(await trailStanding(again)).toMatchObject({ state: 'whole' });
});

test('what is no longer asked stands on the paper that was signed and in the printed history, hidden like before', async () => {
  const { office } = await openedOffice();
  const answer = 'Kipepeo Mkubwa';
  const changed = new ChangedPackage(resourcesDir)
    .field('separation_documents', () => undefined)
    .field('other_names', () => undefined)
    .field('family_members', (field) => ({
      ...field,
      fields: (field.fields ?? []).filter(({ id }) => id !== 'lives_with_child'),
    }));
  const { document, ...draft } = await done(office, 'cases.startEdit', {
    caseId: await register(office, answered()),
  });
  const caseId = draft.caseId ?? raise('a draft without a case');
  const values = { ...document.values, other_names: answer, separation_documents: `Papers of ${answer}` };
  await saveDraft(office, draft.draftId, { values, rows: document.rows } as never);
  await done(office, 'cases.save', { draftId: draft.draftId });
  await switchTo(office, changed);
  const printed = async (kind: string): Promise<string> => {
    const order = { language: 'en', paper: 'A4', names: 'default', purpose: 'a test', report: { kind, caseId } };
    const reply = await office.shell('printDocument', order);
    if (!reply.ok) throw new Error(reply.error.code);
    return (reply.value as { html: string }).html;
  };
  const registration = await printed('registration');
  for (const words of ['No longer asked', 'Papers the child carries', `Papers of ${answer}`, 'Lives with the child'])
    expect(registration).toContain(words);
  const history = await printed('case-history');
  expect(history).toContain('Papers the child carries');
  expect(history).not.toContain(answer);
});

test('a newer program never changes what an office asks by itself', async () => {
  const { office } = await openedOffice();
  const { now, program } = await done(office, 'config.packages', {});
  expect(program.map(({ profile }) => profile)).toEqual(['full', 'public-health', 'rapid-onset']);
  expect(program[0]?.hash).toBe(now.hash);
  expect(await done(office, 'config.look', { profile: 'full' })).toMatchObject({ than: 'same', changes: [] });
  expect(await refusal(office, 'config.switch', { hash: now.hash })).toMatchObject({ code: 'FORM_STALE' });
  expect(await refusal(office, 'config.switch', { hash: '0'.repeat(64) })).toMatchObject({ code: 'FORM_STALE' });
});

test('drafts that were open during the switch are saved with every answer', async () => {
  const { office, first } = await openedOffice();
  const registration = await draftOf(office, answered());
  const edit = await done(office, 'cases.startEdit', { caseId: first });
  const values = { ...edit.document.values, ...ANSWERS };
  await saveDraft(office, edit.draftId, { values, rows: edit.document.rows } as never);

  await switchTo(office, next());
  const opened = await done(office, 'cases.openDraft', { draftId: registration });
  expect(opened.document.values).toMatchObject(ANSWERS);
  const { caseId } = await done(office, 'cases.save', { draftId: registration });
  const saved = await done(office, 'cases.open', { caseId });
  expect(saved.document.values).toMatchObject(ANSWERS);
  expect(saved.document.rows['family_members']?.[0]?.values).toEqual(FAMILY.values);
  await done(office, 'cases.save', { draftId: edit.draftId });
  expect((await done(office, 'cases.open', { caseId: first })).document.values).toMatchObject(ANSWERS);

  // Written anew, what is no longer asked stays as it was.
  const again = await done(office, 'cases.startEdit', { caseId });
  const changed = { ...again.document.values, [well.id]: 'Two, at the school' };
  await saveDraft(office, again.draftId, { values: changed, rows: again.document.rows } as never);
  await done(office, 'cases.save', { draftId: again.draftId });
  const twice = await done(office, 'cases.open', { caseId });
  expect(twice.document.values).toMatchObject({ ...ANSWERS, [well.id]: 'Two, at the school' });
});

test('what would make answers unreadable is refused at every place, before and at the switch', async () => {
  const { office } = await openedOffice();
  const type = new ChangedPackage(resourcesDir)
    .field('separation_documents', (field) => ({ ...field, type: 'date' }))
    .field('phone_owner', (field) => ({ ...field, compartment: 'notes' }));
  const path = type.write(join(temporaryFolder(), 'type.hifadhi-config'));
  const preview = await pick(office, path);
  expect(preview.unreadable.map(({ why, form, field }) => [why, form, field])).toEqual([
    ['compartment', 'registration', 'phone_owner'],
    ['type', 'registration', 'separation_documents'],
  ]);
  expect(await refusal(office, 'config.switch', { hash: preview.hash })).toMatchObject({
    code: 'CONFIG_UNREADABLE',
    params: { at: 'registration.phone_owner' },
  });

  await switchTo(office, next());
  const reused = next();
  reused.content.version += 1;
  reused
    .field(well.id, (field) => [field, { ...field, id: 'separation_documents', label: inAll('Number of documents') }])
    .options('name_script', (options) => [...options, { id: 'cyrillic', label: inAll('Written by a neighbour') }]);
  const again = await pick(office, reused.write(path));
  expect(again.unreadable.map(({ why, field, option }) => [why, field, option])).toEqual([
    ['reused', 'name_script', 'cyrillic'],
    ['reused', 'separation_documents', undefined],
  ]);
});

test('a file that is damaged, foreign, from a later program or wrong inside is refused with the place', async () => {
  const { office } = await openedOffice();
  const folder = temporaryFolder();
  const path = join(folder, 'x.hifadhi-config');
  const good = readFileSync(next().write(path), 'utf8');
  const tries: readonly (readonly [string, readonly unknown[]])[] = [
    [good.slice(0, good.length / 2), ['CONFIG_DAMAGED', undefined]],
    [good.replace('Tifinagh', 'Tifinag'), ['CONFIG_DAMAGED', undefined]],
    [good.replace('"formatVersion":1', '"formatVersion":2'), ['CONFIG_NEWER', undefined]],
    ['{"format":"something"}', ['CONFIG_FOREIGN', undefined]],
    ['MZ\u0000\u0001 program', ['CONFIG_FOREIGN', undefined]],
    ['', ['CONFIG_FOREIGN', undefined]],
    ['['.repeat(200_000), ['CONFIG_FOREIGN', undefined]],
    [`${good}${' '.repeat(5 * 1024 * 1024)}`, ['CONFIG_FOREIGN', undefined]],
  ];
  for (const [text, expected] of tries) {
    writeFileSync(path, text);
    expect(await refusedFile(office, path), text.slice(0, 40)).toEqual(expected);
  }
  const wrong: readonly (readonly [ChangedPackage, string])[] = [
    [
      next().field('phone_owner', (field) => ({ ...field, relevant: 'no_such_field = "x"' })),
      'forms.registration.phone_owner.relevant',
    ],
    [next().field('sex', () => undefined), 'forms.incident.incidents.incident_contraception.relevant'],
    [next().field(well.id, (field) => ({ ...field, id: 'owner_user' })), 'fields.owner_user'],
    [next().field(well.id, (field) => ({ ...field, type: 'script' as never })), 'forms.1.sections.1.fields.36.type'],
    [next().form('registration', (form) => (form.system = true)), 'forms.registration'],
  ];
  for (const [changed, at] of wrong)
    expect(await refusedFile(office, changed.write(path))).toEqual(['CONFIG_INVALID', at]);
  expect(await refusedFile(office, folder)).toEqual(['CONFIG_FOREIGN', undefined]);
  expect(await refusedFile(office, join(folder, 'gone'))).toEqual(['SYNC_STICK_REMOVED', undefined]);
  const { earlier } = await done(office, 'config.packages', {});
  expect(earlier).toEqual([]);
});

test.each([
  ['full', 'rapid-onset'],
  ['public-health', 'full'],
] as const)('an office goes from %s to %s and back, with its tasks made again', async (from, to) => {
  const events: string[] = [];
  const office = officeIn(temporaryFolder(), new SetClock(), (event) => {
    if (event.type === 'progress') events.push(`${event.job} ${String(event.of)}`);
  });
  await createOffice(office, 'KSM', from);
  const { now } = await done(office, 'config.packages', {});
  const document = { values: aCase().values, rows: {} };
  const askedHere = new Set(knownFields(await configurationOf(office)).map(({ id }) => id));
  const values = Object.fromEntries(Object.entries(document.values).filter(([id]) => askedHere.has(id)));
  const caseId = await register(office, { values, rows: {} });
  const tasks = await done(office, 'tasks.ofCase', { caseId });
  const preview = await done(office, 'config.look', { profile: to });
  expect(preview).toMatchObject({ than: 'other', unreadable: [] });
  expect(preview.changes.length).toBeGreaterThan(5);
  expect(await done(office, 'config.switch', { hash: preview.hash })).toEqual({ cases: 1 });
  expect(events).toEqual(['switch 1']);
  expect((await done(office, 'cases.open', { caseId })).document.values).toMatchObject(values);
  const back = await done(office, 'config.look', { hash: now.hash });
  await done(office, 'config.switch', { hash: back.hash });
  expect(await done(office, 'tasks.ofCase', { caseId })).toEqual(tasks);
});

test('the configuration in force is saved as a file that another office reads as the same', async () => {
  const { office } = await openedOffice();
  const { version } = await switchTo(office, next());
  const path = join(temporaryFolder(), 'ours.hifadhi-config');
  expect(await office.shell('configurationName', {})).toEqual({
    ok: true,
    value: { fileName: `full-${String(version)}.hifadhi-config` },
  });
  expect(await office.shell('writeConfiguration', { path })).toMatchObject({ ok: true });
  const other = officeIn(temporaryFolder());
  await createOffice(other, 'BND');
  const preview = await pick(other, path);
  expect(preview.hash).toBe((await done(office, 'config.packages', {})).now.hash);
});
