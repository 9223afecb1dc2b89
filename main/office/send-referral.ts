import { dayIn, textIn } from '#core/casework/row-values.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import type { ReferralWish } from '#core/contracts/referrals.contract.ts';
import type { CaseDocument, FieldValue, Values } from '#core/forms/types.ts';
import type { Change } from '#core/records/changes.ts';
import { Refusal } from '#core/result.ts';
import { allowedOf, fieldsText } from '#core/sharing/referral-package.ts';
import { newId } from '../crypto/hashing.ts';
import { hasLeft } from '../storage/office.repo.ts';
import { askOffice } from './ask-office.ts';
import { documentOf, loadCase, sightOfCase, type StoredCase } from './case-document.ts';
import { conflictsWith } from './case-exceptions.ts';
import { momentHere } from './moment-here.ts';
import type { OpenOffice } from './open-office.ts';
import { gateOf, mayOverride, needOwnCase, offeredBy } from './prepare-referral.ts';
import { recordChanges } from './record-changes.ts';
import { knownFields } from './referral-answers.ts';
import { REFERRALS, referralRow, statusIn } from './referral-view.ts';
import { needRoleToGive } from './roles-to-give.ts';
import { judgingDay } from './today.ts';
import { mayOwn } from './transfer-case.ts';

type Answers = Readonly<Record<string, FieldValue | undefined>>;

const text = (value: string | undefined): string | undefined =>
  value === undefined || value.trim() === '' ? undefined : value.trim();

/** The recipient as the form keeps it; what belongs to another kind of recipient is cleared. */
function recipientFields(open: OpenOffice, { to }: ReferralWish): Answers {
  const none = {
    referral_recipient_user: undefined,
    referral_recipient_agency: undefined,
    referral_recipient_person: undefined,
    referral_recipient_phone: undefined,
    referral_recipient_place: undefined,
    referral_office: undefined,
    referral_until: undefined,
  };
  if (to.kind === 'colleague') {
    const person = to.user === undefined ? undefined : open.repos.offices.personById(to.user)?.name;
    return {
      ...none,
      referral_kind: 'internal',
      referral_recipient_user: to.user,
      referral_recipient_person: person,
      referral_recipient_agency: open.self.name,
    };
  }
  if (to.kind === 'office') {
    const office = to.office === undefined ? undefined : open.repos.offices.officeById(to.office);
    return {
      ...none,
      referral_kind: 'external',
      referral_office: to.office,
      referral_recipient_agency: office?.name,
      referral_until: to.until === undefined ? undefined : { date: to.until, precision: 'day', calendar: 'gregory' },
    };
  }
  return {
    ...none,
    referral_kind: 'external',
    referral_recipient_agency: text(to.agency),
    referral_recipient_person: text(to.person),
    referral_recipient_phone: text(to.phone),
    referral_recipient_place: text(to.place),
  };
}

/** What the wish says, in the fields of the referral form. */
function fieldsIn(open: OpenOffice, stored: StoredCase, wish: ReferralWish): Answers {
  const lines = offeredBy(open, stored, { to: wish.to.kind, service: wish.service });
  const notInformed = wish.childInformed === 'no' || wish.caregiverInformed === 'no';
  return {
    ...recipientFields(open, wish),
    referral_priority: wish.priority,
    referral_service: wish.service,
    referral_service_other: wish.service === 'other' ? text(wish.serviceOther) : undefined,
    referral_reason: text(wish.reason),
    referral_fields: text(fieldsText(allowedOf(lines, wish.fields))),
    referral_sender: open.me.name,
    referral_sender_agency: open.self.name,
    referral_child_informed: wish.childInformed,
    referral_caregiver_informed: wish.caregiverInformed,
    referral_not_informed_why: notInformed ? text(wish.notInformedWhy) : undefined,
    referral_contact_via: wish.contactVia,
  };
}

/** Adds the row, or changes the draft that is there. */
function changesTo(open: OpenOffice, stored: StoredCase, id: string, wanted: Answers): Change[] {
  const answers = knownFields(open, wanted);
  const row = referralRow(stored, id);
  if (row === undefined) {
    const values: Values = Object.fromEntries(
      Object.entries(answers).flatMap(([field, value]) => (value === undefined ? [] : [[field, value]])),
    );
    return [{ kind: 'add', collection: REFERRALS, row: id, values }];
  }
  // A closed answer is never written over by somebody who does not see it.
  const { sees } = sightOfCase(open, stored);
  return Object.entries(answers)
    .filter(([field]) => sees(REFERRALS, field))
    .filter(([field, value]) => (value ?? null) !== (row.values[field] ?? null))
    .map(([field, value]) => ({ kind: 'set', collection: REFERRALS, row: id, field, value: value ?? null }));
}

/** The draft that is gone on with, or a new id. FORM_STALE when it was sent or removed meanwhile. */
function draftId(stored: StoredCase, referral: string | undefined): string {
  if (referral === undefined) return newId();
  const row = referralRow(stored, referral);
  if (row === undefined || statusIn(row.values) !== 'draft') throw new Refusal('FORM_STALE');
  return referral;
}

/** The row of `services` that the referral was begun from: it names the referral, and once it is sent says "referred". */
function serviceChanges(document: CaseDocument, wish: ReferralWish, id: string, sent: boolean): Change[] {
  const service = document.rows['services']?.find(
    (one) => one.id === wish.serviceRow || one.values['service_referral'] === id,
  );
  if (service === undefined) return [];
  const set = (field: string, value: FieldValue): Change[] =>
    service.values[field] === value ? [] : [{ kind: 'set', collection: 'services', row: service.id, field, value }];
  const agency = wish.to.kind === 'provider' ? text(wish.to.agency) : undefined;
  const named = textIn(service.values, 'service_agency') !== undefined;
  return [
    ...set('service_referral', id),
    ...(sent ? set('service_result', 'referred') : []),
    ...(sent && agency !== undefined && !named ? set('service_agency', agency) : []),
  ];
}

const roleIn = ({ to }: ReferralWish): string | undefined => (to.kind === 'colleague' ? to.role : undefined);

/** Keeps what is written so far; nothing is asked of anybody yet. */
export function keepReferral(open: OpenOffice, input: Input<'referrals.keep'>): Output<'referrals.keep'> {
  let id = '';
  recordChanges(open, input.caseId, (stored) => {
    needOwnCase(open, stored);
    const role = roleIn(input.wish);
    needRoleToGive(open, stored, role);
    id = draftId(stored, input.referral);
    const answers = { ...fieldsIn(open, stored, input.wish), referral_status: 'draft' };
    const service = serviceChanges(documentOf(stored), input.wish, id, false);
    return {
      changes: [...changesTo(open, stored, id, answers), ...service],
      written: () => {
        open.repos.referrals.setRole({ caseN: stored.row.n, row: id }, role, false);
      },
      action: 'referral.kept',
      extra: id,
    };
  });
  return { referral: id };
}

/** FORM_NEEDED { field } for the first that sending needs and the wish does not have. */
function needComplete(open: OpenOffice, caseN: number, { to, ...wish }: ReferralWish): void {
  const need = (field: string, there: boolean): void => {
    if (!there) throw new Refusal('FORM_NEEDED', { field });
  };
  if (to.kind === 'colleague') {
    need('referral_recipient_user', to.user !== undefined);
    const fits = to.user !== undefined && to.user !== open.me.id && mayOwn(open, to.user);
    if (!fits || conflictsWith(open, caseN, to.user ?? '')) throw new Refusal('PERSON_NOT_FITTING');
  } else if (to.kind === 'office') {
    const office = to.office === undefined ? undefined : open.repos.offices.officeById(to.office);
    if (office === undefined || office.isSelf) throw new Refusal('SYNC_OFFICE_UNKNOWN');
    if (hasLeft(office)) throw new Refusal('SYNC_OFFICE_DROPPED');
    need('referral_until', to.until !== undefined);
    if (to.until !== undefined && to.until < judgingDay(open))
      throw new Refusal('FORM_INVALID', { field: 'referral_until', count: 1 });
  } else need('referral_recipient_agency', text(to.agency) !== undefined);
  need('referral_service', wish.service !== undefined);
  need('referral_service_other', wish.service !== 'other' || text(wish.serviceOther) !== undefined);
  need('referral_priority', wish.priority !== undefined);
  need('referral_reason', text(wish.reason) !== undefined);
  need('referral_contact_via', wish.contactVia !== undefined);
  need('referral_child_informed', wish.childInformed !== undefined);
  need('referral_caregiver_informed', wish.caregiverInformed !== undefined);
  const told = wish.childInformed === 'yes' && wish.caregiverInformed === 'yes';
  need('referral_not_informed_why', told || text(wish.notInformedWhy) !== undefined);
}

/** Who answers for a referral that consent does not cover: the supervisor who was asked, or the one who sends it. */
const allowedBy = (open: OpenOffice, values: Values, opensBy: string): string =>
  opensBy === 'grounds' ? (textIn(values, 'supervisor_consulted_name') ?? open.me.name) : open.me.name;

/**
 * Sends a referral (reference.md §3.8). FORM_NEEDED { field } while something is missing, PERSON_NOT_FITTING for a
 * colleague who follows no cases, REFERRAL_NO_CONSENT { missing } when only a supervisor may send it,
 * FORM_REASON_NEEDED when it may go without consent and no reason is given, FORM_INVALID for a last day that is over.
 * What goes along is cut to what may; to another office it goes with the next bundle (decision 0023).
 */
export function sendReferral(open: OpenOffice, input: Input<'referrals.send'>): Output<'referrals.send'> {
  const { wish, why } = input;
  needComplete(open, loadCase(open, input.caseId).row.n, wish);
  let id = '';
  recordChanges(open, input.caseId, (stored) => {
    needOwnCase(open, stored);
    const role = roleIn(wish);
    needRoleToGive(open, stored, role);
    id = draftId(stored, input.referral);
    const document = documentOf(stored);
    if ((document.values['status'] ?? 'open') !== 'open') throw new Refusal('FORM_STALE');
    const gate = gateOf(open, document, { to: wish.to.kind, service: wish.service });
    if (!mayOverride(open, stored, gate)) throw new Refusal('REFERRAL_NO_CONSENT', { missing: gate.missing.join(' ') });
    const allowed = gate.opensBy !== 'consent';
    if (allowed && why.length < 3) throw new Refusal('FORM_REASON_NEEDED', { field: 'referral_override_reason' });
    const day = dayIn(document.values, 'consent_date');
    const answers: Answers = {
      ...fieldsIn(open, stored, wish),
      referral_status: 'in_progress',
      referral_date: momentHere(open),
      referral_consent:
        gate.missing.includes('refused') || gate.missing.includes('not_asked') || day === undefined
          ? undefined
          : document.values['consent_date'],
      referral_override_by: allowed ? allowedBy(open, document.values, gate.opensBy) : undefined,
      referral_override_reason: allowed ? why : undefined,
    };
    return {
      changes: [...changesTo(open, stored, id, answers), ...serviceChanges(document, wish, id, true)],
      written: () => {
        open.repos.referrals.setRole({ caseN: stored.row.n, row: id }, role, true);
        askOffice(open, stored, wish, { row: id, answers, basis: gate.opensBy });
      },
      action: 'referral.sent',
      extra: [wish.to.kind, gate.opensBy, ...(role === undefined ? [] : [`role ${role}`])].join(' '),
    };
  });
  return { referral: id };
}
