import { judgeRole, managesForGood } from '../rights/judge-roles.ts';
import { CASE_RECORD } from '../records/changes.ts';
import { fail, ok } from '../result.ts';
import type { Result } from '../result.ts';
import { loadField } from './config-field.ts';
import type { LoadedConfiguration, LoadedForm, LoadedSection } from './config-index.ts';
import { judgeLayouts } from './config-layouts.ts';
import { judgeNumbers } from './config-numbers.ts';
import { dependencyOrder } from './config-order.ts';
import { compileAt, ConfigProblem, eachOnce } from './config-problem.ts';
import { loadRule } from './config-rules.ts';
import { configurationShape } from './config-shape.ts';
import { loadWorkflow } from './config-workflow.ts';
import { fieldsIn, keyOf } from './known-fields.ts';
import type { CompiledExpression } from './expression.ts';
import type { Scope } from './expression-check.ts';
import type { Configuration, FormDef, OptionDef } from './types.ts';

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
  const forms = configuration.forms.map((form) => loadForm(form, scope, configuration));
  const sections = forms.flatMap((form) => form.sections);
  const top = sections.flatMap((section) => section.fields);
  const byKey = new Map(top.flatMap((field) => [field, ...field.fields]).map((field) => [field.key, field]));
  eachOnce('rules', configuration.rules);
  checkRoles(configuration);
  const rules = configuration.rules.map((rule) => loadRule(rule, configuration, byKey, scope));
  if (configuration.numbers !== undefined) judgeNumbers(configuration.numbers, (key) => byKey.has(key));
  if (configuration.layouts !== undefined) judgeLayouts(configuration.layouts, configuration, scope);
  return {
    configuration,
    forms,
    fields: byKey,
    options,
    rules,
    order: dependencyOrder(sections),
    sectionOf: new Map(sections.flatMap((section) => section.fields.map((field) => [field.key, section]))),
    retired: new Set(
      fieldsIn(configuration.retired ?? []).map(({ collection, def }) =>
        collection === CASE_RECORD ? def.id : keyOf(collection, def.id),
      ),
    ),
    systemForms: new Set(configuration.forms.filter((form) => form.system === true).map(({ id }) => id)),
    children: Map.groupBy(
      top.filter((field) => field.def.within !== undefined),
      (field) => field.def.within?.rows ?? '',
    ),
    suggestedWith: Map.groupBy(
      [...byKey.values()].filter(({ def }) => def.suggestWith !== undefined),
      ({ def, subform }) => (subform === undefined ? '' : `${subform}.`) + (def.suggestWith ?? ''),
    ),
    workflow:
      configuration.workflow === undefined ? undefined : loadWorkflow(configuration.workflow, byKey, scope, rules),
  };
}

/** The forms that were asked once are still read: a role may speak of them too. */
function checkRoles({ roles, forms, retired = [] }: Configuration): void {
  if (roles === undefined) return;
  eachOnce('roles', roles);
  for (const role of roles) {
    const wrong = judgeRole(role, [...forms, ...retired]);
    if (wrong !== undefined) throw new ConfigProblem(wrong.at, wrong.problem, wrong.name);
  }
  if (!roles.some(managesForGood)) throw new ConfigProblem('roles', 'nobody_manages');
}

function loadForm(form: FormDef, scope: Scope, configuration: Configuration): LoadedForm {
  eachOnce(`forms.${form.id}`, form.sections);
  const condition = (at: string, source: string | undefined): CompiledExpression | undefined =>
    source === undefined ? undefined : compileAt(`${at}.relevant`, source, scope, 'boolean');
  const head = { def: form, relevant: condition(`forms.${form.id}`, form.relevant) };
  const place = { form, formIds: new Set(configuration.forms.map(({ id }) => id)), lists: configuration.lists };
  const sections = form.sections.map((section): LoadedSection => {
    const relevant = condition(`forms.${form.id}.${section.id}`, section.relevant);
    return {
      def: section,
      key: `${form.id}.${section.id}`,
      form: head,
      relevant,
      reads: new Set([...(head.relevant?.reads ?? []), ...(relevant?.reads ?? [])]),
      fields: section.fields.map((def) => loadField(def, { ...place, section: section.id }, scope)),
    };
  });
  return { ...head, sections };
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
