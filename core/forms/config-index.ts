import type { CompiledExpression } from './expression.ts';
import type { Configuration, FieldDef, FormDef, OptionDef, RuleDef, SectionDef, Text } from './types.ts';

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
  /** The fields of one row, for a subform. */
  readonly fields: readonly LoadedField[];
}

export interface LoadedSection {
  readonly def: SectionDef;
  /** `form.section`. */
  readonly key: string;
  readonly relevant: CompiledExpression | undefined;
  readonly fields: readonly LoadedField[];
}

export interface LoadedForm {
  readonly def: FormDef;
  readonly sections: readonly LoadedSection[];
}

export interface LoadedRule {
  readonly def: RuleDef;
  readonly brokenWhen: CompiledExpression;
  /** The fields the message stands at. */
  readonly fields: readonly LoadedField[];
  readonly params: readonly (readonly [name: string, value: CompiledExpression])[];
  readonly fixes: readonly { readonly label: Text; readonly field: LoadedField; readonly value: CompiledExpression }[];
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
  /** Fields in an order in which everything a field's relevance and computed value read comes before it. */
  readonly order: readonly LoadedField[];
  readonly sectionOf: ReadonlyMap<string, LoadedSection>;
}
