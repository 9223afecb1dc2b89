import { fieldChecks, ownChecks, ruleChecks } from './checks.ts';
import { completenessOf, stepCompleteness, tallyOf, together } from './completeness.ts';
import type { Tally } from './completeness.ts';
import type { LoadedConfiguration, LoadedForm, LoadedRule, LoadedSection } from './config-index.ts';
import { fieldView } from './field-view.ts';
import type { ViewSource } from './field-view.ts';
import { resolve } from './resolve.ts';
import type { Resolved, ResolvedRecord } from './resolve.ts';
import type { CaseDocument } from './types.ts';
import { pathKey } from './view.ts';
import type { CaseView, Check, EvaluationSetting, FieldView, FormView, RowView, SectionView } from './view.ts';

/** What an evaluation keeps for the next one that starts from its view. */
interface Kept {
  readonly resolved: Resolved;
  readonly rowViews: ReadonlyMap<ResolvedRecord, RowView>;
  readonly ruled: ReadonlyMap<LoadedRule, readonly Check[]>;
  readonly accepted: EvaluationSetting['accepted'];
}
const keptWith = new WeakMap<CaseView, Kept>();

/**
 * Everything that follows from the answers of a case: what is asked and needed, what is computed, what is wrong, how
 * much is done. Pure and total: the same answers give the same view, and no answers make it fail. Answers to fields
 * that the configuration does not know stay in the document and take no part.
 *
 * @param setting the day at the office, and what was decided there about warnings and optional fields.
 * @param previous an earlier view of the same configuration: what did not change is taken over from it, as the same
 *   object. It makes evaluating quicker, never different.
 */
export function evaluateCase(
  config: LoadedConfiguration,
  document: CaseDocument,
  setting: EvaluationSetting,
  previous?: CaseView,
): CaseView {
  const last = previous && keptWith.get(previous);
  const kept = last?.resolved.config === config ? last : undefined;
  const resolved = resolve(config, document, setting, kept?.resolved);
  const source: ViewSource = {
    resolved,
    previous: kept && previous?.fields,
    rowViews: resolved.changed && kept?.rowViews,
  };
  const shown = config.forms.filter((form) => form.def.system !== true);
  const parts = shown.map((form) => formView(form, source));
  const all = together(parts.map((part) => part.tally));
  const top = parts.flatMap(({ view }) => view.sections.flatMap((section) => section.fields));
  const fields = indexed(top, source.previous);
  const ruled = new Map(
    config.rules.map((rule) => [
      rule,
      (kept !== undefined && kept.accepted === setting.accepted && !concerns(rule, resolved)
        ? kept.ruled.get(rule)
        : undefined) ?? ruleChecks(rule, resolved, fields, setting),
    ]),
  );
  const view: CaseView = {
    forms: parts.map((part) => part.view),
    fields,
    checks: [...top.flatMap(fieldChecks), ...[...ruled.values()].flat()],
    gaps: all.gaps,
    steps: stepCompleteness(all),
    hidden: all.hidden,
  };
  keptWith.set(view, { resolved, rowViews: rowViewsOf(resolved, fields), ruled, accepted: setting.accepted });
  return view;
}

/** Whether a rule may be judged otherwise than before, or stand elsewhere. */
function concerns(rule: LoadedRule, { changed }: Resolved): boolean {
  if (changed === undefined) return true;
  const { def, brokenWhen, fields, params, fixes } = rule;
  if (def.eachRow !== undefined && changed.has(def.eachRow)) return true;
  return (
    [brokenWhen, ...params.map(([, value]) => value), ...fixes.map((fix) => fix.value)].some(({ reads }) =>
      [...reads].some((key) => changed.has(key)),
    ) || [...fields, ...fixes.map((fix) => fix.field)].some(({ key }) => changed.has(key))
  );
}

/** Every field by its path: a subform before its rows, all in the order of the forms. */
function indexed(
  top: readonly FieldView[],
  previous: ReadonlyMap<string, FieldView> | undefined,
): ReadonlyMap<string, FieldView> {
  const replaced = previous && replacing(top, previous);
  if (replaced !== undefined) return replaced;
  const fields = new Map<string, FieldView>();
  for (const view of top) {
    fields.set(pathKey(view.path), view);
    for (const row of view.rows) for (const inner of row.fields) fields.set(pathKey(inner.path), inner);
  }
  return fields;
}

/** The earlier index with other views in the same places; undefined when rows came, went or moved. */
function replacing(
  top: readonly FieldView[],
  previous: ReadonlyMap<string, FieldView>,
): ReadonlyMap<string, FieldView> | undefined {
  const fields = new Map(previous);
  for (const view of top) {
    const key = pathKey(view.path);
    const before = previous.get(key);
    if (before === view) continue;
    if (before === undefined || before.rows.length !== view.rows.length) return undefined;
    fields.set(key, view);
    for (const [i, row] of view.rows.entries()) {
      const known = before.rows[i];
      if (known === row) continue;
      if (known?.id !== row.id) return undefined;
      for (const inner of row.fields) fields.set(pathKey(inner.path), inner);
    }
  }
  return fields;
}

function rowViewsOf({ rows }: Resolved, fields: ReadonlyMap<string, FieldView>): ReadonlyMap<ResolvedRecord, RowView> {
  const views = new Map<ResolvedRecord, RowView>();
  for (const [subform, records] of rows) {
    const list = fields.get(subform)?.rows ?? [];
    for (const [i, record] of records.entries()) {
      const view = list[i];
      if (view !== undefined) views.set(record, view);
    }
  }
  return views;
}

function formView(form: LoadedForm, source: ViewSource): { readonly view: FormView; readonly tally: Tally } {
  const parts = form.sections.map((section) => sectionView(form, section, source));
  const tally = together(parts.map((part) => part.tally));
  const sections = parts.map((part) => part.view);
  const record = sections.flatMap(({ fields }) => fields).find(({ def }) => def.record === true);
  const view: FormView = {
    def: form.def,
    relevant: source.resolved.formRelevant(form),
    records: record?.rows.filter(({ relevant }) => relevant).length,
    sections,
    completeness: completenessOf(tally, form.def.step),
  };
  return { view, tally };
}

function sectionView(
  form: LoadedForm,
  section: LoadedSection,
  source: ViewSource,
): { readonly view: SectionView; readonly tally: Tally } {
  const fields = section.fields.map((field) => fieldView(field, source.resolved.case, source));
  const tally = together(fields.map(tallyOf));
  const relevant = source.resolved.sectionRelevant(section);
  return { view: { def: section.def, relevant, fields, completeness: completenessOf(tally, form.def.step) }, tally };
}

/**
 * Of the checks of `evaluateCase` those that may stand at one of these fields or read it, in the same order, without
 * looking at the rest of the form. A caller asks the checks themselves which of them it minds.
 *
 * @param keys fields by key: `id`, or `subform.id` for a field of rows.
 */
export function checksAbout(
  config: LoadedConfiguration,
  document: CaseDocument,
  setting: EvaluationSetting,
  keys: ReadonlySet<string>,
): readonly Check[] {
  const resolved = resolve(config, document, setting);
  const reads = (expression: { readonly reads: ReadonlySet<string> } | undefined): boolean =>
    [...(expression?.reads ?? [])].some((key) => keys.has(key));
  const rules = config.rules.filter(
    ({ fields, brokenWhen }) => fields.some(({ key }) => keys.has(key)) || reads(brokenWhen),
  );
  const forms = config.forms.filter((form) => form.def.system !== true);
  const all = forms.flatMap((form) => form.sections.flatMap((section) => section.fields));
  const wanted = new Set([
    ...keys,
    ...rules.flatMap(({ fields, fixes }) => [...fields, ...fixes.map(({ field }) => field)].map(({ key }) => key)),
    ...all.flatMap((field) => [field, ...field.fields].filter((f) => reads(f.constraint)).map(({ key }) => key)),
  ]);
  const source: ViewSource = { resolved, previous: undefined, rowViews: undefined };
  const views = new Map<string, FieldView>();
  const own: Check[] = [];
  const enter = (view: FieldView): void => {
    views.set(pathKey(view.path), view);
    own.push(...ownChecks(view));
    for (const row of view.rows) row.fields.forEach(enter);
  };
  for (const field of all) {
    if (wanted.has(field.key)) enter(fieldView(field, resolved.case, source));
    else {
      const below = field.fields.filter(({ key }) => wanted.has(key));
      if (below.length === 0) continue;
      for (const record of resolved.rows.get(field.def.id) ?? [])
        for (const rowField of below) enter(fieldView(rowField, record, source));
    }
  }
  return [...own, ...rules.flatMap((rule) => ruleChecks(rule, resolved, views, setting))];
}
