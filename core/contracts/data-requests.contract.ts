import { z } from 'zod';
import { OUTCOMES, REQUEST_SORTS, REQUESTED_BY } from '../privacy/data-request.ts';
import { call } from './contract.ts';
import { caseId, day, instant, line, none, reason, rowId } from './values.ts';

const RECIPIENT_KINDS = ['office', 'provider', 'colleague', 'file', 'paper'] as const;

const asked = {
  sort: z.enum(REQUEST_SORTS),
  by: z.enum(REQUESTED_BY),
  /** The name of who asks, and how to reach them. */
  who: z.string().trim().min(2).max(300),
  received: day,
  what: reason,
  /** How it was made sure who they are, as soon as it was. */
  identity: z.string().trim().max(1000),
};
export const newRequest = z.strictObject({
  ...asked,
  /** Code of the case that it is about; empty: it is not known yet. */
  code: z.string().trim().max(40),
});

const identity = z.strictObject({ kind: z.literal('identity'), how: reason });
const note = z.strictObject({ kind: z.literal('note'), text: reason });
/** Two more months, said to who asks within the first. */
const extended = z.strictObject({ kind: z.literal('extended'), why: reason });
/** Somebody who got the earlier answers was told (article 19). */
const informed = z.strictObject({
  kind: z.literal('informed'),
  recipient: z.string().trim().min(2).max(300),
  /** Which of the recipients; absent in entries of earlier versions, which went by the name. */
  key: z.string().max(130).exactOptional(),
  /** The day on which they were told. */
  on: day.exactOptional(),
  how: reason,
});
/** Which answers were corrected, by `field` or `rows.field`: whoever got one of them is to be told. */
const corrected = z.strictObject({
  kind: z.literal('corrected'),
  answers: z
    .array(z.string().regex(/^[a-z][a-z0-9_]{0,63}(\.[a-z][a-z0-9_]{0,63})?$/))
    .min(1)
    .max(200),
  text: reason,
});
/** `why`: of what is refused; needed unless everything is granted. */
const answered = z
  .strictObject({
    kind: z.literal('answered'),
    outcome: z.enum(OUTCOMES),
    answer: reason,
    why: z.string().trim().max(2000),
  })
  .refine(({ outcome, why }) => outcome === 'granted' || why.length >= 3, { path: ['why'], message: 'why' });

/** Of a request that came with a case: somebody who got answers there and has not been told what was corrected. */
const owed = z.strictObject({
  kind: z.literal('owed'),
  key: z.string().max(130),
  of: z.enum(RECIPIENT_KINDS),
  recipient: z.string().max(300),
  what: line.exactOptional(),
});
/** What goes along with a case that is handed over (decision 0080): no notes, and not who was told. */
export const passedRequestEntry = z.discriminatedUnion('kind', [
  z.strictObject({ ...asked, kind: z.literal('opened') }),
  identity,
  extended,
  corrected,
  answered,
  owed,
]);

export const requestAddition = z.discriminatedUnion('kind', [identity, note, extended, informed, corrected, answered]);
/** How an entry is kept. */
export const keptRequestEntry = z.discriminatedUnion('kind', [
  z.strictObject({ ...asked, who: z.string(), kind: z.literal('opened'), caseId: caseId.exactOptional() }),
  identity,
  note,
  extended,
  informed,
  corrected,
  answered,
  owed,
]);

const heading = z.strictObject({
  id: rowId,
  /** Counts up within this office. */
  number: z.int(),
  sort: z.enum(REQUEST_SORTS),
  by: z.enum(REQUESTED_BY),
  /** Empty: the name of the child is hidden, and who asks with it. */
  who: line,
  /** `mayOpen`: the signed-in person may open it. */
  case: z.strictObject({ caseId, code: line, mayOpen: z.boolean() }).exactOptional(),
  received: day,
  due: day,
  extended: z.boolean(),
  clock: z.strictObject({ state: z.enum(['running', 'over', 'answered', 'answered-late']), days: z.int() }),
  identified: z.boolean(),
  outcome: z.enum(OUTCOMES).exactOptional(),
  /** The office from which it came with the case. */
  from: line.exactOptional(),
  /** The office to which it went with the case, which answers it there. */
  wentTo: line.exactOptional(),
});

/** Somebody who got answers of the case. `name`: absent where it is closed to the signed-in person. */
const recipient = z.strictObject({
  key: z.string().max(130),
  kind: z.enum(RECIPIENT_KINDS),
  name: line.exactOptional(),
  atUtc: instant.exactOptional(),
  /** Of a paper: which one. */
  what: line.exactOptional(),
  /** Of an office of the exchange: when everything of the case had come there, as its receipt says; empty: not yet. */
  arrived: z.strictObject({ atUtc: instant.exactOptional() }).exactOptional(),
  /** Whether they got an answer that was corrected. `unknown`: nobody can say which answers they got. */
  concerned: z.enum(['yes', 'no', 'unknown']),
  /** It was written down that they were told: by whom, when and how. */
  told: z.strictObject({ by: line, on: day, how: z.string() }).exactOptional(),
});

export const dataRequestsCalls = {
  /** Those not answered first, the nearest last day first. `caseId`: only those about one case. */
  list: call('privacy.requests', z.strictObject({ caseId: caseId.exactOptional() }), z.array(heading)),
  /** FORM_STALE: there is none. */
  read: call(
    'privacy.requests',
    z.strictObject({ id: rowId }),
    heading.extend({
      entries: z.array(z.strictObject({ atUtc: instant, by: line, entry: keptRequestEntry })),
      /** Of a case: who got answers of it, offices first. */
      recipients: z.array(recipient),
      /** Of a request for correction: answers that were changed since the day on which it was received. */
      changed: z.array(z.string()),
    }),
  ),
  /** FORM_CASE_NOT_FOUND; FORM_INVALID { field }: a day that has not come. */
  open: call('privacy.requests', newRequest, z.strictObject({ id: rowId })),
  /**
   * An answered request takes notes, and who was told. FORM_STALE; FORM_NEEDED { field: identity } when something is
   * granted to somebody of whom nobody made sure who they are.
   */
  add: call('privacy.requests', z.strictObject({ id: rowId, entry: requestAddition }), none),
} as const;

export type RequestHeading = z.infer<typeof heading>;
export type DataRequest = z.infer<(typeof dataRequestsCalls)['read']['output']>;
export type RequestEntry = DataRequest['entries'][number];
export type RequestRecipient = z.infer<typeof recipient>;
export type RequestAddition = z.infer<typeof requestAddition>;
