import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { ReferralWish } from '#core/contracts/referrals.contract.ts';
import type { Op } from '#core/exchange/op.ts';
import type { CaseId } from '#core/ids.ts';
import { author } from '../../main/office/author.ts';
import { offerToPartners } from '../../main/office/offer-changes.ts';
import { aCase } from '../builders/shareable-case.ts';
import { SetClock } from '../faults/temporary-office.ts';
import { Offices, type Changes, type TestOffice } from './office-pair.ts';

const DAY = 86_400_000;
const clock = new SetClock();
const offices = new Offices(clock);
beforeAll(() => offices.prepare(['KSM', 'BND', 'LWN']), 120_000);
afterEach(() => {
  offices.closeAll();
});
afterAll(() => {
  offices.remove();
});

/** Stand in answers that are chosen, and in answers that are not. */
const GOES = 'Zanzivoort Amani';
const STAYS = 'Quillonby secondary school';
const GIVEN: Changes = {
  consent_services: 'yes',
  consent_share: 'yes',
  consent_share_services: [],
  consent_giver: 'caregiver',
  withhold: 'no',
  location_confidential: 'no',
  full_name: GOES,
  school_name: STAYS,
};
const dayIn = (days: number): string => new Date(clock.now() + days * DAY).toISOString().slice(0, 10);
const wish = (to: TestOffice, more: Partial<ReferralWish> = {}): ReferralWish => ({
  to: { kind: 'office', office: to.id, until: dayIn(30) },
  service: 'psychosocial_basic',
  serviceOther: '',
  priority: '72h',
  reason: 'Sleeps badly since August.',
  fields: ['full_name', 'sex'],
  contactVia: 'via_caseworker',
  childInformed: 'yes',
  caregiverInformed: 'yes',
  notInformedWhy: '',
  ...more,
});
async function start(...codes: readonly ('KSM' | 'BND' | 'LWN')[]) {
  const { stick, offices: taken } = await offices.take(...codes);
  const [a, b, c] = taken as [TestOffice, TestOffice, TestOffice];
  const caseId = await a.register(aCase(), GIVEN);
  return { stick, a, b, c, caseId };
}
const refer = async (at: TestOffice, to: TestOffice, caseId: CaseId, more: Partial<ReferralWish> = {}) =>
  (await at.caller.call('referrals.send', { caseId, wish: wish(to, more), why: '' })).referral;
const carry = async (from: TestOffice, to: TestOffice, stick: string) => to.read(await from.write(to, stick));
async function sent(at: TestOffice, caseId: CaseId, referral: string) {
  const { referrals } = await at.caller.call('casework.activity', { caseId });
  return referrals.find(({ referralId }) => referralId === referral);
}
const inbox = (at: TestOffice) => at.caller.call('officeReferrals.inbox', {});
const read = (at: TestOffice, referral: string) => at.caller.call('officeReferrals.read', { referral });
const accept = (at: TestOffice, referral: string) =>
  at.caller.call('officeReferrals.answer', { referral, accept: true, worker: at.user });
/** Everything in the database of an office as text, so that what is nowhere is nowhere. */
function wholeOf(at: TestOffice): string {
  const { db } = at.open;
  const tables = db.read<[], { name: string }>(`SELECT name FROM sqlite_schema WHERE type = 'table'`).all();
  return tables
    .flatMap(({ name }) => db.read<[], Record<string, unknown>>(`SELECT * FROM "${name}"`).all())
    .flatMap((row) => Object.values(row))
    .map((value) => (Buffer.isBuffer(value) ? value.toString('latin1') : String(value)))
    .join('\n');
}
/** What a commit that waits holds is coded once more. */
const holds = (at: TestOffice, text: string): boolean => {
  const whole = wholeOf(at);
  const waiting = at.open.repos.commits
    .parked()
    .concat(at.open.repos.commits.quarantined())
    .map(({ item }) => JSON.parse(Buffer.from(item).toString('utf8')) as { payload: string })
    .map(({ payload }) => Buffer.from(payload, 'base64url').toString('utf8'));
  return [whole, ...waiting].some((one) => one.includes(text));
};
const setAside = (at: TestOffice): string[] =>
  at.open.db
    .read<[], { reason: string }>(`SELECT reason FROM quarantine ORDER BY at`)
    .all()
    .map(({ reason }) => reason);
/** Writes operations into a stream of a referral's file as somebody who changed the program would. */
function forge(at: TestOffice, referral: string, compartment: 'referral' | 'snapshot', ops: readonly Op[]): void {
  const { repos, db } = at.open;
  const asked = repos.asked.byRow(referral);
  const stream = asked && repos.cases.streamsOf(asked.fileN).find((one) => one.compartment === compartment);
  if (!asked || !stream) throw new Error('the referral is not here');
  db.transaction(() => {
    author(at.open, [{ stream, ops }]);
    offerToPartners(at.open, asked.fileN);
  });
}

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
  expect(holds(b, STAYS)).toBe(false);
  // No case of its own: neither in a list nor found, opened or written.
  expect(await b.search('Zanzivoort')).toMatchObject({ total: 0, of: 0 });
  expect(await b.caller.refused('cases.open', { caseId })).toBe('FORM_CASE_NOT_FOUND');
  const file = b.open.repos.cases.referralFile(b.open.repos.asked.byRow(referral)?.fileN ?? 0);
  expect(await b.caller.refused('cases.open', { caseId: file?.caseId })).toBe('FORM_CASE_NOT_FOUND');
  expect(await b.caller.refused('cases.startEdit', { caseId: file?.caseId })).toBe('FORM_CASE_NOT_FOUND');
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
