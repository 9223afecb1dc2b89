import { fail, ok } from '../result.ts';
import type { Result } from '../result.ts';
import type { LoadedConfiguration, LoadedField, LoadedForm } from './config-index.ts';
import { judgeComputed } from './config-computed.ts';
import { dependencyOrder } from './config-order.ts';
import { compileAt, ConfigProblem, eachOnce } from './config-problem.ts';
import { loadRule } from './config-rules.ts';
import { configurationShape } from './config-shape.ts';
import type { Scope } from './expression-check.ts';
import { RESERVED } from './expression-tree.ts';
import type { Configuration, FieldDef, OptionDef } from './types.ts';

export type { LoadedConfiguration, LoadedField, LoadedForm, LoadedRule, LoadedSection } from './config-index.ts';

/**
 * Checks a configuration whole and compiles its expressions.
 *
 * Errors: `FORM_CONFIG_INVALID` with `at` (the place, by ids: `forms.registration.age.relevant`), `problem` (a word,
 * such as `unknown_field`, `cycle`, `duplicate_id`) and often `name` (the field, function or option).
 */
export function loadConfiguration(json: unknown): Result<LoadedConfiguration> {
  const parsed = configurationShape.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const at = (issue?.path ?? []).map(String).join('.');
    return fail('FORM_CONFIG_INVALID', { at: at === '' ? 'configuration' : at, problem: issue?.code ?? 'shape' });
  }
  try {
    return ok(load(parsed.data));
  } catch (error) {
    if (!(error instanceof ConfigProblem)) throw error;
    const { at, problem, subject } = error;
    return fail('FORM_CONFIG_INVALID', { at, problem, ...(subject === undefined ? {} : { name: subject }) });
  }
}

function load(configuration: Configuration): LoadedConfiguration {
  const options = optionIndex(configuration);
  const optionSets = new Map([...options].map(([list, byId]) => [list, new Set(byId.keys())] as const));
  const scope = caseScope(configuration, (list) => optionSets.get(list));
  const forms = configuration.forms.map((form): LoadedForm => {
    eachOnce(`forms.${form.id}`, form.sections);
    return {
      def: form,
      sections: form.sections.map((section) => {
        const at = `forms.${form.id}.${section.id}`;
        return {
          def: section,
          key: `${form.id}.${section.id}`,
          relevant:
            section.relevant === undefined
              ? undefined
              : compileAt(`${at}.relevant`, section.relevant, scope, 'boolean'),
          fields: section.fields.map((def) => loadField(def, form.id, section.id, scope)),
        };
      }),
    };
  });
  const sections = forms.flatMap((form) => form.sections);
  const fields = sections.flatMap((section) => section.fields).flatMap((field) => [field, ...field.fields]);
  const byKey = new Map(fields.map((field) => [field.key, field]));
  eachOnce('rules', configuration.rules);
  return {
    configuration,
    forms,
    fields: byKey,
    options,
    rules: configuration.rules.map((rule) => loadRule(rule, configuration, byKey, scope)),
    order: dependencyOrder(forms),
    sectionOf: new Map(sections.flatMap((section) => section.fields.map((field) => [field.key, section]))),
  };
}

function optionIndex(configuration: Configuration): ReadonlyMap<string, ReadonlyMap<string, OptionDef>> {
  eachOnce('lists', configuration.lists);
  for (const list of configuration.lists) eachOnce(`lists.${list.id}`, list.options);
  return new Map(
    configuration.lists.map((list) => [list.id, new Map(list.options.map((option) => [option.id, option]))]),
  );
}

function caseScope(configuration: Configuration, optionsOf: Scope['optionsOf']): Scope {
  eachOnce('forms', configuration.forms);
  const fields = configuration.forms.flatMap((form) => form.sections.flatMap((section) => section.fields));
  eachOnce('fields', fields);
  for (const field of fields) eachOnce(`fields.${field.id}`, field.fields ?? []);
  const rows = new Map(
    fields.map((field) => [field.id, new Map((field.fields ?? []).map((inner) => [inner.id, inner]))] as const),
  );
  return {
    fields: new Map(fields.map((field) => [field.id, field])),
    rowsOf: (subform) => rows.get(subform),
    optionsOf,
  };
}

function loadField(def: FieldDef, form: string, section: string, scope: Scope, subform?: string): LoadedField {
  const key = subform === undefined ? def.id : `${subform}.${def.id}`;
  const at = `forms.${form}.${key}`;
  judgeField(at, def, scope, subform);
  const compiled = (name: 'relevant' | 'needWhen'): LoadedField['relevant'] => {
    const source = def[name];
    return source === undefined ? undefined : compileAt(`${at}.${name}`, source, scope, 'boolean');
  };
  const rowFields = scope.rowsOf(def.id) ?? new Map<string, FieldDef>();
  const rowScope: Scope = { ...scope, row: { id: def.id, fields: rowFields } };
  const calculate = def.calculate === undefined ? undefined : compileAt(`${at}.calculate`, def.calculate, scope);
  if (calculate !== undefined) judgeComputed(`${at}.calculate`, def, calculate.shape, scope);
  return {
    def,
    key,
    form,
    section,
    subform,
    relevant: compiled('relevant'),
    needWhen: compiled('needWhen'),
    calculate,
    fields: (def.fields ?? []).map((inner) => loadField(inner, form, section, rowScope, def.id)),
  };
}

function judgeField(at: string, def: FieldDef, scope: Scope, subform: string | undefined): void {
  const refuse = (problem: string, name?: string): never => {
    throw new ConfigProblem(at, problem, name);
  };
  if (RESERVED.has(def.id)) refuse('reserved_word', def.id);
  const isChoice = def.type === 'choice' || def.type === 'choices';
  if (isChoice !== (def.options !== undefined)) refuse('options_do_not_fit');
  const options = def.options === undefined ? undefined : scope.optionsOf(def.options);
  if (def.options !== undefined && options === undefined) refuse('unknown_list', def.options);
  if ((def.type === 'rows') !== (def.fields !== undefined)) refuse('row_fields_do_not_fit');
  if (def.type === 'rows' && subform !== undefined) refuse('rows_in_rows');
  if (def.min !== undefined && def.max !== undefined && def.min > def.max) refuse('min_above_max');
  if (def.calculate !== undefined && def.need !== undefined) refuse('computed_cannot_be_needed');
  if (def.protective === undefined) return;
  if (!isChoice) refuse('protective_does_not_fit');
  if ('union' in def.protective) {
    if (def.type !== 'choices') refuse('protective_does_not_fit');
    return;
  }
  const stray = def.protective.order.find((option) => options?.has(option) !== true);
  if (stray !== undefined) refuse('unknown_option', stray);
}
