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

/** A section with what the whole case takes from it. */
interface Part {
  readonly view: SectionView;
  readonly tally: Tally;
  readonly checks: readonly Check[];
}

/** What an evaluation keeps for the next one that starts from its view. */
interface Kept {
  readonly view: CaseView;
  readonly resolved: Resolved;
  readonly parts: ReadonlyMap<LoadedSection, Part>;
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
    previous: kept?.view.fields,
    rowViews: resolved.changed && kept?.rowViews,
  };
  const parts = new Map<LoadedSection, Part>();
  const forms = config.forms
    .filter((form) => form.def.system !== true)
    .map((form) => {
      for (const section of form.sections) parts.set(section, partOf(form, section, source, kept?.parts.get(section)));
      return formView(form, parts, resolved);
    });
  const all = together([...parts.values()].map((part) => part.tally));
  const fields = indexed(parts, kept);
  const ruled = new Map<LoadedRule, readonly Check[]>();
  for (const rule of config.rules) {
    const same = kept && stillRuled(rule, resolved, setting, kept);
    ruled.set(rule, same ?? ruleChecks(rule, resolved, fields, setting));
  }
  const view: CaseView = {
    forms,
    fields,
    checks: [...[...parts.values()].flatMap((part) => part.checks), ...[...ruled.values()].flat()],
    gaps: all.gaps,
    steps: stepCompleteness(all),
    hidden: all.hidden,
  };
  const rowViews = rowViewsOf(resolved, fields);
  keptWith.set(view, { view, resolved, parts, rowViews, ruled, accepted: setting.accepted });
  return view;
}

/** What a rule said before, when nothing that it is judged by is another than then. */
function stillRuled(
  rule: LoadedRule,
  { changed }: Resolved,
  setting: EvaluationSetting,
  kept: Kept,
): readonly Check[] | undefined {
  if (changed === undefined || kept.accepted !== setting.accepted) return undefined;
  for (const key of rule.judgedBy) if (changed.has(key)) return undefined;
  return kept.ruled.get(rule);
}

/** Every field by its path: a subform before its rows, all in the order of the forms. */
function indexed(parts: ReadonlyMap<LoadedSection, Part>, kept: Kept | undefined): ReadonlyMap<string, FieldView> {
  const replaced = kept && replacing(parts, kept);
  if (replaced !== undefined) return replaced;
  const fields = new Map<string, FieldView>();
  for (const view of [...parts.values()].flatMap((part) => part.view.fields)) {
    fields.set(pathKey(view.path), view);
    for (const row of view.rows) for (const inner of row.fields) fields.set(pathKey(inner.path), inner);
  }
  return fields;
}

/** The earlier index with other views in the same places; undefined when rows came, went or moved. */
function replacing(parts: ReadonlyMap<LoadedSection, Part>, kept: Kept): ReadonlyMap<string, FieldView> | undefined {
  const fields = new Map(kept.view.fields);
  for (const [section, part] of parts) {
    const before = kept.parts.get(section);
    if (before === part) continue;
    for (const [i, view] of part.view.fields.entries()) {
      const known = before?.view.fields[i];
      if (known === view) continue;
      if (known?.rows.length !== view.rows.length) return undefined;
      fields.set(pathKey(view.path), view);
      for (const [n, row] of view.rows.entries()) {
        if (known.rows[n] === row) continue;
        if (known.rows[n]?.id !== row.id) return undefined;
        for (const inner of row.fields) fields.set(pathKey(inner.path), inner);
      }
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

function formView(form: LoadedForm, parts: ReadonlyMap<LoadedSection, Part>, resolved: Resolved): FormView {
  const own = form.sections.flatMap((section) => parts.get(section) ?? []);
  const record = own.flatMap(({ view }) => view.fields).find(({ def }) => def.record === true);
  return {
    def: form.def,
    relevant: resolved.formRelevant(form),
    records: record?.rows.filter(({ relevant }) => relevant).length,
    sections: own.map(({ view }) => view),
    completeness: completenessOf(together(own.map(({ tally }) => tally)), form.def.step),
  };
}

function partOf(form: LoadedForm, section: LoadedSection, source: ViewSource, before: Part | undefined): Part {
  const { resolved } = source;
  const fields = section.fields.map((field) => fieldView(field, resolved.case, source));
  const relevant = resolved.sectionRelevant(section);
  const same = before?.view.relevant === relevant && fields.every((view, i) => view === before.view.fields[i]);
  if (same) return before;
  const tally = together(fields.map(tallyOf));
  const completeness = completenessOf(tally, form.def.step);
  return { view: { def: section.def, relevant, fields, completeness }, tally, checks: fields.flatMap(fieldChecks) };
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
