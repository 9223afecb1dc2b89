import { z } from 'zod';
import { draft } from './cases.contract.ts';
import { call } from './contract.ts';
import { matchQuery } from './kept.ts';
import { referralOver, referralPriority, referralStatus, released } from './referrals.contract.ts';
import { caseId, day, fieldId, instant, line, none, reason, rowId, userId } from './values.ts';

/** A referral that another office made to this one. What it says is there as long as it may be read. */
const asked = z.strictObject({
  referral: rowId,
  /** The child's case code at the office that asks. */
  code: line,
  from: line,
  status: referralStatus,
  /** There is something to do about it, or it was taken back in the last days. */
  waits: z.boolean(),
  /** Who asks there. */
  sender: line,
  service: fieldId.exactOptional(),
  serviceOther: line,
  priority: referralPriority.exactOptional(),
  reason: z.string(),
  contactVia: z.enum(['via_caseworker', 'direct']).exactOptional(),
  askedAtUtc: instant,
  /** The last day on which the answers may be read. */
  until: day,
  /** Why they are not there any more. */
  over: referralOver.exactOptional(),
  answeredAtUtc: instant.exactOptional(),
  answeredBy: line,
  /** Why it was declined. */
  why: z.string(),
  /** The day on which the service was given; absent when it was not, or not yet. */
  givenOn: day.exactOptional(),
  report: z.string(),
  /** Who follows it here. */
  worker: line,
  /** The case that was registered here from it. */
  registered: z.strictObject({ caseId, code: line }).exactOptional(),
  may: z.strictObject({ read: z.boolean(), answer: z.boolean(), close: z.boolean(), register: z.boolean() }),
});

const which = { referral: rowId };

export const officeReferralsCalls = {
  /** Referrals of other offices to this one, as far as the person may see them: those to do something about first. */
  inbox: call('case.write', none, z.array(asked)),
  /** One of them with the answers that came along; a line in the audit trail. */
  read: call('case.write', z.strictObject(which), z.strictObject({ asked, answers: z.array(released) })),
  /** Accepts it for one of the people here, or declines it with a reason; the other office hears of it by bundle. */
  answer: call(
    'case.assign',
    z.union([
      z.strictObject({ ...which, accept: z.literal(true), worker: userId }),
      z.strictObject({ ...which, accept: z.literal(false), why: reason.max(500) }),
    ]),
    none,
  ),
  /** Reports that the service was given, or closes it without that (no day) and says why. */
  close: call(
    'case.write',
    z.union([
      z.strictObject({ ...which, given: day, report: z.string().trim().max(20_000) }),
      z.strictObject({ ...which, report: reason }),
    ]),
    none,
  ),
  /** What the search before a case of its own asks for, as far as the answers say. */
  query: call('case.register', z.strictObject(which), z.strictObject({ code: line, query: matchQuery })),
  /** Begins the registration of a case of this office's own with the answers that came along. */
  register: call('case.register', z.strictObject({ ...which, known: matchQuery, notSameAs: z.array(caseId) }), draft),
} as const;

export type AskedReferral = z.infer<typeof asked>;
