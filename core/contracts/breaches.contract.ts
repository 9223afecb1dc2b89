import { z } from 'zod';
import { BREACH_SORTS, BREACHED_DATA, TO_TELL, TOLD_STATES } from '../privacy/breach.ts';
import { call } from './contract.ts';
import { caseId, dateTimeValue, instant, line, none, reason, rowId } from './values.ts';

const clock = z.strictObject({
  state: z.enum(['running', 'over', 'told', 'told-late', 'not-needed']),
  hours: z.int(),
});
/** The most cases that one entry names; beyond that it is the whole office. */
const MOST_CASES = 5000;
const someone = z.string().min(1).max(64);

export const newBreach = z.strictObject({
  title: z.string().trim().min(3).max(200),
  sort: z.enum(BREACH_SORTS),
  /** When it happened, as far as anybody knows. */
  happened: dateTimeValue.exactOptional(),
  /** From here the 72 hours count. */
  known: dateTimeValue,
  what: reason,
  data: z.array(z.enum(BREACHED_DATA)).min(1).max(BREACHED_DATA.length),
  /** Computers, sticks, papers that are gone. */
  lost: z.string().trim().max(1000),
  measures: z.string().trim().max(2000),
});

const note = z.strictObject({ kind: z.literal('note'), text: reason });
const told = z.strictObject({ kind: z.literal('told'), whom: z.enum(TO_TELL), on: dateTimeValue, how: reason });
const notTold = z.strictObject({ kind: z.literal('not-told'), whom: z.enum(TO_TELL), why: reason });
const records = z.strictObject({
  kind: z.literal('records'),
  cases: z.array(caseId).min(1).max(MOST_CASES),
  text: reason,
});
const closed = z.strictObject({ kind: z.literal('closed'), conclusion: reason });

export const breachAddition = z.discriminatedUnion('kind', [
  note,
  told,
  notTold,
  records,
  /** Every case that this office holds. */
  z.strictObject({ kind: z.literal('everything'), text: reason }),
  closed,
]);

/** How an entry is kept. */
export const keptBreachEntry = z.discriminatedUnion('kind', [
  newBreach.extend({ kind: z.literal('opened') }),
  note,
  told,
  notTold,
  records,
  z.strictObject({ kind: z.literal('everything'), text: z.string(), count: z.int() }),
  closed,
]);

const entry = z.strictObject({
  atUtc: instant,
  by: line,
  entry: z.discriminatedUnion('kind', [
    newBreach.extend({ kind: z.literal('opened') }),
    note,
    told,
    notTold,
    /** `codes`: for those who may read the audit log. */
    z.strictObject({
      kind: z.literal('records'),
      count: z.int(),
      codes: z.array(line).exactOptional(),
      text: z.string(),
    }),
    z.strictObject({ kind: z.literal('everything'), text: z.string(), count: z.int() }),
    closed,
  ]),
});

const heading = z.strictObject({
  id: rowId,
  /** Counts up within this office. */
  number: z.int(),
  title: line,
  sort: z.enum(BREACH_SORTS),
  knownUtc: instant,
  /** Until then the authority must be told. */
  dueUtc: instant,
  clock,
  people: z.enum(TOLD_STATES),
  closed: z.boolean(),
});

/** An incident at an office that handed a case over to this one: that the case was affected, with what and when. */
const toldBreach = z.strictObject({
  id: rowId,
  caseId,
  code: line,
  office: line,
  /** Who wrote down there that the case was affected. */
  by: line,
  sort: z.enum(BREACH_SORTS),
  data: z.array(z.enum(BREACHED_DATA)),
  knownUtc: instant,
  happenedUtc: instant.exactOptional(),
  authority: z.enum(TOLD_STATES),
  people: z.enum(TOLD_STATES),
});

const affected = z.strictObject({
  cases: z.array(
    z.strictObject({
      caseId,
      code: line,
      opened: z.int(),
      printed: z.int(),
      exported: z.int(),
      lastUtc: instant,
    }),
  ),
  /** There are more than one entry can name. */
  more: z.boolean(),
  /** Lists that were printed, or shown with names: they name no case in the audit log. */
  lists: z.int(),
});

export const breachesCalls = {
  /** Newest first. */
  list: call('privacy.breaches', none, z.array(heading)),
  /** Those of other offices in which cases were affected that they handed over to this one; the last known first. */
  told: call('privacy.breaches', none, z.array(toldBreach)),
  /** FORM_STALE: there is none. */
  read: call('privacy.breaches', z.strictObject({ id: rowId }), heading.extend({ entries: z.array(entry) })),
  /** FORM_INVALID { field }: a moment that has not come yet. */
  open: call('privacy.breaches', newBreach, z.strictObject({ id: rowId })),
  /** After it was closed only notes are added. FORM_STALE; FORM_INVALID { field }. */
  add: call('privacy.breaches', z.strictObject({ id: rowId, entry: breachAddition }), none),
  /** What was opened, printed or put into files between two moments, by everybody or by one person. */
  affected: call(
    'audit.view',
    z.strictObject({ from: dateTimeValue, to: dateTimeValue, who: someone.exactOptional() }),
    affected,
  ),
} as const;

export type NewBreach = z.infer<typeof newBreach>;
export type BreachAddition = z.infer<typeof breachAddition>;
export type BreachHeading = z.infer<typeof heading>;
export type Breach = z.infer<(typeof breachesCalls)['read']['output']>;
export type ToldBreach = z.infer<typeof toldBreach>;
export type BreachEntry = z.infer<typeof entry>;
export type AffectedRecords = z.infer<typeof affected>;
