import type { Naming } from '../records/naming.ts';
import type { AppError } from '../result.ts';
import type { Places } from './computed.ts';
import type { Resolved } from './resolve.ts';
import type {
  CaseDocument,
  DateTimeValue,
  FieldDef,
  FieldValue,
  FormDef,
  RuleKind,
  SectionDef,
  Step,
  Text,
} from './types.ts';

/** Where an answer stands: a field of the case, or a field of one row of a subform. */
export type FieldPath =
  { readonly field: string } | { readonly rows: string; readonly row: string; readonly field: string };

/** The question that a path leads to, as the configuration names it: `field`, or `rows.field` whatever the row. */
export const fieldKey = (path: FieldPath): string => ('rows' in path ? `${path.rows}.${path.field}` : path.field);

/** A path as one text, to find views and name inputs by: `sex`, or `family_members/<row id>/name`. */
export const pathKey = (path: FieldPath): string =>
  'rows' in path ? `${path.rows}/${path.row}/${path.field}` : path.field;

/** What an evaluation needs to know beside the answers. */
export interface EvaluationSetting {
  /** The day at the office, `YYYY-MM-DD`. */
  readonly today: string;
  /** The latest day this office has seen. When the clock was set back, this day counts as today. */
  readonly lastKnownDate?: string;
  /** Warnings somebody judged to be right, with the reason; `row` when it was about one row. */
  readonly accepted?: readonly { readonly rule: string; readonly row?: string; readonly reason: string }[];
  /** The minute at the office, for what is counted in hours; without it `now()` is not known. */
  readonly moment?: DateTimeValue;
  /** The tree of areas; without it the level of a place is not known. */
  readonly places?: Places;
  /** How the office writes names; without it as most do. */
  readonly naming?: Naming;
}

export type AnswerState = 'answered' | 'blank' | 'missing';
export type NeedNow = 'save' | Step | 'none';

export interface FieldView {
  readonly path: FieldPath;
  readonly def: FieldDef;
  readonly form: string;
  readonly section: string;
  /** False: not asked now. A value that is there is kept, and counts as blank for rules, completeness and reports. */
  readonly relevant: boolean;
  /** When an answer is needed, as things stand; `none` when it is not needed or not asked. */
  readonly need: NeedNow;
  readonly state: AnswerState;
  /** The answer, or what was computed. Also there while the field is hidden. */
  readonly value: FieldValue | undefined;
  readonly calculated: boolean;
  /** What is wrong with the value itself; the sentence is `checks.<problem>`. */
  readonly problem: ValueProblem | undefined;
  /** The answer does not meet the field's constraint. */
  readonly constraintBroken: boolean;
  /** The options that are offered as things stand; undefined: all that are active. */
  readonly offered: ReadonlySet<string> | undefined;
  /** Answers to offer for a person to take, none of them the one that is there. */
  readonly suggestions: readonly string[];
  /** Key of the field that the answer was copied from and still agrees with (`id`, or `subform.id`). */
  readonly copiedFrom: string | undefined;
  /** The rows of a subform, in the order in which they are stored (`sortedRows` puts them in that of `sortBy`). */
  readonly rows: readonly RowView[];
}

export interface RowView {
  readonly id: string;
  /** False: the row is kept and not shown now, as its subform's `rowRelevant` says. */
  readonly relevant: boolean;
  /** For a row of a child table: the row it stands in. */
  readonly parent: string | undefined;
  readonly fields: readonly FieldView[];
}

/** Filled and applicable needed questions, those counted that are needed until the step of the form. */
export interface Completeness {
  readonly filled: number;
  readonly needed: number;
}

export interface SectionView {
  readonly def: SectionDef;
  readonly relevant: boolean;
  readonly fields: readonly FieldView[];
  readonly completeness: Completeness;
}

export interface FormView {
  readonly def: FormDef;
  /** False: the form is not offered now. */
  readonly relevant: boolean;
  /** For a record form: how many records it holds that are shown. */
  readonly records: number | undefined;
  readonly sections: readonly SectionView[];
  readonly completeness: Completeness;
}

/** Why a value cannot stand in its field. Each has a sentence `checks.<problem>` in the locales. */
export type ValueProblem =
  | 'wrong_kind'
  | 'unknown_field'
  | 'read_only'
  | 'row_locked'
  | 'too_long'
  | 'too_short'
  | 'too_small'
  | 'too_large'
  | 'not_whole'
  | 'unknown_option'
  | 'not_a_date'
  | 'not_an_age'
  | 'not_a_phone'
  | 'not_a_moment'
  | 'not_a_range'
  | 'range_backwards'
  | 'not_money'
  | 'too_many'
  | 'check_digit'
  | 'place_too_wide'
  | 'missing_not_offered';

/** Ids of the checks that every configuration has. */
export const NEEDED = 'NEEDED';
export const INVALID = 'INVALID';
export const CONSTRAINT = 'CONSTRAINT';
export const OPTION_NOT_OFFERED = 'OPTION_NOT_OFFERED';

/** A sentence of the configuration with its placeholders, or a key of the locales. */
export type CheckMessage =
  | { readonly text: Text; readonly params: Readonly<Record<string, string | number>> }
  | { readonly key: string; readonly params: Readonly<Record<string, string | number>> };

/** A one-click repair, with the value it would put there. */
export interface CheckFix {
  readonly label: Text;
  readonly path: FieldPath;
  readonly value: FieldValue;
}

export interface Check {
  /** Id of the rule, or one of those above. */
  readonly rule: string;
  readonly kind: RuleKind;
  /** For kind C: the step that it blocks. */
  readonly step?: Step;
  readonly form: string;
  /** The field that the message stands at: the first of `paths` that is asked. */
  readonly field: string;
  readonly rowId?: string;
  readonly paths: readonly FieldPath[];
  readonly message: CheckMessage;
  readonly fixes: readonly CheckFix[];
  readonly explainable: boolean;
  /** The reason with which somebody accepted it. */
  readonly accepted?: string;
}

/** A needed question without an answer. */
export interface Gap {
  readonly path: FieldPath;
  readonly form: string;
  readonly section: string;
  readonly need: 'save' | Step;
}

export interface CaseView {
  /** The forms that people fill in; those of the system have no view. */
  readonly forms: readonly FormView[];
  /** Every field and every field of every row of these forms by `pathKey`. */
  readonly fields: ReadonlyMap<string, FieldView>;
  readonly checks: readonly Check[];
  /** Needed questions without an answer, in the order of the forms. */
  readonly gaps: readonly Gap[];
  /** Per step: filled and applicable questions that are needed until then, over all forms. */
  readonly steps: Readonly<Record<Step, Completeness>>;
  /** Answers that are kept but not asked now. */
  readonly hidden: readonly FieldPath[];
}

/** What a save would store, or everything that stands in its way. */
export type SaveCheck =
  | {
      readonly ok: true;
      readonly value: CaseDocument;
      /** What its answers came to: whoever works them out again under the same setting may start from it. */
      readonly resolved: Resolved;
    }
  | { readonly ok: false; readonly error: AppError; readonly blocking: readonly Check[] };
