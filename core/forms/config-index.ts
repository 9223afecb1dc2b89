import type { CompiledExpression } from './expression.ts';
import type { Configuration, FieldDef, FormDef, OptionDef, RuleDef, SectionDef, Text } from './types.ts';
import type { DeadlineDef, RiskSuggestionDef, WorkflowDef } from './workflow-def.ts';

/**
 * What an expression of a field reads: `own` fields of its own row by bare id, and `outer` everything else by key. An
 * expression that looks at all rows of its own subform reads them from outside.
 */
export interface Reads {
  readonly own: ReadonlySet<string>;
  readonly outer: ReadonlySet<string>;
}

/** A field with its place and its compiled expressions. */
export interface LoadedField {
  readonly def: FieldDef;
  /** `id`, or `subform.id` for a field of rows. */
  readonly key: string;
  readonly form: string;
  readonly section: string;
  /** The subform whose rows it belongs to. */
  readonly subform: string | undefined;
  readonly relevant: CompiledExpression | undefined;
  readonly needWhen: CompiledExpression | undefined;
  readonly calculate: CompiledExpression | undefined;
  readonly prefill: CompiledExpression | undefined;
  readonly suggest: readonly CompiledExpression[];
  readonly constraint: CompiledExpression | undefined;
  /** Holds when the constraint is known not to. */
  readonly constraintBroken: CompiledExpression | undefined;
  /** Whether a row of this subform is shown, in the scope of the row. */
  readonly rowRelevant: CompiledExpression | undefined;
  /** By tag: whether options with it are offered. */
  readonly optionFilter: ReadonlyMap<string, CompiledExpression> | undefined;
  /** What decides whether it is asked and what it holds. */
  readonly settledBy: Reads;
  /** What decides the rest of its view: need, constraint, offered options, where its answer came from. */
  readonly judgedBy: Reads;
  /** For a subform: what decides whether a row is shown, and what the views of its rows read from outside of them. */
  readonly shownBy: Reads;
  readonly rowsJudgedBy: ReadonlySet<string>;
  /** The fields of one row, for a subform. */
  readonly fields: readonly LoadedField[];
}

export interface LoadedSection {
  readonly def: SectionDef;
  /** `form.section`. */
  readonly key: string;
  readonly form: LoadedFormHead;
  readonly relevant: CompiledExpression | undefined;
  /** What decides whether it is shown: its own condition and that of its form. */
  readonly reads: ReadonlySet<string>;
  readonly fields: readonly LoadedField[];
}

export interface LoadedFormHead {
  readonly def: FormDef;
  readonly relevant: CompiledExpression | undefined;
}
export interface LoadedForm extends LoadedFormHead {
  readonly sections: readonly LoadedSection[];
}

export interface LoadedRule {
  readonly def: RuleDef;
  readonly brokenWhen: CompiledExpression;
  /** The fields the message stands at. */
  readonly fields: readonly LoadedField[];
  readonly params: readonly (readonly [name: string, value: CompiledExpression])[];
  readonly fixes: readonly { readonly label: Text; readonly field: LoadedField; readonly value: CompiledExpression }[];
  /** All that can change whether it is broken, where it stands and what it says, by key. */
  readonly judgedBy: ReadonlySet<string>;
}

/** One step of an evaluation: a field is settled, or, once their fields are, the rows of a subform that are shown. */
export interface OrderStep {
  readonly key: string;
  readonly field: LoadedField;
  readonly settles: 'field' | 'rows';
}

export interface LoadedDeadline {
  readonly def: DeadlineDef;
  readonly when: CompiledExpression | undefined;
  /** Whether an event counts, in the scope of its row. */
  readonly doneWhen: CompiledExpression | undefined;
  /** Its condition asks what day or minute it is: it may come true without a change of the case. */
  readonly asksTime: boolean;
}

/** Deadlines, risk and approvals of a profile, judged and compiled. */
export interface LoadedWorkflow {
  readonly def: WorkflowDef;
  readonly deadlines: readonly LoadedDeadline[];
  readonly suggestion: readonly { readonly def: RiskSuggestionDef; readonly when: CompiledExpression }[];
}

/** A configuration that was checked and compiled. Made by `loadConfiguration` only. */
export interface LoadedConfiguration {
  readonly configuration: Configuration;
  readonly forms: readonly LoadedForm[];
  /** Fields by key: `id`, or `subform.id` for a field of rows. */
  readonly fields: ReadonlyMap<string, LoadedField>;
  /** Options by list and id, retired ones too. */
  readonly options: ReadonlyMap<string, ReadonlyMap<string, OptionDef>>;
  readonly rules: readonly LoadedRule[];
  /** An order in which everything that a field's relevance and computed value read is settled before it. */
  readonly order: readonly OrderStep[];
  /** Keys of the fields that are not asked any more and kept for reading. */
  readonly retired: ReadonlySet<string>;
  /** Ids of the forms that only use cases write. */
  readonly systemForms: ReadonlySet<string>;
  /** The child tables of each record form, by the id of its rows. */
  readonly children: ReadonlyMap<string, readonly LoadedField[]>;
  /** Fields whose suggestions are offered with another one, by the key of that one. */
  readonly suggestedWith: ReadonlyMap<string, readonly LoadedField[]>;
  readonly workflow: LoadedWorkflow | undefined;
  readonly sectionOf: ReadonlyMap<string, LoadedSection>;
}
