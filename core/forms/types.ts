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

/** What an op may carry: strings, integers and small structures of them. Never a float (exchange.md §3.12). */
export type FieldValue = string | number | readonly string[] | DateValue | AgeValue | Missing;
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

export type FieldType =
  | 'text'
  | 'long_text'
  | 'name'
  | 'number'
  | 'choice'
  | 'choices'
  | 'date'
  | 'age'
  | 'phone'
  | 'identifier'
  | 'case_code'
  | 'case_links'
  | 'rows';

/** 1 public … 3 personal, 4 sensitive, 5 extreme (reference.md §8.6). */
export type SensitivityClass = 1 | 2 | 3 | 4 | 5;
export type Step = 'C1' | 'C2' | 'C3' | 'C4' | 'C5' | 'C6';
export type Compartment = 'core' | 'plan' | 'services' | 'medical' | 'legal' | 'gbv' | 'tracing' | 'notes' | 'admin';

/**
 * How two offices' different answers resolve until a person decides (exchange.md §6.3).
 * `order`: option ids, most protective first; what is not listed comes last. `union`: all ticked options together.
 */
export type Protective = { readonly order: readonly string[] } | { readonly union: true };

export interface FieldDef {
  /** Permanent, snake_case, unique in the configuration (row fields: unique within their subform). */
  readonly id: string;
  readonly type: FieldType;
  readonly label: Text;
  readonly hint?: Text;
  /** Why the question is asked (F1). */
  readonly why?: Text;
  /** Option list id, for `choice` and `choices`. */
  readonly options?: string;
  /** `save`: a draft cannot become a case without it (any missing reason satisfies it). A step: needed to complete it. */
  readonly need?: 'save' | Step;
  /** Expression: the field is asked only when true. Absent: always. */
  readonly relevant?: string;
  /** Expression: the field is needed at `need` only when true. Absent: always. */
  readonly needWhen?: string;
  /** Expression: the value is computed, never stored (exchange.md R12). */
  readonly calculate?: string;
  readonly readOnly?: boolean;
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
  readonly sections: readonly SectionDef[];
}

export interface OptionDef {
  readonly id: string;
  readonly label: Text;
  readonly active?: boolean;
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
  readonly lists: readonly OptionList[];
  readonly rules: readonly RuleDef[];
}
