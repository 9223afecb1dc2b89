import { dayIn, momentIn, textIn } from '#core/casework/row-values.ts';
import { referralPriority, referralStatus, type Referral } from '#core/contracts/referrals.contract.ts';
import type { Row, Values } from '#core/forms/types.ts';
import { decide } from '#core/rights/decide.ts';
import { isReferred } from '#core/rights/reach.ts';
import type { ReferralTo } from '#core/sharing/referral-gate.ts';
import { fieldsOf } from '#core/sharing/referral-package.ts';
import { deliveryOf, overBecause } from './asked-referral.ts';
import { mayCall } from './authorise-call.ts';
import { documentOf, resourceOf, type StoredCase } from './case-document.ts';
import { instantOf } from './clock.ts';
import type { OpenOffice } from './open-office.ts';
import { personName } from './person-name.ts';
import { deadlinesOf } from './project-tasks.ts';

export const REFERRALS = 'referrals';

/** Who a referral row is for; one that a form began and nobody sent has no recipient yet and counts as outside. */
export function recipientKind(values: Values): ReferralTo {
  if (textIn(values, 'referral_kind') === 'internal') return 'colleague';
  return textIn(values, 'referral_office') === undefined ? 'provider' : 'office';
}

export const statusIn = (values: Values): Referral['status'] => {
  const known = referralStatus.safeParse(values['referral_status']);
  return known.success ? known.data : 'draft';
};

export const referralRow = (stored: StoredCase, id: string): Row | undefined =>
  documentOf(stored).rows[REFERRALS]?.find((row) => row.id === id);

/** Whether the referral was made to the signed-in person. */
export const isMine = (open: OpenOffice, values: Values): boolean =>
  recipientKind(values) === 'colleague' && textIn(values, 'referral_recipient_user') === open.me.id;

/**
 * What the signed-in person may do with a referral. A colleague's is answered by that colleague or by a supervisor on
 * their behalf; an organisation outside has no account here, so whoever may write in the case records what it said.
 */
function mayDo(open: OpenOffice, stored: StoredCase, values: Values): Referral['may'] {
  const resource = resourceOf(open, stored);
  const own = stored.row.ownerOfficeN === open.self.officeN;
  // Who came to the case by a referral refers nobody on.
  const writes = own && decide(open.subject, 'case.write', resource).allowed && !isReferred(open.subject, resource);
  const status = statusIn(values);
  const kind = recipientKind(values);
  const leads = decide(open.subject, 'case.assign', resource).allowed;
  const answers = kind === 'colleague' ? isMine(open, values) || leads : kind === 'provider' && writes;
  return {
    // Going on with it is keeping and sending it, whatever else may be written in the case.
    edit: own && mayCall(open, 'referrals.keep', resource) && status === 'draft',
    answer: own && answers && status === 'in_progress',
    finish: own && answers && status === 'accepted',
    print: status !== 'draft' && mayCall(open, 'print.make', resource),
    revoke: writes && (status === 'in_progress' || status === 'accepted'),
  };
}

export function toName(open: OpenOffice, values: Values): string {
  const kind = recipientKind(values);
  if (kind === 'colleague') return personName(open, textIn(values, 'referral_recipient_user'));
  return textIn(values, 'referral_recipient_agency') ?? textIn(values, 'referral_recipient_person') ?? '';
}

/** Of a referral to another office: how far it came, and whether it is still read there. */
function sentView(open: OpenOffice, id: string): Pick<Referral, 'sent'> {
  const asked = open.repos.asked.byRow(id);
  if (asked?.from !== open.self.officeId) return {};
  const over = overBecause(open, asked);
  const ended = over === undefined ? {} : { ended: over };
  return { sent: { delivery: deliveryOf(open, asked), until: asked.until, ...ended } };
}

export function referralView(open: OpenOffice, stored: StoredCase, { id, values }: Row): Referral {
  const status = statusIn(values);
  const role = open.repos.referrals.roleOf({ caseN: stored.row.n, row: id });
  const sentAt = status === 'draft' ? undefined : momentIn(values, 'referral_date');
  const answeredAt = momentIn(values, 'referral_answered');
  const deadlines = new Set(deadlinesOf(open, 'referral'));
  const due = open.repos.tasks.ofCase(stored.row.n).find((task) => task.row === id && deadlines.has(task.deadline));
  const service = textIn(values, 'referral_service');
  const priority = referralPriority.safeParse(values['referral_priority']);
  const via = values['referral_contact_via'];
  const answeredBy = textIn(values, 'referral_answered_by');
  const answer = textIn(values, status === 'revoked' ? 'referral_revoked_reason' : 'referral_rejected_reason');
  const givenOn = dayIn(values, 'referral_service_given');
  const feedback = textIn(values, 'referral_feedback');
  const [by, why] = [textIn(values, 'referral_override_by'), textIn(values, 'referral_override_reason')];
  return {
    referralId: id,
    status,
    to: recipientKind(values),
    toName: toName(open, values),
    ...(role === undefined ? {} : { role }),
    from: textIn(values, 'referral_sender') ?? '',
    ...(service === undefined ? {} : { service }),
    serviceOther: textIn(values, 'referral_service_other') ?? '',
    ...(priority.success ? { priority: priority.data } : {}),
    reason: textIn(values, 'referral_reason') ?? '',
    fields: [...fieldsOf(values)],
    ...(via === 'via_caseworker' || via === 'direct' ? { contactVia: via } : {}),
    ...(sentAt === undefined ? {} : { sentAtUtc: instantOf(sentAt) }),
    ...(due === undefined ? {} : { dueAtUtc: instantOf(due.dueAt) }),
    ...(answeredAt === undefined ? {} : { answeredAtUtc: instantOf(answeredAt) }),
    ...(answeredBy === undefined ? {} : { answeredBy }),
    ...(answer === undefined ? {} : { answer }),
    ...(givenOn === undefined ? {} : { givenOn }),
    ...(feedback === undefined ? {} : { feedback }),
    ...sentView(open, id),
    ...(by === undefined || why === undefined ? {} : { allowed: { by, why } }),
    may: mayDo(open, stored, values),
  };
}

/** What the projection keeps of the referrals of a case. */
export const referralPlaces = (stored: Pick<StoredCase, 'records'>) =>
  (documentOf(stored).rows[REFERRALS] ?? []).map(({ id, values }) => ({
    row: id,
    status: statusIn(values),
    toUser: recipientKind(values) === 'colleague' ? (textIn(values, 'referral_recipient_user') ?? null) : null,
    toOffice: textIn(values, 'referral_office') ?? null,
  }));
