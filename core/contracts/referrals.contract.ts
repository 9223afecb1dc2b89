import { z } from 'zod';
import { REFERRAL_ENDS } from '#core/exchange/op.ts';
import { roleId } from '#core/rights/role-shape.ts';
import { GATE_MISSING } from '#core/sharing/referral-gate.ts';
import { call } from './contract.ts';
import {
  caseId,
  day,
  fieldId,
  fieldValue,
  instant,
  line,
  none,
  officeId,
  reason,
  risk,
  rowId,
  userId,
} from './values.ts';

export const referralStatus = z.enum(['draft', 'in_progress', 'accepted', 'rejected', 'done', 'revoked']);
export const referralPriority = z.enum(['24h', '72h', 'routine']);
/** Why the answers of a referral to another office are not read there any more. */
export const referralOver = z.enum([...REFERRAL_ENDS, 'expired']);
const yesNo = z.enum(['yes', 'no']);
const contactVia = z.enum(['via_caseworker', 'direct']);
const toKind = z.enum(['colleague', 'provider', 'office']);

/** To whom: a colleague here, an organisation that is reached on paper, or an office that is known here. */
const recipient = z.union([
  /** `role`: counts in the case in place of the colleague's own ones while the referral is open; absent: the answers that go along, and nothing more. */
  z.strictObject({ kind: z.literal('colleague'), user: userId.exactOptional(), role: roleId.exactOptional() }),
  z.strictObject({
    kind: z.literal('provider'),
    agency: line,
    person: line,
    phone: z.string().max(40),
    place: line,
  }),
  /** `until`: the last day on which that office may read the answers. */
  z.strictObject({ kind: z.literal('office'), office: officeId.exactOptional(), until: day.exactOptional() }),
]);

/** What a referral says; a draft may leave out what sending needs. */
const wish = z.strictObject({
  to: recipient,
  service: fieldId.exactOptional(),
  serviceOther: line,
  priority: referralPriority.exactOptional(),
  reason: z.string().max(20_000),
  /** Answers of the case that go along. */
  fields: z.array(fieldId).max(300),
  contactVia: contactVia.exactOptional(),
  childInformed: yesNo.exactOptional(),
  caregiverInformed: yesNo.exactOptional(),
  notInformedWhy: line,
  /** The row of `services` that it was begun from. */
  serviceRow: rowId.exactOptional(),
});

export const referral = z.strictObject({
  referralId: rowId,
  status: referralStatus,
  to: toKind,
  /** Organisation, office or colleague. */
  toName: line,
  /** The role that it gives a colleague in the case. */
  role: roleId.exactOptional(),
  from: line,
  service: fieldId.exactOptional(),
  serviceOther: line,
  priority: referralPriority.exactOptional(),
  reason: z.string(),
  fields: z.array(fieldId),
  contactVia: contactVia.exactOptional(),
  sentAtUtc: instant.exactOptional(),
  /** By when an answer is expected; absent when none is. */
  dueAtUtc: instant.exactOptional(),
  answeredAtUtc: instant.exactOptional(),
  answeredBy: line.exactOptional(),
  /** Why it was declined or taken back. */
  answer: z.string().exactOptional(),
  givenOn: day.exactOptional(),
  feedback: z.string().exactOptional(),
  /** Of one to another office: how far it came, until when it is read there, and why it ended before. */
  sent: z
    .strictObject({
      delivery: z.enum(['unsent', 'waiting', 'written', 'delivered']),
      until: day,
      ended: referralOver.exactOptional(),
    })
    .exactOptional(),
  /** Who allowed it without consent, and why. */
  allowed: z.strictObject({ by: line, why: z.string() }).exactOptional(),
  may: z.strictObject({
    edit: z.boolean(),
    answer: z.boolean(),
    finish: z.boolean(),
    print: z.boolean(),
    revoke: z.boolean(),
  }),
});

const offered = z.strictObject({
  form: fieldId,
  field: fieldId,
  suggested: z.boolean(),
  /** As it stands in the case; absent where it is closed. */
  value: fieldValue.exactOptional(),
  /** Why it cannot go along: too sensitive, where the child is, withheld by consent, or closed to this person. */
  closed: z.enum(['class', 'whereabouts', 'withheld', 'person']).exactOptional(),
});

const prepared = z.strictObject({
  code: line,
  sex: z.string().exactOptional(),
  missing: z.array(z.enum(GATE_MISSING)),
  opensBy: z.enum(['consent', 'grounds', 'supervisor']),
  /** Whether this person may send now: always by consent; with a reason by grounds, or as a supervisor. */
  maySend: z.boolean(),
  consent: z.strictObject({
    on: day.exactOptional(),
    by: z.string().exactOptional(),
    supervisor: line.exactOptional(),
  }),
  /** What the child or caregiver asked to be kept back, in their words; absent when closed to this person. */
  withholds: z
    .strictObject({ what: z.string().exactOptional(), from: z.array(z.string()), listed: z.array(z.string()) })
    .exactOptional(),
  fields: z.array(offered),
  colleagues: z.array(z.strictObject({ user: userId, name: line })),
  /** The roles that this person may give a colleague in this case. */
  roles: z.array(roleId),
  offices: z.array(z.strictObject({ office: officeId, name: line })),
  /** The last day on which another office may read it, unless the person says another. */
  until: day,
  /** The draft or service row that it was begun from. */
  wish: wish.exactOptional(),
});

export const released = z.strictObject({ form: fieldId, field: fieldId, value: fieldValue });

/** A referral to this person; the case itself need not be open to them. */
const received = z.strictObject({
  caseId,
  code: line,
  risk: risk.exactOptional(),
  referral,
});

export const referralsCalls = {
  /** What stands in the way of a referral, what may go along, and to whom. */
  prepare: call(
    'case.refer',
    z.strictObject({
      caseId,
      to: toKind,
      service: fieldId.exactOptional(),
      referral: rowId.exactOptional(),
      serviceRow: rowId.exactOptional(),
    }),
    prepared,
  ),
  /** Keeps a draft; answers its id. */
  keep: call(
    'case.refer',
    z.strictObject({ caseId, referral: rowId.exactOptional(), wish }),
    z.strictObject({ referral: rowId }),
  ),
  /** Sends it. `why`: needed where consent does not cover it. */
  send: call(
    'case.refer',
    z.strictObject({ caseId, referral: rowId.exactOptional(), wish, why: z.string().trim().max(2000) }),
    z.strictObject({ referral: rowId }),
  ),
  /** Referrals to this person that wait for an answer or for the service. */
  inbox: call('case.write', none, z.array(received)),
  /** One of them with the answers that came along; a line in the audit trail. */
  read: call(
    'case.write',
    z.strictObject({ of: caseId, referral: rowId }),
    z.strictObject({ code: line, referral, answers: z.array(released), withdrawn: z.boolean() }),
  ),
  /** By the recipient; of an organisation outside by whoever heard from it. Declining needs a reason. */
  answer: call(
    'case.write',
    z.strictObject({ of: caseId, referral: rowId, accept: z.boolean(), why: z.string().trim().max(500) }),
    none,
  ),
  /** The service was given, with what the recipient reports. */
  finish: call(
    'case.write',
    z.strictObject({ of: caseId, referral: rowId, given: day, feedback: z.string().trim().max(20_000) }),
    none,
  ),
  revoke: call('case.write', z.strictObject({ caseId, referral: rowId, why: reason.max(500) }), none),
} as const;

export type Referral = z.infer<typeof referral>;
export type ReferralWish = z.infer<typeof wish>;
export type ReferralRecipient = z.infer<typeof recipient>;
export type PreparedReferral = z.infer<typeof prepared>;
export type ReceivedReferral = z.infer<typeof received>;
