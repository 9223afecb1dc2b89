import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ReferralWish } from '#core/contracts/referrals.contract.ts';
import type { CaseDocument, Values } from '#core/forms/types.ts';
import type { CaseId, UserId } from '#core/ids.ts';
import { Office } from '../../main/office/office.ts';
import { projectEverything } from '../../main/office/project-case.ts';
import type { PrintJobDocument } from '../../main/office/print-documents.ts';
import {
  aCase,
  createOffice,
  done,
  PASSPHRASE,
  refusal,
  register,
  resourcesDir,
  saveDraft,
  SetClock,
  signIn,
  withCheapKeys,
} from '../faults/temporary-office.ts';
import { wallDay } from '../builders/calendar-days.ts';

const dir = mkdtempSync(join(tmpdir(), 'hifadhi-referrals-'));
const clock = new SetClock();
const make = (): Office =>
  new Office({ dir: join(dir, 'a'), resourcesDir, version: 'test', clock, emit: () => undefined });
let office = make();
const people = new Map<string, UserId>();
let caseId: CaseId;
const GIVEN: Values = {
  consent_services: 'yes',
  consent_share: 'yes',
  consent_share_services: [],
  consent_giver: 'caregiver',
  withhold: 'no',
  full_name: 'Zanzivoort Amani',
  school_name: 'Kisimani Primary',
  religion: 'other',
};

async function become(name: string): Promise<void> {
  office.close();
  const user = people.get(name);
  if (user === undefined) throw new Error(name);
  const reply = await signIn(office, user, name === 'head' ? PASSPHRASE : `nine gentle otters ${name} bridge`);
  if (!reply.ok) throw new Error(reply.error.code);
}
const id = (name: string): UserId => people.get(name) ?? ('' as UserId);
const wish = (more: Partial<ReferralWish> = {}): ReferralWish => ({
  to: { kind: 'colleague', user: id('neema') },
  service: 'psychosocial_basic',
  serviceOther: '',
  priority: '24h',
  reason: 'Sleeps badly since August.',
  fields: ['full_name', 'school_name'],
  contactVia: 'via_caseworker',
  childInformed: 'yes',
  caregiverInformed: 'yes',
  notInformedWhy: '',
  ...more,
});
const provider: ReferralWish['to'] = {
  kind: 'provider',
  agency: 'Red Acacia Society',
  person: 'Sauda Mrisho',
  phone: '+000555014',
  place: 'Market road',
};
const send = (more: Partial<ReferralWish> = {}, why = '') =>
  done(office, 'referrals.send', { caseId, wish: wish(more), why });
const referrals = async () => (await done(office, 'casework.activity', { caseId })).referrals;
async function edit(values: Values, rows: CaseDocument['rows'] = {}): Promise<void> {
  const { draftId, document } = await done(office, 'cases.startEdit', { caseId });
  await saveDraft(office, draftId, {
    values: { ...document.values, ...values },
    rows: { ...document.rows, ...rows },
  } as CaseDocument);
  await done(office, 'cases.save', { draftId });
}

beforeAll(async () => {
  people.set('head', await createOffice(office));
  for (const [name, role] of [
    ['amani', 'caseworker'],
    ['neema', 'caseworker'],
    ['juma', 'caseworker'],
    ['dana', 'clerk'],
  ] as const satisfies readonly (readonly [string, string])[]) {
    const passphrase = `nine gentle otters ${name} bridge`;
    const added = await withCheapKeys(() => done(office, 'people.add', { name, roles: [role], passphrase }));
    people.set(name, added.id);
  }
}, 60_000);
beforeEach(async () => {
  await become('amani');
  caseId = await register(office, aCase(GIVEN));
});
afterAll(() => {
  office.close();
  rmSync(dir, { recursive: true, force: true });
});

test('a colleague reads what was chosen and nothing else, accepts, and says what was given', async () => {
  const { referral } = await send();
  expect(await referrals()).toMatchObject([
    { status: 'in_progress', to: 'colleague', toName: 'neema', may: { revoke: true, answer: false, finish: false } },
  ]);
  // Within 24 hours, whatever the risk of the case says.
  const [sent] = await referrals();
  const due = Date.parse(sent?.dueAtUtc ?? '') - Date.parse(sent?.sentAtUtc ?? '');
  expect(due).toBe(24 * 3_600_000);

  await become('neema');
  const inbox = await done(office, 'referrals.inbox', {});
  expect(inbox.filter((one) => one.caseId === caseId)).toMatchObject([{ referral: { referralId: referral } }]);
  const read = await done(office, 'referrals.read', { of: caseId, referral });
  expect(read.answers.map(({ field, value }) => [field, value])).toEqual([
    ['full_name', 'Zanzivoort Amani'],
    ['school_name', 'Kisimani Primary'],
  ]);
  expect(await refusal(office, 'cases.open', { caseId })).toMatchObject({ code: 'PERM_DENIED' });
  const about = { of: caseId, referral };
  expect(await refusal(office, 'referrals.finish', { ...about, given: '2026-01-01', feedback: '' })).toMatchObject({
    code: 'FORM_STALE',
  });
  await done(office, 'referrals.answer', { ...about, accept: true, why: '' });
  expect(await refusal(office, 'referrals.answer', { ...about, accept: true, why: '' })).toMatchObject({
    code: 'FORM_STALE',
  });
  const today = wallDay(clock.now());
  const later = wallDay(clock.now() + 5 * 86_400_000);
  expect(await refusal(office, 'referrals.finish', { ...about, given: later, feedback: '' })).toMatchObject({
    code: 'FORM_INVALID',
  });
  await done(office, 'referrals.finish', { ...about, given: today, feedback: 'Two talks, sleeps better.' });
  expect((await done(office, 'referrals.inbox', {})).filter((one) => one.caseId === caseId)).toEqual([]);
  expect(await refusal(office, 'referrals.read', { of: caseId, referral })).toMatchObject({ code: 'FORM_STALE' });

  await become('amani');
  expect(await referrals()).toMatchObject([
    {
      status: 'done',
      answeredBy: 'neema',
      givenOn: today,
      feedback: 'Two talks, sleeps better.',
      may: { revoke: false },
    },
  ]);
});

test('declining needs a reason, and the sender reads it', async () => {
  const { referral } = await send();
  await become('neema');
  const about = { of: caseId, referral, accept: false };
  expect(await refusal(office, 'referrals.answer', { ...about, why: '' })).toMatchObject({
    code: 'FORM_REASON_NEEDED',
  });
  await done(office, 'referrals.answer', { ...about, why: 'No time before Monday' });
  await become('amani');
  expect(await referrals()).toMatchObject([{ status: 'rejected', answer: 'No time before Monday' }]);
  const tasks = await done(office, 'tasks.ofCase', { caseId });
  expect(tasks.find((task) => task.rowId === referral)).toMatchObject({ deadline: 'referral_answer', done: {} });
});

test('nobody but the recipient or a supervisor answers, and nobody else reads', async () => {
  const { referral } = await send();
  const about = { of: caseId, referral };
  await become('juma');
  expect(await refusal(office, 'referrals.read', about)).toMatchObject({ code: 'PERM_DENIED' });
  expect(await refusal(office, 'referrals.answer', { ...about, accept: true, why: '' })).toMatchObject({
    code: 'PERM_DENIED',
  });
  expect((await done(office, 'referrals.inbox', {})).filter((one) => one.caseId === caseId)).toEqual([]);
  await become('amani');
  expect(await refusal(office, 'referrals.answer', { ...about, accept: true, why: '' })).toMatchObject({
    code: 'PERM_DENIED',
  });
  await become('head');
  await done(office, 'referrals.answer', { ...about, accept: true, why: '' });
  expect(await referrals()).toMatchObject([{ status: 'accepted', answeredBy: expect.any(String) as string }]);
});

test('what was taken back is neither read nor answered any more', async () => {
  const { referral } = await send();
  await done(office, 'referrals.revoke', { caseId, referral, why: 'The aunt found help' });
  expect(await referrals()).toMatchObject([{ status: 'revoked', answer: 'The aunt found help' }]);
  await become('neema');
  expect(await refusal(office, 'referrals.read', { of: caseId, referral })).toMatchObject({ code: 'FORM_STALE' });
  expect(await refusal(office, 'referrals.answer', { of: caseId, referral, accept: true, why: '' })).toMatchObject({
    code: 'FORM_STALE',
  });
});

test('after a withdrawal of consent the answers are closed to the recipient', async () => {
  const { referral } = await send();
  const today = wallDay(clock.now());
  await edit({
    consent_withdrawn: 'yes',
    withdrawal_date: { date: today, precision: 'day', calendar: 'gregory' },
    withdrawal_scope: ['services'],
  });
  await become('neema');
  expect(await done(office, 'referrals.read', { of: caseId, referral })).toMatchObject({
    withdrawn: true,
    answers: [],
  });
});

test('without consent only a supervisor sends, with a reason that stays', async () => {
  await edit({ consent_services: 'no', no_consent_grounds: [] });
  const prepared = await done(office, 'referrals.prepare', { caseId, to: 'colleague' });
  expect(prepared).toMatchObject({ missing: ['refused'], opensBy: 'supervisor', maySend: false });
  const ask = { caseId, wish: wish(), why: 'It cannot wait' };
  expect(await refusal(office, 'referrals.send', ask)).toMatchObject({
    code: 'REFERRAL_NO_CONSENT',
    params: { missing: 'refused' },
  });
  const { referral } = await done(office, 'referrals.keep', { caseId, wish: wish() });
  await become('head');
  expect(await refusal(office, 'referrals.send', { ...ask, referral, why: '' })).toMatchObject({
    code: 'FORM_REASON_NEEDED',
  });
  await done(office, 'referrals.send', { ...ask, referral });
  expect(await referrals()).toMatchObject([
    { referralId: referral, status: 'in_progress', allowed: { why: 'It cannot wait' } },
  ]);
});

test('recorded grounds and the supervisor who was asked let a caseworker send with a reason', async () => {
  await edit({
    consent_services: 'no',
    no_consent_grounds: ['imminent_danger'],
    supervisor_consulted_name: 'Halima Osman',
    supervisor_consulted_date: { date: '2026-11-01', precision: 'day', calendar: 'gregory' },
  });
  expect(await done(office, 'referrals.prepare', { caseId, to: 'colleague' })).toMatchObject({
    opensBy: 'grounds',
    maySend: true,
  });
  expect(await refusal(office, 'referrals.send', { caseId, wish: wish(), why: '' })).toMatchObject({
    code: 'FORM_REASON_NEEDED',
  });
  await send({}, 'He is in danger at home');
  expect(await referrals()).toMatchObject([{ allowed: { by: 'Halima Osman', why: 'He is in danger at home' } }]);
});

test('a referral names what it needs, and fits nobody who follows no cases', async () => {
  const code = async (more: Partial<ReferralWish>) =>
    refusal(office, 'referrals.send', { caseId, wish: { ...wish(), ...more }, why: '' });
  expect(await code({ reason: '  ' })).toMatchObject({ code: 'FORM_NEEDED', params: { field: 'referral_reason' } });
  expect(await code({ childInformed: 'no' })).toMatchObject({ params: { field: 'referral_not_informed_why' } });
  expect(await code({ service: 'other' })).toMatchObject({ params: { field: 'referral_service_other' } });
  expect(await code({ to: { ...provider, agency: ' ' } })).toMatchObject({
    params: { field: 'referral_recipient_agency' },
  });
  for (const user of [id('amani'), id('dana')])
    expect(await code({ to: { kind: 'colleague', user } })).toMatchObject({ code: 'PERSON_NOT_FITTING' });
  expect(await referrals()).toEqual([]);
});

test('what may not go along is left out, whatever was asked for', async () => {
  await edit({ urgent_protection_concern: 'yes', urgent_reasons: ['other'], urgent_reasons_other: 'x' });
  await send({ fields: ['full_name', 'urgent_reasons', 'consent_share', 'nonsense'] });
  expect((await referrals())[0]?.fields).toEqual(['full_name']);
});

test('a referral from a service fulfils that service when it is done', async () => {
  const service = Buffer.from('servicesservices').toString('base64url');
  const created = { at: '2026-11-01T09:00', zone: 'Africa/Nairobi' } as const;
  await edit(
    {},
    {
      services: [{ id: service, values: { service_type: 'medical', service_created: created, service_wanted: 'yes' } }],
    },
  );
  const { wish: begun } = await done(office, 'referrals.prepare', { caseId, to: 'provider', serviceRow: service });
  expect(begun).toMatchObject({ service: 'medical', serviceRow: service });
  const { referral } = await send({ to: provider, service: 'medical', serviceRow: service });
  const row = async () => (await done(office, 'cases.open', { caseId })).document.rows['services']?.[0]?.values;
  expect(await row()).toMatchObject({
    service_result: 'referred',
    service_referral: referral,
    service_agency: 'Red Acacia Society',
  });
  // An organisation outside has no account here: the caseworker writes down what it said.
  const about = { of: caseId, referral };
  await done(office, 'referrals.answer', { ...about, accept: true, why: '' });
  const today = wallDay(clock.now());
  await done(office, 'referrals.finish', { ...about, given: today, feedback: '' });
  expect((await row())?.['service_implemented']).toMatchObject({ zone: 'Africa/Nairobi' });
  expect(await referrals()).toMatchObject([{ status: 'done', answeredBy: 'Sauda Mrisho' }]);
});

test('a draft is kept, gone on with after a restart, and sent once', async () => {
  const { referral } = await done(office, 'referrals.keep', { caseId, wish: wish({ reason: '' }) });
  office.close();
  office = make();
  await become('amani');
  const prepared = await done(office, 'referrals.prepare', { caseId, to: 'colleague', referral });
  expect(prepared.wish).toMatchObject({ to: { user: id('neema') }, priority: '24h', reason: '' });
  await done(office, 'referrals.send', { caseId, referral, wish: wish(), why: '' });
  expect(await refusal(office, 'referrals.send', { caseId, referral, wish: wish(), why: '' })).toMatchObject({
    code: 'FORM_STALE',
  });
  expect(await referrals()).toHaveLength(1);
});

test('the inbox is a projection: made again it is the same', async () => {
  await send();
  await become('neema');
  const before = await done(office, 'referrals.inbox', {});
  const { open } = office;
  if (!open) throw new Error('the office is closed');
  open.db.exec('DELETE FROM referral');
  expect(await done(office, 'referrals.inbox', {})).toEqual([]);
  projectEverything(open);
  expect(await done(office, 'referrals.inbox', {})).toEqual(before);
});

test('the letter shows what was chosen, and no other answer of the child', async () => {
  const { referral } = await send({ to: provider });
  const order = { language: 'en', paper: 'A4', names: 'default', purpose: 'for the child', report: null };
  const reply = await office.shell('printDocument', { ...order, report: { kind: 'referral', caseId, row: referral } });
  if (!reply.ok) throw new Error(reply.error.code);
  const { html, fileName } = reply.value as PrintJobDocument;
  expect(html).toContain('Zanzivoort Amani');
  expect(html).toContain('Kisimani Primary');
  expect(html).toContain('Red Acacia Society');
  expect(html).toContain('Reply slip');
  const values = (await done(office, 'cases.open', { caseId })).document.values;
  for (const field of ['current_address', 'phone', 'nickname', 'consent_giver_name', 'risk_reason']) {
    const value = values[field];
    if (typeof value === 'string' && value.length > 3) expect(html, field).not.toContain(value);
  }
  expect(fileName).not.toMatch(/Zanzivoort|Amani/);
});
