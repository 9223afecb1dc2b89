import type { AttachmentKind } from '#core/attachments/kinds.ts';
import type { Text } from '#core/forms/types.ts';
import type { CasePast } from '#core/measures/past.ts';
import { standingAt, stepsIn } from '#core/measures/stays.ts';

/**
 * How long a closed case is kept (reference.md §8.5).
 *
 * | rule         | which cases                                        | how long                                      |
 * |--------------|----------------------------------------------------|-----------------------------------------------|
 * | ordinary     | closed, none of the others                         | as the deadline of the closure says, 5 years  |
 * | duplicate    | a duplicate, a mistake, not eligible               | as the deadline says, 6 to 12 months          |
 * | care         | the child lived in alternative care                | the office's own time, 75 years at first      |
 * | tracing      | the child was separated, unaccompanied or traced   | the office's own time, and until 18           |
 * | copy         | another office's case, offered and not taken over  | at once                                       |
 *
 * What is attached to a closed case may go before the case does. A signature proves what was agreed to: it goes with the case.
 *
 * | rule         | which files                                        | how long after the end                        |
 * |--------------|----------------------------------------------------|-----------------------------------------------|
 * | media        | photos and recordings of the child                 | the office's own time, one year at first      |
 * | documents    | documents, and photos and recordings of them       | with the case, unless the office says a time  |
 */
export const CASE_RULES = ['ordinary', 'duplicate', 'care', 'tracing', 'copy'] as const;
export type CaseRule = (typeof CASE_RULES)[number];
export const FILE_RULES = ['media', 'documents'] as const;
export type FileRule = (typeof FILE_RULES)[number];
export const RETENTION_RULES = [...CASE_RULES, ...FILE_RULES] as const;
export type RetentionRule = (typeof RETENTION_RULES)[number];

/**
 * What the office says of a rule. Months after the end of the case; absent where a deadline of the closure says it, and for
 * files that go with their case.
 */
export interface RuleSetting {
  readonly rule: RetentionRule;
  readonly months?: number;
  readonly basis: string;
}
export const FIRST_RULES: readonly RuleSetting[] = [
  { rule: 'ordinary', basis: '' },
  { rule: 'duplicate', basis: '' },
  { rule: 'care', months: 900, basis: '' },
  { rule: 'tracing', months: 60, basis: '' },
  { rule: 'copy', basis: '' },
  { rule: 'media', months: 12, basis: '' },
  { rule: 'documents', basis: '' },
];

/** Rules whose time is said here; that of the others stands in the deadline of the closure. */
export const TIMED_RULES = ['care', 'tracing', ...FILE_RULES] as const satisfies readonly RetentionRule[];
export const isTimed = (rule: RetentionRule): boolean => TIMED_RULES.some((one) => one === rule);
/** The longest time, in months: a hundred years. */
export const MOST_MONTHS = 1200;

/**
 * What the configuration of a programme says of a rule. Months after the end of the case, where the office says nothing of
 * its own; what it says lies between `least` and `most`. The law that the programme names stands beside the office's.
 */
export interface ProgrammeRule {
  readonly rule: RetentionRule;
  readonly months?: number;
  readonly least?: number;
  readonly most?: number;
  readonly basis?: Text;
}

/** Whether an office may say that a case is kept for so many months. */
export const isAllowed = (months: number, said: Omit<ProgrammeRule, 'rule'> | undefined): boolean =>
  months >= (said?.least ?? 1) && months <= (said?.most ?? MOST_MONTHS);

/**
 * The rules by which cases are kept. What the office said counts as far as the programme leaves it; where it said nothing, what
 * the programme says, and where that says nothing either, what comes with the program.
 */
export const rulesInForce = (
  programme: readonly ProgrammeRule[],
  own: readonly RuleSetting[],
): readonly RuleSetting[] =>
  FIRST_RULES.map((first) => {
    const said = programme.find(({ rule }) => rule === first.rule);
    const mine = own.find(({ rule }) => rule === first.rule);
    const months = isTimed(first.rule) ? (mine?.months ?? said?.months ?? first.months) : undefined;
    const basis = mine?.basis ?? first.basis;
    if (months === undefined) return { rule: first.rule, basis };
    const least = Math.max(months, said?.least ?? months);
    return { rule: first.rule, months: Math.min(least, said?.most ?? least), basis };
  });

/** Kinds of care that are not the own family's; options of `arrangement_type`. */
const OWN_FAMILY: ReadonlySet<string> = new Set(['', 'parents', 'parent', 'mother', 'father', 'both_parents']);
const SEPARATED: ReadonlySet<string> = new Set(['separated', 'unaccompanied']);
const SHORT: ReadonlySet<string> = new Set(['duplicate_or_error', 'not_eligible']);
const DAY_MS = 86_400_000;
const ADULT = 18;

const later = (day: number, months: number): number => {
  const date = new Date(day * DAY_MS);
  return Math.round(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, date.getUTCDate()) / DAY_MS);
};

/** Which rule a case falls under, and the day (since 1970) before which it is kept in any case; undefined while it is open. */
export function retentionOf(
  past: CasePast,
  today: number,
  rules: readonly RuleSetting[],
): { readonly rule: CaseRule; readonly notBefore: number } | undefined {
  const standing = standingAt(past, today);
  if (standing !== 'closed' && standing !== 'withdrawn') return undefined;
  const [end, , why] = past.moves.at(-1) ?? [today, '', ''];
  const months = (rule: RetentionRule): number => rules.find((one) => one.rule === rule)?.months ?? 0;
  if (past.dated.some(([kind, , about]) => kind === 'in_care' && !OWN_FAMILY.has(about)))
    return { rule: 'care', notBefore: later(end, months('care')) };
  const traced = past.dated.some(([kind]) => kind === 'traced' || kind === 'reunified');
  if (traced || past.facts.concerns.some((one) => SEPARATED.has(one))) {
    const adult = past.facts.born === undefined ? end : later(past.facts.born, ADULT * 12);
    return { rule: 'tracing', notBefore: Math.max(adult, later(end, months('tracing'))) };
  }
  return { rule: standing === 'withdrawn' || SHORT.has(why) ? 'duplicate' : 'ordinary', notBefore: end };
}

/** Which rule a file falls under. `besideDocument`: its question stands in a row that holds documents, so it is one of them. */
export function ruleOfFile(kind: AttachmentKind, besideDocument: boolean): FileRule | undefined {
  if (kind === 'signature') return undefined;
  return kind === 'document' || besideDocument ? 'documents' : 'media';
}

/**
 * For an ended case, the day of its end and the first day on which the files of each rule are over their time (days since
 * 1970); undefined while it is open, or not this office's. A rule without a time is not among them.
 */
export function filesOver(
  past: CasePast,
  today: number,
  rules: readonly RuleSetting[],
): { readonly ended: number; readonly from: ReadonlyMap<FileRule, number> } | undefined {
  const standing = standingAt(past, today);
  const ended = stepsIn(past.moves).findLast(({ day }) => day <= today)?.day;
  if ((standing !== 'closed' && standing !== 'withdrawn') || ended === undefined) return undefined;
  const from = FILE_RULES.flatMap((rule): [FileRule, number][] => {
    const months = rules.find((one) => one.rule === rule)?.months;
    const day = months === undefined ? undefined : later(ended, months);
    return day === undefined || day > today ? [] : [[rule, day]];
  });
  return { ended, from: new Map(from) };
}
