import { z } from 'zod';
import { day, fieldId, officeId, risk, status, userId } from '#core/contracts/values.ts';

/**
 * What narrows a list of cases: pure data, sent over the bridge, kept in a saved view, carried in an address. A tree of
 * `all`, `any` and `not` over conditions. No condition holds free text, so that nothing of a person stands in it.
 */

const count = z.int().min(0).max(36_500);
const optionId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/);
const some = <T extends z.ZodType>(one: T) => z.array(one).min(1).max(200);

/** Days as they are at the office. Relative ones are reckoned anew whenever the list is read. */
export const dayTest = z.union([
  z.strictObject({ before: day }),
  z.strictObject({ after: day }),
  /** Both days count. */
  z.strictObject({ from: day, to: day }),
  /** From so many days ago until today. */
  z.strictObject({ lastDays: count }),
  /** From today until so many days ahead. */
  z.strictObject({ nextDays: count }),
  /** More than so many days ago. */
  z.strictObject({ olderThan: count }),
  z.strictObject({ missing: z.literal(true) }),
]);

/** What an answer may be asked: options it holds, a range of numbers, a day, or that there is none. */
export const answerTest = z.union([
  z.strictObject({ in: some(optionId) }),
  z.strictObject({ least: z.int(), most: z.int() }),
  dayTest,
]);

export const CONSENT_STATES = ['given', 'not-needed', 'missing', 'refused', 'withdrawn'] as const;
export const EXCHANGE_STATES = ['none', 'waiting', 'written', 'delivered', 'received'] as const;
export const APPROVAL_STATES = ['none', 'requested', 'approved', 'returned', 'withdrawn'] as const;
const step = z.enum(['C1', 'C2', 'C3', 'C4', 'C5', 'C6']);
const approvalSubject = z.enum(['assessment', 'case_plan', 'closure', 'action_plan']);

export const condition = z.discriminatedUnion('on', [
  z.strictObject({ on: z.literal('status'), in: some(status) }),
  z.strictObject({ on: z.literal('risk'), in: some(z.enum([...risk.options, 'not-assessed'])) }),
  z.strictObject({ on: z.literal('sex'), in: some(z.string().max(64)) }),
  /** Whole years today, both ends counted; `missing`: nothing tells it. */
  z.strictObject({
    on: z.literal('age'),
    from: z.int().min(0).max(150).exactOptional(),
    to: z.int().min(0).max(150).exactOptional(),
    missing: z.literal(true).exactOptional(),
  }),
  /** Any of the concerns of the case, the main one or another. */
  z.strictObject({ on: z.literal('concern'), in: some(optionId) }),
  z.strictObject({ on: z.literal('owner'), in: some(z.union([z.enum(['me', 'nobody']), userId])) }),
  /** Where the child is now: in one of these areas or in anything below them. */
  z.strictObject({ on: z.literal('area'), in: some(optionId) }),
  z.strictObject({ on: z.literal('office'), in: some(z.union([z.enum(['own', 'received']), officeId])) }),
  /** Something in it has two different answers that wait for a decision. */
  z.strictObject({ on: z.literal('conflicts') }),
  z.strictObject({ on: z.literal('exchange'), in: some(z.enum(EXCHANGE_STATES)) }),
  /** An open task, of one of these deadlines where they are named; late, or due by so many days from today. */
  z.strictObject({
    on: z.literal('task'),
    deadlines: some(fieldId).exactOptional(),
    due: z.union([z.literal('late'), z.strictObject({ within: count })]).exactOptional(),
  }),
  z.strictObject({ on: z.literal('flag'), in: some(z.enum(['open', 'resolved'])) }),
  /** How the newest record that needs an approval stands with a supervisor. */
  z.strictObject({ on: z.literal('approval'), of: some(approvalSubject), in: some(z.enum(APPROVAL_STATES)) }),
  /** Consent to sharing with other offices, as far as it goes without a release (reference.md §3.1). */
  z.strictObject({ on: z.literal('consent'), in: some(z.enum(CONSENT_STATES)) }),
  /** The furthest step in which something was written (reference.md §1.1). */
  z.strictObject({ on: z.literal('step'), in: some(step) }),
  z.strictObject({ on: z.literal('photo') }),
  /** An incident is written down in it, or it is linked with one of another case. */
  z.strictObject({ on: z.literal('incident') }),
  z.strictObject({ on: z.literal('updated'), when: dayTest }),
  /** An answer that the configuration marks `filterable`: `field`, or `rows.field` for any entry of a subform. */
  z.strictObject({
    on: z.literal('field'),
    field: z.string().regex(/^[a-z0-9_]{1,64}(\.[a-z0-9_]{1,64})?$/),
    is: answerTest,
  }),
  /** An answer of the record itself that a list holds (`core/finding/record-kinds.ts`); means nothing in a list of cases. */
  z.strictObject({ on: z.literal('record'), fact: z.string().regex(/^[a-z0-9_]{1,64}$/), is: answerTest }),
  /** The cases behind a number: of a list that has a name, or of an indicator, for one part of it and a period. */
  z.strictObject({
    on: z.literal('measure'),
    measure: z.string().regex(/^[a-z][a-z0-9_.-]{0,63}$/),
    part: z.record(z.string().max(64), z.string().max(64)).exactOptional(),
    from: day.exactOptional(),
    to: day.exactOptional(),
  }),
]);

export type Condition = z.infer<typeof condition>;
export type ConditionKind = Condition['on'];
export const CONDITION_KINDS: readonly ConditionKind[] = condition.options.map(({ shape }) => shape.on.value);
export type ConditionOn<K extends ConditionKind> = Extract<Condition, { readonly on: K }>;
export type DayTest = z.infer<typeof dayTest>;
export type AnswerTest = z.infer<typeof answerTest>;
export type Filter = Condition | { readonly all: Filter[] } | { readonly any: Filter[] } | { readonly not: Filter };

/** A panel of conditions that nobody could read any more is refused, and so is one that would hold up the office. */
const MOST_CONDITIONS = 200;
const DEEPEST = 8;

const tree: z.ZodType<Filter, Filter> = z.lazy(() =>
  z.union([
    condition,
    z.strictObject({ all: z.array(tree).max(MOST_CONDITIONS) }),
    z.strictObject({ any: z.array(tree).max(MOST_CONDITIONS) }),
    z.strictObject({ not: tree }),
  ]),
);

const partsOf = (filter: Filter): readonly Filter[] =>
  'all' in filter ? filter.all : 'any' in filter ? filter.any : 'not' in filter ? [filter.not] : [];

const depthOf = (filter: Filter): number => 1 + Math.max(0, ...partsOf(filter).map(depthOf));

/** Every condition of a tree, in its order. */
export const conditionsOf = (filter: Filter): readonly Condition[] =>
  'on' in filter ? [filter] : partsOf(filter).flatMap(conditionsOf);

/** Only a depth that was looked at beforehand may be gone through: a hostile tree could be deeper than the stack. */
const shallow = (value: unknown, left = DEEPEST + 8): boolean => {
  if (typeof value !== 'object' || value === null) return true;
  return left > 0 && Object.values(value).every((part) => shallow(part, left - 1));
};

export const filter: z.ZodType<Filter, Filter> = z
  .custom<Filter>((value) => shallow(value), { message: 'too deep' })
  .pipe(tree)
  .refine((value) => depthOf(value) <= DEEPEST && conditionsOf(value).length <= MOST_CONDITIONS, {
    message: 'too large',
  });

/** Everything that the list may show. */
export const everything: Filter = { all: [] };

/** A tree as it stands in an address (`/cases?where=…`). */
export const filterText = (value: Filter): string => JSON.stringify(value);

/** The tree in an address; undefined for anything else that stands there. */
export function filterIn(text: unknown): Filter | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    const read = filter.safeParse(JSON.parse(text));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}

/** The same tree as plain data, whatever it was wrapped in. */
export const plainFilter = (value: Filter): Filter => filterIn(filterText(value)) ?? everything;
