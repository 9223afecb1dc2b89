import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { ReferralWish } from '#core/contracts/referrals.contract.ts';
import type { Op } from '#core/exchange/op.ts';
import type { CaseId } from '#core/ids.ts';
import { author } from '../../main/office/author.ts';
import { offerToPartners } from '../../main/office/offer-changes.ts';
import { wentBack } from '../../main/office/send-again.ts';
import { aCase } from '../builders/shareable-case.ts';
import { SetClock } from '../faults/temporary-office.ts';
import { Offices, PASSPHRASE, type Changes, type TestOffice } from './office-pair.ts';

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

test('a third office learns nothing, not even one that has the case', async () => {
  const { stick, a, b, c, caseId } = await start('KSM', 'BND', 'LWN');
  const other = await a.register(aCase(), { ...GIVEN, full_name: 'Quennerby Juma' });
  await c.read(await a.write(c, stick, { cases: [caseId] }));
  const referral = await refer(a, b, caseId);
  const hidden = await refer(a, b, other);
  const forB = await a.write(b, stick);
  await b.read(forB);
  await accept(b, referral);
  await b.caller.call('officeReferrals.close', { referral, given: dayIn(0), report: 'Wexlington talks' });
  // Neither office passes anything of the file on, whatever it shares otherwise.
  await b.caller.call('officeReferrals.answer', { referral: hidden, accept: true, worker: b.user });
  const { place } = await b.caller.shell<{ place: string }>('namePlace', { path: stick });
  const order = { office: c.id, selection: { waiting: true }, place } as const;
  expect(await b.caller.refused('exchange.write', order)).toBe('SYNC_NOTHING_TO_SEND');
  await carry(a, c, stick);
  expect(holds(c, 'Quennerby')).toBe(false);
  expect(holds(c, 'Wexlington')).toBe(false);
  expect(await inbox(c)).toEqual([]);
  expect(c.open.db.read<[], { n: number }>(`SELECT count(*) AS n FROM asked_referral`).get()).toEqual({ n: 0 });
  expect(await c.caller.refused('officeReferrals.read', { referral })).toBe('FORM_STALE');
  // The bundle itself is closed to it.
  expect(await c.refuses(forB)).toBe('SYNC_NOT_FOR_THIS_OFFICE');
}, 120_000);

test('words that are not an office’s to say are set aside, and change nothing', async () => {
  const { stick, a, b, c, caseId } = await start('KSM', 'BND', 'LWN');
  const referral = await refer(a, b, caseId);
  await carry(a, b, stick);
  forge(b, referral, 'referral', [['refer', referral, 'end', 'taken_back']]);
  forge(b, referral, 'referral', [['doc', 'case', 'case', { full_name: 'Somebody else' }]]);
  forge(b, referral, 'snapshot', [['set', 'case', 'case', 'full_name', 'Somebody else', []]]);
  await carry(b, a, stick);
  // What was signed behind a word that does not count waits for it.
  expect(setAside(a).sort()).toEqual(['end-by-another-office', 'no-write-grant']);
  expect(a.open.repos.commits.parked()).toHaveLength(1);
  expect(await sent(a, caseId, referral)).toMatchObject({ status: 'in_progress', sent: { delivery: 'delivered' } });
  expect(await a.values(caseId)).toMatchObject({ full_name: GOES });

  // A second word about the answers, by the very sender, would show what nobody consented to.
  const second = await refer(a, b, caseId);
  forge(a, second, 'snapshot', [['doc', 'case', 'case', { school_name: STAYS }]]);
  await carry(a, b, stick);
  expect(setAside(b)).toEqual(['snapshot-given-before']);
  expect((await read(b, second)).answers.map(({ field }) => field).sort()).toEqual(['full_name', 'sex']);

  // What asks another office begins nothing here, whoever carries it.
  const forC = await refer(a, c, caseId);
  const fileN = a.open.repos.asked.byRow(forC)?.fileN ?? 0;
  a.open.repos.links.share(fileN, a.open.repos.offices.officeById(b.id)?.n ?? 0, clock.now());
  offerToPartners(a.open, fileN);
  await carry(a, b, stick);
  expect(setAside(b)).toContain('referral-to-another-office');
  expect((await inbox(b)).map((one) => one.referral)).not.toContain(forC);
  expect(await b.caller.refused('officeReferrals.read', { referral: forC })).toBe('FORM_STALE');
}, 120_000);

test('a damaged or foreign file is refused with its own sentence and changes nothing', async () => {
  const { stick, a, b, c, caseId } = await start('KSM', 'BND', 'LWN');
  await refer(a, b, caseId);
  const path = await a.write(b, stick);
  const bytes = readFileSync(path);
  const damaged = join(stick, 'damaged.hifadhi');
  for (const at of [0, 40, bytes.length - 20]) {
    const copy = Buffer.from(bytes);
    copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
    writeFileSync(damaged, copy);
    expect(['SYNC_NOT_A_BUNDLE', 'SYNC_DAMAGED', 'SYNC_NOT_FOR_THIS_OFFICE']).toContain(await b.refuses(damaged));
  }
  expect(await inbox(b)).toEqual([]);
  expect(await c.refuses(path)).toBe('SYNC_NOT_FOR_THIS_OFFICE');
  await b.read(path);
  expect(await inbox(b)).toHaveLength(1);
}, 60_000);

test('a power cut at either end leaves all of it or nothing', async () => {
  const { stick, a, b, caseId } = await start('KSM', 'BND');
  const cut = (): never => {
    throw new Error('the power is gone');
  };
  const { links } = a.open.repos;
  const share = links.share.bind(links);
  links.share = cut;
  const before = { ...a.open.counters };
  await expect(refer(a, b, caseId)).rejects.toThrow();
  links.share = share;
  expect(a.open.counters).toEqual(before);
  expect((await a.caller.call('casework.activity', { caseId })).referrals).toEqual([]);
  expect(await a.link(b)).toMatchObject({ waitingChanges: 0, waitingReferrals: 0 });

  const referral = await refer(a, b, caseId);
  const first = await a.write(b, stick);
  const { asked } = b.open.repos;
  const ofFile = asked.ofFile.bind(asked);
  asked.ofFile = cut;
  await expect(b.read(first)).rejects.toThrow();
  asked.ofFile = ofFile;
  expect(await inbox(b)).toEqual([]);
  b.close();
  await b.signIn();
  await b.read(first);
  await accept(b, referral);
  const answer = await b.write(a, stick);
  const tell = a.open.repos.asked.tell.bind(a.open.repos.asked);
  a.open.repos.asked.tell = cut;
  await expect(a.read(answer)).rejects.toThrow();
  a.open.repos.asked.tell = tell;
  expect(await sent(a, caseId, referral)).toMatchObject({ status: 'in_progress' });
  a.close();
  await a.signIn();
  await a.read(answer);
  expect(await sent(a, caseId, referral)).toMatchObject({ status: 'accepted' });
}, 120_000);

test('an office that put an older copy back gets its referrals again, and what ended stays ended', async () => {
  const { stick, a, b, caseId } = await start('KSM', 'BND');
  b.close();
  const early = offices.folderOf(b);
  await b.signIn();
  const referral = await refer(a, b, caseId);
  const ended = await refer(a, b, caseId);
  await carry(a, b, stick);
  await accept(b, referral);
  await carry(b, a, stick);
  b.close();
  const late = offices.folderOf(b);
  await b.signIn();
  await a.caller.call('referrals.revoke', { caseId, referral: ended, why: 'The aunt found help' });
  await carry(a, b, stick);
  await carry(b, a, stick);
  b.close();
  for (const copy of [early, late]) {
    const old = await offices.openAt(copy, b);
    wentBack(old.open.db);
    await carry(old, a, stick);
    await carry(a, old, stick);
    expect(await inbox(old)).toMatchObject([
      { referral, status: 'accepted' },
      { referral: ended, status: 'revoked', over: 'taken_back' },
    ]);
    expect((await read(old, referral)).answers).toHaveLength(2);
    expect(setAside(old)).toEqual([]);
    await carry(old, a, stick);
    old.close();
  }
  expect(await sent(a, caseId, referral)).toMatchObject({ status: 'accepted' });
}, 120_000);

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
    (await a.caller.call('tasks.list', { of: 'office', days: 7 })).lines.filter(({ rowId }) => rowId === referral);
  try {
    clock.offset = 4 * DAY;
    const [task] = await late();
    expect(task).toMatchObject({ deadline: 'referral_answer' });
    expect(Date.parse(task?.dueAtUtc ?? '')).toBeLessThan(clock.now());
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
