import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { aCase } from '../builders/shareable-case.ts';
import { PASSPHRASE } from './office-pair.ts';
import {
  DAY,
  GOES,
  STAYS,
  accept,
  carry,
  clock,
  dayIn,
  holds,
  inbox,
  offices,
  read,
  refer,
  sent,
  setAside,
  start,
  wish,
} from './referral-offices.ts';

beforeAll(() => offices.prepare(['KSM', 'BND', 'LWN']), 120_000);
afterEach(() => {
  offices.closeAll();
});
afterAll(() => {
  offices.remove();
});

test('the chosen answers are read at the other office, which accepts and reports; both travel back', async () => {
  const { stick, a, b, caseId } = await start('KSM', 'BND');
  const service = { id: 'c2VydmljZS1vZi10ZXN0MQ', values: { service_type: 'psychosocial_basic' } };
  await a.edit(caseId, {}, (rows) => ({ ...rows, services: [service] }));
  const referral = await refer(a, b, caseId, { serviceRow: service.id });
  const { code } = await a.caller.call('cases.open', { caseId });
  expect(await sent(a, caseId, referral)).toMatchObject({
    status: 'in_progress',
    toName: 'Bandari',
    sent: { delivery: 'waiting', until: dayIn(30) },
  });
  const leaving = { office: b.id, selection: { waiting: true } } as const;
  const preview = await a.caller.call('exchange.preview', leaving);
  expect(preview.cases).toEqual([]);
  expect(preview.referrals).toMatchObject([{ code, what: 'asks' }]);
  expect(preview.referrals[0]?.fields.map(({ field }) => field).sort()).toEqual(['full_name', 'sex']);
  expect(await a.link(b)).toMatchObject({ sharedCases: 0, waitingCases: 0, waitingReferrals: 1 });

  const bundle = await a.write(b, stick);
  expect((await sent(a, caseId, referral))?.sent).toMatchObject({ delivery: 'written' });
  expect(await b.read(bundle)).toMatchObject({ newCases: 0, changedCases: 0, referrals: 1, quarantined: 0 });
  expect(await inbox(b)).toMatchObject([
    {
      referral,
      code,
      from: 'Kisimani',
      status: 'in_progress',
      service: 'psychosocial_basic',
      priority: '72h',
      reason: 'Sleeps badly since August.',
      may: { answer: true, close: false, register: false },
    },
  ]);
  const { answers } = await read(b, referral);
  expect(Object.fromEntries(answers.map(({ field, value }) => [field, value]))).toEqual({
    full_name: GOES,
    sex: (await a.values(caseId))['sex'],
  });
  expect(holds(b, GOES)).toBe(true);
  expect(holds(b, STAYS)).toBe(false);
  // No case of its own: neither in a list nor found, opened or written.
  expect(await b.search('Zanzivoort')).toMatchObject({ total: 0, of: 0 });
  expect(await b.caller.refused('cases.open', { caseId })).toBe('FORM_CASE_NOT_FOUND');
  const file = b.open.repos.cases.referralFile(b.open.repos.asked.byRow(referral)?.fileN ?? 0);
  if (file === undefined) throw new Error('the referral is not here');
  expect(await b.caller.refused('cases.open', { caseId: file.caseId })).toBe('FORM_CASE_NOT_FOUND');
  expect(await b.caller.refused('cases.startEdit', { caseId: file.caseId })).toBe('FORM_CASE_NOT_FOUND');
  const query = { name: GOES, sex: '', ageYears: null, caregiver: '', place: '' };
  expect((await b.caller.call('cases.findSame', query)).matches).toEqual([]);

  expect(await b.caller.refused('officeReferrals.close', { referral, given: dayIn(0), report: '' })).toBe('FORM_STALE');
  await accept(b, referral);
  expect(await b.caller.refused('officeReferrals.answer', { referral, accept: true, worker: b.user })).toBe(
    'FORM_STALE',
  );
  await carry(b, a, stick);
  expect(await sent(a, caseId, referral)).toMatchObject({
    status: 'accepted',
    answeredBy: 'Head of Bandari',
    sent: { delivery: 'delivered' },
  });
  expect(await b.caller.refused('officeReferrals.close', { referral, given: dayIn(1), report: '' })).toBe(
    'FORM_INVALID',
  );
  await b.caller.call('officeReferrals.close', { referral, given: dayIn(0), report: 'Two talks, sleeps better.' });
  await carry(b, a, stick);
  expect(await sent(a, caseId, referral)).toMatchObject({
    status: 'done',
    givenOn: dayIn(0),
    feedback: 'Two talks, sleeps better.',
  });
  const [given] = await a.rows(caseId, 'services');
  expect(given?.values).toMatchObject({ service_result: 'referred', service_referral: referral });
  expect(given?.values['service_implemented']).toMatchObject({ at: expect.stringContaining(dayIn(0)) as string });
  expect(setAside(a)).toEqual([]);
  expect(setAside(b)).toEqual([]);
}, 120_000);

test('a referral is declined with a reason, which the sender reads, and nothing of it is kept there', async () => {
  const { stick, a, b, caseId } = await start('KSM', 'BND');
  const referral = await refer(a, b, caseId);
  await carry(a, b, stick);
  await b.caller.call('officeReferrals.answer', { referral, accept: false, why: 'Nobody speaks her language' });
  expect(holds(b, GOES)).toBe(false);
  await carry(b, a, stick);
  expect(await sent(a, caseId, referral)).toMatchObject({ status: 'rejected', answer: 'Nobody speaks her language' });
  expect(await b.caller.refused('officeReferrals.close', { referral, given: dayIn(0), report: '' })).toBe('FORM_STALE');
  expect(await inbox(b)).toMatchObject([{ status: 'rejected', reason: '', may: { read: false, answer: false } }]);
}, 60_000);

test('what was accepted can be closed without the service, with the reason', async () => {
  const { stick, a, b, caseId } = await start('KSM', 'BND');
  const referral = await refer(a, b, caseId);
  await carry(a, b, stick);
  await accept(b, referral);
  await b.caller.call('officeReferrals.close', { referral, report: 'The family moved on.' });
  // Both words in one bundle.
  await carry(b, a, stick);
  const told = await sent(a, caseId, referral);
  expect(told).toMatchObject({ status: 'done', answeredBy: 'Head of Bandari', feedback: 'The family moved on.' });
  expect(told?.givenOn).toBeUndefined();
}, 60_000);

test('a referral that is taken back is read no longer when the next bundle comes, and that it was there stays', async () => {
  const { stick, a, b, caseId } = await start('KSM', 'BND');
  const referral = await refer(a, b, caseId);
  const first = await a.write(b, stick);
  await b.read(first);
  await accept(b, referral);
  const answer = await b.write(a, stick);
  await a.caller.call('referrals.revoke', { caseId, referral, why: 'The aunt found help' });
  // The acceptance was on its way: the sender's word stands.
  await a.read(answer);
  expect(await sent(a, caseId, referral)).toMatchObject({ status: 'revoked', answer: 'The aunt found help' });
  expect((await read(b, referral)).answers).toHaveLength(2);
  const leaving = { office: b.id, selection: { waiting: true } } as const;
  expect((await a.caller.call('exchange.preview', leaving)).referrals).toMatchObject([{ what: 'ends', fields: [] }]);

  const second = await a.write(b, stick);
  await b.read(second);
  expect(await read(b, referral)).toMatchObject({ answers: [], asked: { over: 'taken_back', reason: '', sender: '' } });
  expect(await inbox(b)).toMatchObject([{ status: 'revoked', from: 'Kisimani', may: { read: false, answer: false } }]);
  expect(holds(b, GOES)).toBe(false);
  expect(holds(b, 'Sleeps badly')).toBe(false);
  // The same files again bring nothing back.
  for (const path of [first, second, first]) expect(await b.read(path)).toMatchObject({ already: true });
  expect(holds(b, GOES)).toBe(false);
  expect(await b.caller.refused('officeReferrals.close', { referral, given: dayIn(0), report: '' })).toBe('FORM_STALE');
}, 60_000);

test('in whatever order the bundles come, what was taken back is read by nobody', async () => {
  const { stick, a, b, caseId } = await start('KSM', 'BND');
  const referral = await refer(a, b, caseId);
  const first = await a.write(b, stick);
  await a.caller.call('referrals.revoke', { caseId, referral, why: 'The aunt found help' });
  const second = await a.write(b, stick);
  expect(await b.read(second)).toMatchObject({ referrals: 1, quarantined: 0, waiting: 0 });
  expect(await inbox(b)).toMatchObject([{ status: 'revoked', over: 'taken_back' }]);
  await b.read(first);
  expect((await read(b, referral)).answers).toEqual([]);
  expect(holds(b, GOES)).toBe(false);
  expect(setAside(b)).toEqual([]);
}, 60_000);

test('of a referral that is taken back before any stick nothing leaves', async () => {
  const { stick, a, b, caseId } = await start('KSM', 'BND');
  const referral = await refer(a, b, caseId);
  await a.caller.call('referrals.revoke', { caseId, referral, why: 'The aunt found help' });
  expect(await a.link(b)).toMatchObject({ waitingChanges: 0, waitingReferrals: 0 });
  const { place } = await a.caller.shell<{ place: string }>('namePlace', { path: stick });
  const order = { office: b.id, selection: { waiting: true }, place } as const;
  expect(await a.caller.refused('exchange.write', order)).toBe('SYNC_NOTHING_TO_SEND');
}, 60_000);

test('a withdrawal of consent ends the referral in the same save, and takes the answers away there', async () => {
  const { stick, a, b, caseId } = await start('KSM', 'BND');
  const referral = await refer(a, b, caseId);
  await carry(a, b, stick);
  await accept(b, referral);
  const withdrawal_date = { date: dayIn(0), precision: 'day', calendar: 'gregory' } as const;
  await a.edit(caseId, { consent_withdrawn: 'yes', withdrawal_date, withdrawal_scope: ['services'] });
  expect(await sent(a, caseId, referral)).toMatchObject({ status: 'revoked', sent: { ended: 'consent' } });
  await carry(a, b, stick);
  expect(await read(b, referral)).toMatchObject({ answers: [], asked: { over: 'consent', status: 'revoked' } });
  expect(holds(b, GOES)).toBe(false);
}, 60_000);

test('consent that covers the service no longer ends it too; a change of anything else does not', async () => {
  const { stick, a, b, caseId } = await start('KSM', 'BND');
  const referral = await refer(a, b, caseId);
  await carry(a, b, stick);
  await a.edit(caseId, { phone: '+000555001' });
  expect(await sent(a, caseId, referral)).toMatchObject({ status: 'in_progress' });
  await a.edit(caseId, { consent_share_services: ['education_formal'] });
  expect(await sent(a, caseId, referral)).toMatchObject({ status: 'revoked', sent: { ended: 'consent' } });
}, 60_000);

test('after its last day it is read nowhere, whatever the clock says later', async () => {
  const { stick, a, b, caseId } = await start('KSM', 'BND');
  const referral = await refer(a, b, caseId, { to: { kind: 'office', office: b.id, until: dayIn(2) } });
  const late = await refer(a, b, caseId, { to: { kind: 'office', office: b.id, until: dayIn(2) } });
  const order = { caseId, wish: wish(b, { to: { kind: 'office', office: b.id, until: dayIn(-1) } }), why: '' };
  expect(await a.caller.refused('referrals.send', order)).toBe('FORM_INVALID');
  const bundle = await a.write(b, stick);
  await b.read(bundle);
  await accept(b, referral);
  try {
    clock.offset = 3 * DAY;
    await b.caller.call('tasks.list', { of: 'office', days: 7 });
    expect(await read(b, referral)).toMatchObject({ answers: [], asked: { over: 'expired', status: 'accepted' } });
    expect(holds(b, GOES)).toBe(false);
    // What became of it can still be said.
    await b.caller.call('officeReferrals.close', { referral, given: dayIn(0), report: 'Two talks.' });
    await carry(b, a, stick);
    expect(await sent(a, caseId, referral)).toMatchObject({ status: 'done', sent: { ended: 'expired' } });
    expect(await sent(a, caseId, late)).toMatchObject({ status: 'in_progress', sent: { ended: 'expired' } });
  } finally {
    clock.offset = 0;
  }
  expect((await read(b, referral)).answers).toEqual([]);
  // Nothing of it is sent again, and what was sent is not kept when it comes late.
  await carry(a, b, stick);
  expect(holds(b, GOES)).toBe(false);
}, 60_000);

test('a case of its own begins with what came along, and says where it came from', async () => {
  const { stick, a, b, caseId } = await start('KSM', 'BND');
  const referral = await refer(a, b, caseId);
  await carry(a, b, stick);
  expect(await b.caller.refused('officeReferrals.query', { referral })).toBe('FORM_STALE');
  await accept(b, referral);
  const { code, query } = await b.caller.call('officeReferrals.query', { referral });
  expect(query).toMatchObject({ name: GOES });
  const draft = await b.caller.call('officeReferrals.register', { referral, known: query, notSameAs: [] });
  expect(draft.document.values).toMatchObject({ full_name: GOES, source_details: `Kisimani, ${code}` });
  expect(draft.copied).toMatchObject({ code, answers: { full_name: GOES } });
  expect(draft.document.values).not.toHaveProperty('school_name');
  const { draftId } = draft;
  const document = { values: { ...aCase().values, ...draft.document.values, status: 'open' }, rows: {} };
  await b.caller.call('cases.saveDraft', { draftId, document: document as never, accepted: [], notSameAs: [] });
  const own = await b.caller.call('cases.save', { draftId });
  expect(own.code).toMatch(/^BND-/);
  expect(await inbox(b)).toMatchObject([
    { registered: { caseId: own.caseId, code: own.code }, may: { register: false } },
  ]);
  // It is this office's own from then on: what ends there leaves it as it is, and nothing of it goes back.
  await a.caller.call('referrals.revoke', { caseId, referral, why: 'The aunt found help' });
  await carry(a, b, stick);
  expect(await b.values(own.caseId)).toMatchObject({ full_name: GOES });
  await carry(b, a, stick);
  expect(a.open.repos.cases.byId(own.caseId)).toBeUndefined();
}, 60_000);

test('nobody but who reaches the office’s cases sees it, until it is accepted for them', async () => {
  const { stick, a, b, caseId } = await start('KSM', 'BND');
  const passphrase = 'nine gentle otters by the bridge';
  const worker = await b.caller.call('people.add', { name: 'Neema Baraka', roles: ['caseworker'], passphrase });
  const become = async (user: string): Promise<void> => {
    b.close();
    await b.caller.call('session.signIn', {
      user: user as never,
      passphrase: user === b.user ? PASSPHRASE : passphrase,
    });
  };
  const referral = await refer(a, b, caseId);
  await carry(a, b, stick);
  await become(worker.id);
  expect(await inbox(b)).toEqual([]);
  expect(await b.caller.refused('officeReferrals.read', { referral })).toBe('PERM_DENIED');
  expect(await b.caller.refused('officeReferrals.query', { referral })).toBe('PERM_DENIED');
  const mine = { referral, accept: true, worker: worker.id } as const;
  expect(await b.caller.refused('officeReferrals.answer', mine)).toBe('PERM_DENIED');
  await become(b.user);
  await b.caller.call('officeReferrals.answer', mine);
  await become(worker.id);
  expect(await inbox(b)).toMatchObject([{ referral, worker: 'Neema Baraka', may: { answer: false, close: true } }]);
  expect((await read(b, referral)).answers).toHaveLength(2);
  await b.caller.call('officeReferrals.close', { referral, given: dayIn(0), report: 'Two talks.' });
  await carry(b, a, stick);
  expect(await sent(a, caseId, referral)).toMatchObject({ status: 'done', answeredBy: 'Head of Bandari' });
}, 60_000);

test('an answer that does not come is late on the sender’s day', async () => {
  const { stick, a, b, caseId } = await start('KSM', 'BND');
  const referral = await refer(a, b, caseId);
  await carry(a, b, stick);
  const late = async () =>
    (await a.caller.call('tasks.list', { of: 'office', days: 7 })).lines.filter(({ task }) => task.rowId === referral);
  try {
    clock.offset = 4 * DAY;
    expect(await late()).toMatchObject([{ task: { deadline: 'referral_answer', group: 'late' } }]);
    await accept(b, referral);
    await carry(b, a, stick);
    expect(await late()).toEqual([]);
  } finally {
    clock.offset = 0;
  }
}, 60_000);

test('a case that goes to another office for good takes its referrals back', async () => {
  const { stick, a, b, c, caseId } = await start('KSM', 'BND', 'LWN');
  const referral = await refer(a, b, caseId);
  await carry(a, b, stick);
  const told = { reason: 'family_moved', why: '', childTold: 'yes', caregiverTold: 'yes' } as const;
  const story = { summary: 'Came alone in March.', safety: 'Nothing to watch for.' };
  const { transfer } = await a.caller.call('handovers.offer', { caseId, office: c.id, ...told, ...story });
  await carry(a, c, stick);
  await c.caller.call('handovers.answer', { of: caseId, transfer, accept: true, worker: c.user });
  await carry(c, a, stick);
  await carry(a, b, stick);
  expect(await read(b, referral)).toMatchObject({ answers: [], asked: { over: 'taken_back' } });
  await carry(a, c, stick);
  expect(c.open.db.read<[], { n: number }>(`SELECT count(*) AS n FROM asked_referral`).get()).toEqual({ n: 0 });
}, 60_000);
