import { z } from 'zod';
import { BREACH_SORTS } from '../privacy/breach.ts';
import { REQUEST_SORTS } from '../privacy/data-request.ts';
import { call } from './contract.ts';
import { caseId, day, fieldId, instant, line, none, officeId, reason, risk, rowId, userId } from './values.ts';

const yesNo = z.enum(['yes', 'no']);
const story = z.string().trim().min(3).max(20_000);

const partner = z.strictObject({
  office: officeId,
  name: line,
  /** Whether consent lets the case go there, and on what that rests. */
  leaves: z.boolean(),
  consent: z.enum([
    'given',
    'not-needed',
    'missing',
    'refused',
    'withdrawn',
    'withheld',
    'released',
    'restricted',
    'erased',
  ]),
});

/** What goes along with the case once it is the other office's, as it lies now (decision 0080). */
const along = z.strictObject({
  /** Who ordered each legal hold. */
  holds: z.array(line),
  /** Until when the case is kept longer. */
  longer: day.exactOptional(),
  hidden: z.boolean(),
  /** Nothing may be done with the case: that goes to every office that has it. */
  restricted: z.boolean(),
  /** Requests about the data on the child, with the day by which they are to be answered; `owed`: who has still to be told. */
  requests: z.array(z.strictObject({ sort: z.enum(REQUEST_SORTS), due: day, answered: z.boolean(), owed: z.int() })),
  /** Data incidents in which the case was affected. */
  incidents: z.array(z.strictObject({ sort: z.enum(BREACH_SORTS), knownUtc: instant })),
});

/** A hand-over as it stands in the fields while it is written. */
const keptHandover = z.strictObject({
  office: officeId.exactOptional(),
  reason: fieldId.exactOptional(),
  why: z.string().max(100_000),
  summary: z.string().max(100_000),
  safety: z.string().max(100_000),
  childTold: yesNo.exactOptional(),
  caregiverTold: yesNo.exactOptional(),
});

/** A case that another office hands over to this one. */
const received = z.strictObject({
  caseId,
  code: line,
  initials: line,
  risk: risk.exactOptional(),
  transfer: rowId,
  from: line,
  /** Option of `transfer_reasons`. */
  reason: fieldId.exactOptional(),
  why: z.string(),
  summary: z.string(),
  safety: z.string(),
  offeredAtUtc: instant,
  /** `open`: waits for an answer. `accepted`: waits until the other office has heard of it. */
  state: z.enum(['open', 'accepted']),
});

export const handoversCalls = {
  /** The offices that a case could be handed over to, with what consent says to each, and what was written before. */
  prepare: call(
    'exchange.send',
    z.strictObject({ caseId }),
    z.strictObject({ offices: z.array(partner), along, kept: keptHandover.exactOptional() }),
  ),
  /** Keeps what is being written, as this person's draft. Nothing written: no draft. Durable when it returns. */
  keep: call('exchange.send', z.strictObject({ caseId, typed: keptHandover }), z.strictObject({ savedAtUtc: instant })),
  /** Offers the case to another office. It stays here until that office has taken it and this one has heard of it. */
  offer: call(
    'exchange.send',
    z.strictObject({
      caseId,
      office: officeId,
      reason: fieldId,
      why: z.string().trim().max(500),
      summary: story,
      safety: story,
      childTold: yesNo,
      caregiverTold: yesNo,
    }),
    z.strictObject({ transfer: rowId }),
  ),
  /** Offers to this office that wait for its answer, or for the other office to hear it. */
  inbox: call('case.assign', none, z.array(received)),
  /** Takes a case over for one of the people here, or leaves it with a reason. */
  answer: call(
    'case.assign',
    z.union([
      z.strictObject({ of: caseId, transfer: rowId, accept: z.literal(true), worker: userId }),
      z.strictObject({ of: caseId, transfer: rowId, accept: z.literal(false), why: reason }),
    ]),
    none,
  ),
} as const;

export type KeptHandover = z.infer<typeof keptHandover>;
export type ReceivedHandover = z.infer<typeof received>;
export type GoesAlong = z.infer<typeof along>;
export type HandoverPartner = z.infer<typeof partner>;
