import type { LayoutsDef, Signer } from './layout-def.ts';
import type { RoleDef } from '../rights/roles.ts';
import type { NumbersDef } from './numbers-def.ts';
import type { WorkflowDef } from './workflow-def.ts';

/**
 * The shapes of a configuration and of the answers it collects. Everything that stores, shows, merges, prints or
 * generates a case speaks in these types.
 */

export const LANGUAGES = ['en', 'fr', 'ar'] as const;
export type Language = (typeof LANGUAGES)[number];

/** A label in every language of the product. English is the source. */
export type Text = Readonly<Record<Language, string>>;

/** Blank, unknown, refused and not asked are four different answers (ui-guide §6). Blank is the absence of a value. */
export type MissingReason = 'unknown' | 'refused' | 'not_asked';
export interface Missing {
  readonly missing: MissingReason;
}

export type Calendar = 'gregory' | 'ethiopic' | 'persian' | 'islamic-umalqura' | 'buddhist';

/** One merge unit: a date never travels without its precision (exchange.md R11). */
export interface DateValue {
  /** `YYYY`, `YYYY-MM` or `YYYY-MM-DD` in the Gregorian calendar, as long as `precision` allows. */
  readonly date: string;
  readonly precision: 'day' | 'month' | 'year' | 'about';
  /** The calendar it was entered in. */
  readonly calendar: Calendar;
  /** What the person said or typed, when that is more than the date ("before the flood"). */
  readonly text?: string;
}

/** An age as it was stated, true on the day `asOf`; it grows from there. */
export interface AgeValue {
  readonly years?: number;
  /** Used instead of years for children under two. */
  readonly months?: number;
  /** Upper end when only a range of years is known ("8 to 10"). */
  readonly toYears?: number;
  readonly asOf: string;
}

/** A moment as the clock of the place showed it: deadlines counted in hours start here (reference.md §2.2). */
export interface DateTimeValue {
  /** `YYYY-MM-DDTHH:mm`, the wall clock in `zone`. */
  readonly at: string;
  /** IANA name of the time zone it was told in ("Africa/Nairobi"). */
  readonly zone: string;
}

/** A span of days; either end may be open, not both. */
export interface DateRangeValue {
  /** `YYYY-MM-DD`, Gregorian. */
  readonly from?: string;
  readonly to?: string;
  /** The calendar it was entered in. */
  readonly calendar: Calendar;
}

/** How many of each: whole numbers from zero by option id. */
export interface TallyValue {
  readonly tally: Readonly<Record<string, number>>;
}

export interface MoneyValue {
  /** Decimal text, up to twelve digits and three decimals ("1500.50"): exact in every currency, never a float. */
  readonly amount: string;
  /** ISO 4217 ("KES"). */
  readonly currency: string;
}

/** What an op may carry: strings, integers and small structures of them. Never a float (exchange.md §3.12). */
export type FieldValue =
  | string
  | number
  | readonly string[]
  | DateValue
  | AgeValue
  | Missing
  | DateTimeValue
  | DateRangeValue
  | TallyValue
  | MoneyValue;
export type Values = Readonly<Record<string, FieldValue>>;

/** A row of a subform. Its id is 16 random bytes (base64url) and never changes: it is what merging goes by. */
export interface Row {
  readonly id: string;
  readonly values: Values;
}

/** The answers of one case: fields of the case itself, and the rows of each subform by the subform's field id. */
export interface CaseDocument {
  readonly values: Values;
  readonly rows: Readonly<Record<string, readonly Row[]>>;
}

/**
 * `tick` holds `yes` or nothing; `scale` the number that its option is named by; `place` a code of the area tree;
 * `photo`, `audio`, `document` and `signature` lists of attachment ids; `row_link` the id of a row; `separator` and
 * `form_link` hold nothing.
 */
export const FIELD_TYPES = [
  'text',
  'long_text',
  'name',
  'number',
  'choice',
  'choices',
  'tick',
  'scale',
  'date',
  'date_time',
  'date_range',
  'age',
  'tally',
  'money',
  'phone',
  'identifier',
  'place',
  'case_code',
  'case_links',
  'row_link',
  'form_link',
  'photo',
  'audio',
  'document',
  'signature',
  'separator',
  'rows',
] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

/** 1 public … 3 personal, 4 sensitive, 5 extreme (reference.md §8.6). */
export type SensitivityClass = 1 | 2 | 3 | 4 | 5;
export type Step = 'C1' | 'C2' | 'C3' | 'C4' | 'C5' | 'C6';
export const COMPARTMENTS = [
  'core',
  'plan',
  'services',
  'medical',
  'legal',
  'gbv',
  'tracing',
  'notes',
  'admin',
] as const;
export type Compartment = (typeof COMPARTMENTS)[number];

/**
 * How two offices' different answers resolve until a person decides (exchange.md §6.3).
 * `order`: option ids, most protective first; what is not listed comes last. `union`: all ticked options together.
 */
export type Protective = { readonly order: readonly string[] } | { readonly union: true };

export type CheckDigit = 'luhn' | 'verhoeff';

export interface FieldDef {
  /** Permanent, snake_case, unique in the configuration (row fields: unique within their subform). */
  readonly id: string;
  readonly type: FieldType;
  readonly label: Text;
  readonly hint?: Text;
  /** Why the question is asked (F1). */
  readonly why?: Text;
  /** Guiding questions for whoever asks, shown with `why`. */
  readonly guide?: Text;
  /** Option list id, for `choice`, `choices`, `scale` (option ids are its numbers) and `tally` (what is counted). */
  readonly options?: string;
  /** Expression by tag: an option with tags is offered when one of its tags holds or has no entry here. */
  readonly optionFilter?: Readonly<Record<string, string>>;
  /** `save`: a draft cannot become a case without it (any missing reason satisfies it). A step: needed to complete it. */
  readonly need?: 'save' | Step;
  /** Expression: the field is asked only when true. Absent: always. */
  readonly relevant?: string;
  /** Expression: the field is needed at `need` only when true. Absent: always. */
  readonly needWhen?: string;
  /** Expression: the value is computed, never stored (exchange.md R12). */
  readonly calculate?: string;
  /** Expression: what is put into the blank field when its row is added or its form first opened. */
  readonly prefill?: string;
  /**
   * Expressions of texts that are offered for this field and put there when a person takes one, never by themselves.
   */
  readonly suggest?: readonly string[];
  /** The field of the same record with which the suggestions are offered as well, while it is written. */
  readonly suggestWith?: string;
  /** The prefill stays in step with the answer it reads, until somebody writes something else. */
  readonly follows?: true;
  /**
   * Expression that an answer must not make false; a missing reason cannot. What it compares with and is not answered
   * breaks nothing. Broken: a check of kind E at the field.
   */
  readonly constraint?: string;
  readonly constraintMessage?: Text;
  readonly readOnly?: boolean;
  /** Whose signature a `signature` is; it stands in their block on papers about what was signed. */
  readonly signs?: Signer;
  /** How the check digit of an `identifier` is reckoned. */
  readonly check?: CheckDigit;
  /** The least depth in the area tree that a `place` must have (1: the top). */
  readonly minLevel?: number;
  /** Digits, length or range of a plain value. */
  readonly min?: number;
  readonly max?: number;
  readonly sensitivity: SensitivityClass;
  readonly compartment: Compartment;
  /** Which missing reasons are offered; absent: all three. */
  readonly missing?: readonly MissingReason[];
  readonly protective?: Protective;
  /** Fields of one row, for `rows`. */
  readonly fields?: readonly FieldDef[];
  /** Each row is a record of its own (an assessment, a visit), edited as a whole page. */
  readonly record?: true;
  /** A child table: its rows stand inside a row of `rows`, which their field `by` (a `row_link`) names. */
  readonly within?: { readonly rows: string; readonly by: string };
  /** Row fields of the collapsed line. */
  readonly summary?: readonly string[];
  /** In which order rows are shown; absent: as they were added. */
  readonly sortBy?: { readonly field: string; readonly descending?: boolean };
  /** Empty rows that are there when the form is first opened, or the parent row added. */
  readonly initialRows?: number;
  /** One row per option of `list`, which its row field `field` holds. */
  readonly rowsFrom?: { readonly list: string; readonly field: string };
  /** Rows that were saved are locked: they can neither be changed nor removed. */
  readonly appendOnly?: true;
  /** Expression per row: rows for which it is not true are kept and not shown. */
  readonly rowRelevant?: string;
  /** The `rows` field whose rows a `row_link` names. */
  readonly of?: string;
  /** The form that a `form_link` leads to. */
  readonly to?: string;
  /**
   * What brothers and sisters share: `household` while they live together, `kin` wherever they live, `asked` when
   * somebody asks for it. Absent: never taken over into another child's case.
   */
  readonly family?: 'household' | 'kin' | 'asked';
  /** Off by default in an office (religion, ethnicity). */
  readonly offByDefault?: boolean;
  /** Name of the field in Primero's exports (reference.md §3). */
  readonly primero?: string;
  /** Columns of the twelve-column form grid. */
  readonly width?: 2 | 3 | 4 | 6 | 8 | 12;
  /** May serve as a column or filter of the case list. */
  readonly filterable?: boolean;
}

export interface SectionDef {
  readonly id: string;
  readonly label: Text;
  readonly relevant?: string;
  readonly fields: readonly FieldDef[];
}

export interface FormDef {
  /** `consent`, `registration`, … */
  readonly id: string;
  readonly version: number;
  readonly label: Text;
  readonly step: Step;
  /** The office's own number of the paper form, printed on it ("1B"). */
  readonly number?: string;
  /** Expression: the form is offered only when true. Absent: always. */
  readonly relevant?: string;
  /** Under which heading of the form list it stands. */
  readonly group?: string;
  /** Written by use cases only: never in the form list, in completeness or among what is missing. */
  readonly system?: true;
  readonly sections: readonly SectionDef[];
}

export interface OptionDef {
  readonly id: string;
  readonly label: Text;
  readonly active?: boolean;
  /** When a field with an `optionFilter` offers it. */
  readonly tags?: readonly string[];
  /** Codes in other systems, by system name (`primero`, `unhcr`, `fhir`, `dhis2`). */
  readonly codes?: Readonly<Record<string, string>>;
}
export interface OptionList {
  readonly id: string;
  readonly options: readonly OptionDef[];
}

/** E stops saving of the fields it names, W warns and stays open, C stops the completion of its step (reference.md §5). */
export type RuleKind = 'E' | 'W' | 'C';
export interface RuleDef {
  readonly id: string;
  readonly kind: RuleKind;
  /** For kind C: the step that it blocks. */
  readonly step?: Step;
  readonly form: string;
  /** Field ids the message stands at; `rows.field` for a field of each row. */
  readonly fields: readonly string[];
  /** Set when the rule is judged once per row of this subform; row fields are then in scope by their bare id. */
  readonly eachRow?: string;
  /** Expression: true when the rule is broken. Unanswered fields make comparisons false, never errors. */
  readonly brokenWhen: string;
  readonly message: Text;
  /** Expressions by name for the message's placeholders (`{computed}`). */
  readonly params?: Readonly<Record<string, string>>;
  /** One-click repairs. */
  readonly fixes?: readonly { readonly label: Text; readonly field: string; readonly value: string }[];
  /** Whether "both are right, explain" is offered. */
  readonly explainable?: boolean;
}

export interface Configuration {
  readonly profile: string;
  readonly version: number;
  readonly label: Text;
  readonly description: Text;
  readonly forms: readonly FormDef[];
  /**
   * What earlier configurations asked and this one does not, so that answers to it stay readable. Never asked, judged or
   * computed; a subform that is still asked stands here with the fields that its rows have lost.
   */
  readonly retired?: readonly FormDef[];
  readonly lists: readonly OptionList[];
  readonly rules: readonly RuleDef[];
  /** Deadlines, risk and approvals; absent in a profile that keeps to its forms. */
  readonly workflow?: WorkflowDef;
  /** How its papers look and what stands on them; absent in a configuration of an earlier version. */
  readonly layouts?: LayoutsDef;
  /** What people may do; absent in packages that are older than roles: then those that the program brings count. */
  readonly roles?: readonly RoleDef[];
  /** What is counted and shown to whom; absent in a configuration of an earlier version. */
  readonly numbers?: NumbersDef;
}
