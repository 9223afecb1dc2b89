import { expect, test } from 'vitest';
import type { FieldValue } from '#core/forms/types.ts';
import {
  aCase,
  ask,
  createOffice,
  done,
  draftOf,
  everyCase,
  officeIn,
  openedOffice,
  refusal,
  register,
  saveDraft,
  temporaryFolder,
  withCheapKeys,
} from './temporary-office.ts';

const MEGABYTE = 'Amina '.repeat(175_000);

test('a megabyte pasted into a name is refused at its field, and the draft keeps it', async () => {
  const { office } = await openedOffice();
  const draftId = await draftOf(office, aCase({ full_name: MEGABYTE }));
  const said = await refusal(office, 'cases.save', { draftId });
  expect(said).toMatchObject({ code: 'FORM_INVALID', params: { field: 'full_name' } });
  expect(JSON.stringify(said)).not.toContain('Amina');
  const kept = await done(office, 'cases.openDraft', { draftId });
  expect(kept.document.values['full_name']).toBe(MEGABYTE);
  expect((await done(office, 'cases.counts', {})).all).toBe(1);
  await saveDraft(office, draftId, aCase({ full_name: 'Amina' }));
  await done(office, 'cases.save', { draftId });
  expect((await done(office, 'cases.counts', {})).all).toBe(2);
});

test('a megabyte in an existing case changes nothing of it', async () => {
  const { office, first } = await openedOffice();
  const { draftId, document } = await done(office, 'cases.startEdit', { caseId: first });
  const pasted = { ...document, values: { ...document.values, nickname: MEGABYTE } };
  await saveDraft(office, draftId, pasted);
  expect(await refusal(office, 'cases.save', { draftId })).toMatchObject({
    code: 'FORM_INVALID',
    params: { field: 'nickname' },
  });
  expect((await done(office, 'cases.open', { caseId: first })).document).toEqual(document);
});

test('a row that is added to an existing case answers for all its own fields', async () => {
  const { office, first } = await openedOffice();
  const { draftId, document } = await done(office, 'cases.startEdit', { caseId: first });
  const adding = (values: Readonly<Record<string, FieldValue>>) =>
    saveDraft(office, draftId, {
      ...document,
      rows: { ...document.rows, family_members: [{ id: 'AAAAAAAAAAAAAAAAAAAAAA', values }] },
    });
  for (const [values, field] of [
    [{ name: MEGABYTE }, 'name'],
    [{ name: 'Juma', phone: 'not a number' }, 'phone'],
    [{ name: 'Juma', not_a_question: 'x' }, 'not_a_question'],
  ] as const) {
    await adding(values);
    const said = await refusal(office, 'cases.save', { draftId });
    expect(said).toMatchObject({ code: 'FORM_INVALID', params: { field } });
  }
  expect((await done(office, 'cases.open', { caseId: first })).document).toEqual(document);
  await adding({ name: 'Juma', phone: '0700 000 112' });
  await done(office, 'cases.save', { draftId });
});

test('control and bidi characters do not get into a case', async () => {
  const { office } = await openedOffice();
  const nasty = '\u202EAmina\u0000 \u2066Hassan\u2069\u0007\r\n\u200F';
  const caseId = await register(
    office,
    aCase({ full_name: nasty, address_landmark: 'Well\u0008\u202D house\u001B[31m' }),
  );
  const { document, line } = await done(office, 'cases.open', { caseId });
  const forbidden = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/u;
  for (const text of [document.values['full_name'], document.values['address_landmark'], line.name]) {
    expect(text).toEqual(expect.any(String));
    expect(String(text)).not.toMatch(forbidden);
  }
  expect(document.values['full_name']).toBe('Amina Hassan');
  const found = await done(office, 'cases.list', { ...everyCase, query: { ...everyCase.query, text: 'amina hassan' } });
  expect(found.rows.map((row) => row.caseId)).toContain(caseId);
});

test('staff, office and programme names are cleaned too: they are shown before anybody signed in', async () => {
  const { office } = await openedOffice();
  const added = await withCheapKeys(() =>
    done(office, 'people.add', {
      name: ' \u202ENeema\u0000\u2066 Amani\u2069 ',
      roles: ['caseworker'],
      passphrase: 'seven patient herons watch the harbour',
    }),
  );
  expect(added.name).toBe('Neema Amani');
  const { staff } = await done(office, 'app.state', {});
  expect(staff.map(({ name }) => name)).toContain('Neema Amani');
  const blank = {
    name: ' \u202E\u0000 ',
    roles: ['caseworker' as const],
    passphrase: 'nine gentle otters cross a bridge',
  };
  expect(await ask(office, 'people.add', blank)).toMatchObject({
    error: { code: 'FORM_NEEDED', params: { field: 'name' } },
  });
});

test.each([
  ['an answer to a question that there is not', { values: { made_up_question: 'x' } }],
  ['a number where a text belongs', { values: { full_name: 7 } }],
  ['a choice that is not offered', { values: { sex: 'neither-listed' } }],
  [
    'a day that does not exist',
    { values: { registration_date: { date: '2026-02-31', precision: 'day', calendar: 'gregory' } } },
  ],
] as const)('%s is refused with its field and without its value', async (_what, { values }) => {
  const { office } = await openedOffice();
  const document = aCase();
  const draftId = await draftOf(office, { ...document, values: { ...document.values, ...values } as never });
  const said = await refusal(office, 'cases.save', { draftId });
  expect(said).toMatchObject({ code: 'FORM_INVALID', params: { field: Object.keys(values)[0] } });
  expect((await done(office, 'cases.counts', {})).all).toBe(1);
});

test.each(['full', 'rapid-onset', 'public-health'] as const)(
  'in the profile %s, what the search has asked can be saved with what is still needed',
  async (profile) => {
    const office = officeIn(temporaryFolder());
    await createOffice(office, 'KSM', profile);
    const known = { name: 'Amina', sex: 'female', ageYears: 7, caregiver: 'Zeinab', place: 'Kisimani Market' };
    const { draftId, document } = await done(office, 'cases.startRegistration', { known, notSameAs: [] });
    const values: Record<string, FieldValue> = { ...document.values };
    const today = values['registration_date'];
    const ids = new Set(
      office.open?.configuration.configuration.forms
        .flatMap((form) => form.sections)
        .flatMap((section) => section.fields)
        .map((field) => field.id),
    );
    for (const [field, value] of Object.entries(aCase().values)) if (ids.has(field)) values[field] ??= value;
    if (today !== undefined) values['registration_date'] = today;
    await saveDraft(office, draftId, { values, rows: document.rows });
    expect(await ask(office, 'cases.save', { draftId })).toMatchObject({ ok: true });
  },
);

test("somebody else's draft and case ids that do not exist are not found, and nothing else is said", async () => {
  const { office } = await openedOffice();
  const unknown = 'AAAAAAAAAAAAAAAAAAAAAA' as never;
  expect(await refusal(office, 'cases.openDraft', { draftId: unknown })).toEqual({
    code: 'FORM_DRAFT_NOT_FOUND',
    params: {},
  });
  expect(await refusal(office, 'cases.open', { caseId: unknown })).toEqual({ code: 'FORM_CASE_NOT_FOUND', params: {} });
});
