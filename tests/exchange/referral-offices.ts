import type { ReferralWish } from '#core/contracts/referrals.contract.ts';
import type { CaseId } from '#core/ids.ts';
import { aCase } from '../builders/shareable-case.ts';
import { SetClock } from '../faults/temporary-office.ts';
import { Offices, type Changes, type TestOffice } from './office-pair.ts';
import { wallDay } from '../builders/calendar-days.ts';

// Referrals from one office to another, as one call for each thing that a person does.

export const DAY = 86_400_000;
export const clock = new SetClock();
export const offices = new Offices(clock);

/** Stand in answers that are chosen, and in answers that are not. */
export const GOES = 'Zanzivoort Amani';
export const STAYS = 'Quillonby secondary school';
export const GIVEN: Changes = {
  consent_services: 'yes',
  consent_share: 'yes',
  consent_share_services: [],
  consent_giver: 'caregiver',
  withhold: 'no',
  location_confidential: 'no',
  full_name: GOES,
  school_name: STAYS,
};
/** A day so many days from now, as both offices take it. */
export const dayIn = (days: number): string => wallDay(clock.now() + days * DAY);
export const wish = (to: TestOffice, more: Partial<ReferralWish> = {}): ReferralWish => ({
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
/** Offices, and a case at the first of them that may be referred. */
export async function start(...codes: readonly ('KSM' | 'BND' | 'LWN')[]) {
  const { stick, offices: taken } = await offices.take(...codes);
  const [a, b, c] = taken as [TestOffice, TestOffice, TestOffice];
  const caseId = await a.register(aCase(), GIVEN);
  return { stick, a, b, c, caseId };
}
export const refer = async (at: TestOffice, to: TestOffice, caseId: CaseId, more: Partial<ReferralWish> = {}) =>
  (await at.caller.call('referrals.send', { caseId, wish: wish(to, more), why: '' })).referral;
/** Writes and reads: one stick from one office to another. */
export const carry = async (from: TestOffice, to: TestOffice, stick: string) => to.read(await from.write(to, stick));
export async function sent(at: TestOffice, caseId: CaseId, referral: string) {
  const { referrals } = await at.caller.call('casework.activity', { caseId });
  return referrals.find(({ referralId }) => referralId === referral);
}
export const inbox = (at: TestOffice) => at.caller.call('officeReferrals.inbox', {});
export const read = (at: TestOffice, referral: string) => at.caller.call('officeReferrals.read', { referral });
export const accept = (at: TestOffice, referral: string) =>
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
/** Whether a text stands anywhere in an office. What a commit that waits holds is coded once more. */
export const holds = (at: TestOffice, text: string): boolean => {
  const whole = wholeOf(at);
  const waiting = at.open.repos.commits
    .parked()
    .concat(at.open.repos.commits.quarantined())
    .map(({ item }) => JSON.parse(Buffer.from(item).toString('utf8')) as { payload: string })
    .map(({ payload }) => Buffer.from(payload, 'base64url').toString('utf8'));
  return [whole, ...waiting].some((one) => one.includes(text));
};
/** Why commits were set aside there. */
export const setAside = (at: TestOffice): string[] =>
  at.open.db
    .read<[], { reason: string }>(`SELECT reason FROM quarantine ORDER BY at`)
    .all()
    .map(({ reason }) => reason);
