import { protectsAtLeast } from '../exchange/merge.ts';
import { isList, isMissing } from '../forms/answer-kind.ts';
import type { CaseDocument, FieldValue, Protective } from '../forms/types.ts';
import { sameValue, type Change, CASE_RECORD } from '../records/changes.ts';

/** Which answer the case that remains has afterwards: its own, the other case's, or both together where it is a list. */
export const TAKES = ['mine', 'theirs', 'both'] as const;
export type Take = (typeof TAKES)[number];

/** One answer of the two cases. Absent: that case has none. */
export interface ComparedField {
  readonly field: string;
  readonly mine?: FieldValue;
  readonly theirs?: FieldValue;
  readonly same: boolean;
  /** What is taken unless a person chooses otherwise. */
  readonly suggested: Take;
  readonly offered: readonly Take[];
  /** An answer on which a wrong decision harms a child, or its reason: the more protective one is suggested. */
  readonly protective: boolean;
}

/** What the record says about itself and not about the child: each case keeps its own. */
const OWN: ReadonlySet<string> = new Set([
  'case_code',
  'status',
  'case_disabled',
  'disabled_reason',
  'merged_into',
  'merged_into_code',
  'merged_reason',
  'merged_by',
  'merged_at',
]);

/** The reason is the level's: they are taken from the same case (exchange.md R11). */
const FOLLOWS: Readonly<Record<string, string>> = { risk_reason: 'risk_level' };

export type ProtectiveOf = (field: string) => Protective | undefined;

const answered = (value: FieldValue | undefined): boolean => value !== undefined && !isMissing(value);

function suggestion(
  mine: FieldValue | undefined,
  theirs: FieldValue | undefined,
  protective: Protective | undefined,
): Take {
  if (theirs === undefined || sameValue(mine, theirs)) return 'mine';
  if (mine === undefined) return 'theirs';
  if (isList(mine) && isList(theirs)) return 'both';
  if (protective !== undefined) return protectsAtLeast(mine, theirs, protective) ? 'mine' : 'theirs';
  return !answered(mine) && answered(theirs) ? 'theirs' : 'mine';
}

/**
 * Every answer of the case that remains and of the other one, in the order of `order`; what that does not name comes
 * last. Of two answers to a question about protection the more protective one is suggested, of two lists both together,
 * otherwise the remaining case's, and the other's where it has none (reference.md §5.1, §5.2).
 */
export function compareCases(
  mine: CaseDocument,
  theirs: CaseDocument,
  protectiveOf: ProtectiveOf,
  order: readonly string[] = [],
): readonly ComparedField[] {
  const known = new Set([...Object.keys(mine.values), ...Object.keys(theirs.values)]);
  const first = order.filter((field) => known.has(field));
  const fields = [...new Set([...first, ...known])].filter((field) => !OWN.has(field));
  const compared = fields.map((field): ComparedField => {
    const a = mine.values[field];
    const b = theirs.values[field];
    const protective = protectiveOf(field);
    return {
      field,
      ...(a === undefined ? {} : { mine: a }),
      ...(b === undefined ? {} : { theirs: b }),
      same: sameValue(a, b),
      suggested: suggestion(a, b, protective),
      offered: isList(a) && isList(b) ? TAKES : ['mine', 'theirs'],
      protective: protective !== undefined || field in FOLLOWS,
    };
  });
  return compared.map((one) => {
    const leader = compared.find(({ field }) => field === FOLLOWS[one.field]);
    const follows = leader !== undefined && !leader.same && one.theirs !== undefined;
    return follows && !one.same ? { ...one, suggested: leader.suggested } : one;
  });
}

/** What a compared field is afterwards; null: no answer. */
export function takenValue({ mine, theirs }: ComparedField, take: Take): FieldValue | null {
  if (take === 'both' && isList(mine) && isList(theirs)) return [...new Set([...mine, ...theirs])];
  return (take === 'theirs' ? theirs : mine) ?? null;
}

/** The answers of the remaining case that become others. A choice that is not offered counts as not made. */
export function takenChanges(
  compared: readonly ComparedField[],
  choices: Readonly<Record<string, Take>>,
): readonly Change[] {
  return compared.flatMap((one): Change[] => {
    if (one.same) return [];
    const chosen = choices[one.field];
    const take = chosen !== undefined && one.offered.includes(chosen) ? chosen : one.suggested;
    const value = takenValue(one, take);
    if (sameValue(value ?? undefined, one.mine)) return [];
    return [{ kind: 'set', collection: CASE_RECORD, row: CASE_RECORD, field: one.field, value }];
  });
}
