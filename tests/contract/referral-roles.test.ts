import { beforeEach, expect, test, vi } from 'vitest';
import type { Input } from '#core/contracts/index.ts';
import type { ReferralWish } from '#core/contracts/referrals.contract.ts';
import type { Values } from '#core/forms/types.ts';
import type { CaseId, UserId } from '#core/ids.ts';
import type { Office } from '../../main/office/office.ts';
import { AuditRepo } from '../../main/storage/audit.repo.ts';
import { wallDay } from '../builders/calendar-days.ts';
import {
  aCase,
  done,
  everyCase,
  openedOffice,
  PASSPHRASE,
  refusal,
  register,
  saveDraft,
  SetClock,
  signIn,
  withCheapKeys,
} from '../faults/temporary-office.ts';

const clock = new SetClock();
const people = new Map<string, UserId>();
let office: Office;
let caseId: CaseId;

const words = { en: 'Visitor', fr: 'Visiteur', ar: 'زائر' };
/** Given with a referral: the registration alone, and nothing that only whoever knows the child should read. */
const visitor: Input<'roles.save'>['role'] = {
  id: 'visitor',
  label: words,
  description: words,
  rights: ['case.list', 'case.view', 'case.write', 'case.approve'],
  scope: 'none',
  forms: { otherwise: 'none', forms: { registration: 'read' } },
  maxClass: 3,
  referral: true,
};
/** A caseworker who prints nothing. */
const lean: Input<'roles.save'>['role'] = {
  id: 'lean',
  label: words,
  description: words,
  rights: [
    ...(['case.list', 'case.view', 'case.names', 'case.register', 'case.write'] as const),
    ...(['case.close', 'case.refer', 'case.transfer', 'case.history', 'review.view'] as const),
  ],
  scope: 'own',
  forms: { otherwise: 'write' },
  maxClass: 5,
  owns: true,
};
const wordsOf = (name: string): string => `nine gentle otters ${name} bridge`;
async function become(name: string): Promise<void> {
  office.close();
  const user = people.get(name);
  if (user === undefined) throw new Error(name);
  const reply = await signIn(office, user, name === 'head' ? PASSPHRASE : wordsOf(name));
  if (!reply.ok) throw new Error(reply.error.code);
}
const id = (name: string): UserId => people.get(name) ?? ('' as UserId);
const wish = (to: ReferralWish['to']): ReferralWish => ({
  to,
  service: 'psychosocial_basic',
  serviceOther: '',
  priority: '24h',
  reason: 'Sleeps badly since August.',
  fields: ['full_name', 'school_name'],
  contactVia: 'via_caseworker',
  childInformed: 'yes',
  caregiverInformed: 'yes',
  notInformedWhy: '',
});
const send = (to: ReferralWish['to']) => done(office, 'referrals.send', { caseId, wish: wish(to), why: '' });
async function edit(values: Values): Promise<void> {
  const { draftId, document } = await done(office, 'cases.startEdit', { caseId });
  await saveDraft(office, draftId, { values: { ...document.values, ...values }, rows: document.rows });
  await done(office, 'cases.save', { draftId });
}

beforeEach(async () => {
  const made = await openedOffice(clock);
  office = made.office;
  people.set('head', made.head);
  await done(office, 'roles.save', { role: lean });
  for (const name of ['amani', 'neema', 'juma']) {
    const { id: user } = await withCheapKeys(() =>
      done(office, 'people.add', {
        name,
        roles: [name === 'amani' ? 'lean' : 'caseworker'],
        passphrase: wordsOf(name),
      }),
    );
    people.set(name, user);
  }
  await done(office, 'roles.save', { role: visitor });
  await become('amani');
  caseId = await register(
    office,
    aCase({
      consent_services: 'yes',
      consent_share: 'yes',
      consent_share_services: [],
      consent_giver: 'caregiver',
      withhold: 'no',
      full_name: 'Zanzivoort Amani',
      school_name: 'Kisimani Primary',
      religion: 'other',
    }),
  );
}, 90_000);
const opened = async () => (await done(office, 'cases.open', { caseId })).document.values;

test('a role that goes with a referral decides what the colleague sees in the case, and ends with the referral', async () => {
  await become('head');
  await done(office, 'roles.save', { role: visitor });
  await done(office, 'roles.save', {
    role: { ...visitor, id: 'eye', rights: ['case.view', 'case.history', 'case.merge'] },
  });
  // A right that whoever refers does not have: the recipient, who may print elsewhere, would print this one too.
  await done(office, 'roles.save', { role: { ...visitor, id: 'printer', rights: ['case.view', 'case.print'] } });
  const { referral: _, ...closed } = visitor;
  await done(office, 'roles.save', { role: { ...closed, id: 'closed' } });
  await become('amani');
  const prepared = await done(office, 'referrals.prepare', { caseId, to: 'colleague' });
  // What a referral gives of a role is what counts: merging is not given, so having it in the role widens nothing.
  expect(prepared.roles).toEqual(expect.arrayContaining(['visitor', 'eye']));
  expect(prepared.roles).not.toContain('closed');
  expect(prepared.roles).not.toContain('printer');
  const to = { kind: 'colleague', user: id('neema') } as const;
  expect(
    await refusal(office, 'referrals.send', { caseId, wish: wish({ ...to, role: 'closed' }), why: '' }),
  ).toMatchObject({ code: 'PERM_DENIED' });
  expect(
    await refusal(office, 'referrals.send', { caseId, wish: wish({ ...to, role: 'administrator' }), why: '' }),
  ).toMatchObject({ code: 'PERM_DENIED' });
  const { referral } = await send({ ...to, role: 'visitor' });
  expect((await done(office, 'casework.activity', { caseId })).referrals).toMatchObject([{ role: 'visitor' }]);
  expect(await opened()).toHaveProperty('consent_giver');

  await become('neema');
  // Nothing of it before she accepts: she has no role that reaches the case.
  expect(await refusal(office, 'cases.open', { caseId })).toMatchObject({ code: 'PERM_DENIED' });
  await done(office, 'referrals.answer', { of: caseId, referral, accept: true, why: '' });
  const values = await opened();
  expect(values).toHaveProperty('sex');
  // Of a form that is closed to the role, and of a class above it.
  expect(values).not.toHaveProperty('consent_giver');
  expect(values).not.toHaveProperty('religion');
  const { rows } = await done(office, 'cases.list', { ...everyCase, limit: 500 });
  expect(rows.map((row) => row.caseId)).not.toContain(caseId);
  // Writing is given, and giving on is no part of it.
  expect(await refusal(office, 'casework.offerTransfer', { caseId, to: id('juma'), why: 'For me.' })).toMatchObject({
    code: 'PERM_DENIED',
    params: { right: 'case.transfer' },
  });
  await done(office, 'casework.addNote', { caseId, text: 'Met the child at school.' });
  await done(office, 'referrals.finish', { of: caseId, referral, given: wallDay(), feedback: '' });
  expect(await refusal(office, 'cases.open', { caseId })).toMatchObject({ code: 'PERM_DENIED' });
});

test('nobody loses a case that is theirs, or that they lead, by a referral', async () => {
  const to = { kind: 'colleague', user: id('neema'), role: 'visitor' } as const;
  const { referral } = await send(to);
  await become('neema');
  await done(office, 'referrals.answer', { of: caseId, referral, accept: true, why: '' });
  expect(await opened()).toHaveProperty('sex');
  const code = (await done(office, 'cases.open', { caseId })).code;
  await become('head');
  const asked = { code, field: { field: 'religion' } };
  expect(await done(office, 'roles.why', { user: id('neema'), ...asked })).toMatchObject({
    referral: 'visitor',
    read: { allowed: false, role: 'visitor' },
  });
  expect(await opened()).toHaveProperty('religion');
  expect(await done(office, 'roles.why', { user: id('head'), ...asked })).not.toHaveProperty('referral');
  // It becomes hers: her own roles count.
  await done(office, 'casework.assign', { cases: [caseId], to: id('neema'), why: 'She knows the family.' });
  await become('neema');
  expect(await opened()).toHaveProperty('religion');
});

test.each([
  [
    'a withdrawal of consent',
    () => ({
      consent_withdrawn: 'yes',
      withdrawal_date: { date: wallDay(clock.now()), precision: 'day' as const, calendar: 'gregory' as const },
      withdrawal_scope: ['services'],
    }),
  ],
  ['a child that does not agree any more', () => ({ assent_child: 'refused' })],
])('%s ends what a referral gave', async (_what, answers) => {
  const { referral } = await send({ kind: 'colleague', user: id('neema'), role: 'visitor' });
  await become('neema');
  await done(office, 'referrals.answer', { of: caseId, referral, accept: true, why: '' });
  expect(await opened()).toHaveProperty('sex');
  await become('amani');
  await edit(answers());
  await become('neema');
  expect(await refusal(office, 'cases.open', { caseId })).toMatchObject({ code: 'PERM_DENIED' });
});

test('a draft gives nothing; of two that are accepted the one sent last counts, and a withdrawal gives back the other', async () => {
  await become('head');
  await done(office, 'roles.save', { role: { ...visitor, id: 'reader', rights: ['case.view'], maxClass: 1 } });
  await become('amani');
  const to = { kind: 'colleague', user: id('neema') } as const;
  const draft = await done(office, 'referrals.keep', { caseId, wish: wish({ ...to, role: 'reader' }) });
  const first = await send({ ...to, role: 'visitor' });
  await become('neema');
  await done(office, 'referrals.answer', { of: caseId, referral: first.referral, accept: true, why: '' });
  const why = async () => {
    await become('head');
    const { code } = await done(office, 'cases.open', { caseId });
    return (await done(office, 'roles.why', { user: id('neema'), code })).referral;
  };
  expect(await why()).toBe('visitor');
  await become('amani');
  // Begun first, sent last.
  await done(office, 'referrals.send', {
    caseId,
    referral: draft.referral,
    wish: wish({ ...to, role: 'reader' }),
    why: '',
  });
  expect(await why()).toBe('visitor');
  await become('neema');
  await done(office, 'referrals.answer', { of: caseId, referral: draft.referral, accept: true, why: '' });
  expect(await why()).toBe('reader');
  await become('amani');
  await done(office, 'referrals.revoke', { caseId, referral: draft.referral, why: 'Asked by mistake.' });
  expect(await why()).toBe('visitor');
  await become('amani');
  await done(office, 'referrals.revoke', { caseId, referral: first.referral, why: 'Not needed.' });
  expect(await why()).toBeUndefined();
  await become('neema');
  expect(await refusal(office, 'cases.open', { caseId })).toMatchObject({ code: 'PERM_DENIED' });
});

test('a role ends with its last day for whoever works on, and a clock that is set back does not bring it again', async () => {
  await become('head');
  const role = { ...lean, id: 'guest', scope: 'office' as const, until: wallDay(clock.now()) };
  await done(office, 'roles.save', { role });
  await done(office, 'people.change', {
    user: id('juma'),
    roles: ['guest'],
    groups: [],
    agency: '',
    position: '',
    from: null,
    until: null,
  });
  await become('juma');
  expect(await opened()).toHaveProperty('sex');
  const before = clock.offset;
  try {
    clock.offset += 36 * 60 * 60_000;
    expect((await done(office, 'app.state', {})).session?.rights).toEqual([]);
    expect(await refusal(office, 'cases.open', { caseId })).toMatchObject({ code: 'PERM_DENIED' });
    clock.offset = before;
    expect(await refusal(office, 'cases.open', { caseId })).toMatchObject({ code: 'PERM_DENIED' });
    await become('juma');
    expect(await refusal(office, 'cases.open', { caseId })).toMatchObject({ code: 'PERM_DENIED' });
  } finally {
    clock.offset = before;
  }
});

test('a day that cannot be read keeps nobody from what they call', async () => {
  await become('juma');
  const latest = vi.spyOn(AuditRepo.prototype, 'latest').mockImplementation(() => {
    throw new Error('the disk does not answer');
  });
  try {
    expect((await done(office, 'app.state', {})).session?.user.id).toBe(id('juma'));
    expect(latest).toHaveBeenCalled();
  } finally {
    latest.mockRestore();
  }
});
