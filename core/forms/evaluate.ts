import { fieldChecks, ownChecks, ruleChecks } from './checks.ts';
import type { ViewOf } from './checks.ts';
import { completenessOf, stepCompleteness, tallyOf, together } from './completeness.ts';
import type { Tally } from './completeness.ts';
import type { LoadedConfiguration, LoadedField, LoadedForm, LoadedRule, LoadedSection } from './config-index.ts';
import { fieldView, viewAfter } from './field-view.ts';
import type { ViewSource } from './field-view.ts';
import { resolve } from './resolve.ts';
import type { Resolved, ResolvedRecord } from './resolve.ts';
import type { CaseDocument } from './types.ts';
import type { CaseView, Check, EvaluationSetting, FieldView, FormView, SectionView } from './view.ts';
import { ViewIndex } from './view-index.ts';

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
    previousRows: resolved.changed && kept?.resolved.rows,
  };
  const parts = new Map<LoadedSection, Part>();
  const forms = config.forms
    .filter((form) => form.def.system !== true)
    .map((form) => {
      for (const section of form.sections) parts.set(section, partOf(form, section, source, kept?.parts.get(section)));
      return formView(form, parts, resolved);
    });
  const all = together([...parts.values()].map((part) => part.tally));
  const fields = new ViewIndex([...parts.values()].flatMap((part) => part.view.fields));
  const ruled = new Map<LoadedRule, readonly Check[]>();
  for (const rule of config.rules) {
    const same = kept && stillRuled(rule, resolved, setting, kept);
    ruled.set(rule, same ?? ruleChecks(rule, resolved, viewsFor(rule, config, fields), setting));
  }
  const view: CaseView = {
    forms,
    fields,
    checks: [...[...parts.values()].flatMap((part) => part.checks), ...[...ruled.values()].flat()],
    gaps: all.gaps,
    steps: stepCompleteness(all),
    hidden: all.hidden,
  };
  keptWith.set(view, { view, resolved, parts, ruled, accepted: setting.accepted });
  return view;
}

/** The answers of a case as they were worked out for its view. */
export function resolvedOf(view: CaseView): Resolved {
  const kept = keptWith.get(view);
  if (kept === undefined) throw new Error('a view that no evaluation made');
  return kept.resolved;
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

/** The views that a rule asks for: of its own rows by their place, since there is one check for each of them. */
function viewsFor(rule: LoadedRule, config: LoadedConfiguration, fields: ReadonlyMap<string, FieldView>): ViewOf {
  const { eachRow } = rule.def;
  if (eachRow === undefined) return (field) => fields.get(field.key);
  const rows = fields.get(eachRow)?.rows;
  const inRow = config.fields.get(eachRow)?.fields;
  return (field, _, index) =>
    field.subform === undefined ? fields.get(field.key) : rows?.[index]?.fields[inRow?.indexOf(field) ?? -1];
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
  const tally = tallyOf(fields);
  const completeness = completenessOf(tally, form.def.step);
  return { view: { def: section.def, relevant, fields, completeness }, tally, checks: fieldChecks(fields) };
}

/** The fields of all forms that are filled in, and of these and those of their rows the ones with a constraint. */
function askedIn(config: LoadedConfiguration) {
  const known = asked.get(config);
  if (known !== undefined) return known;
  const forms = config.forms.filter((form) => form.def.system !== true);
  const all = forms.flatMap((form) => form.sections.flatMap((section) => section.fields));
  const found = {
    all,
    constrained: all.flatMap((field) => [field, ...field.fields]).filter(({ constraint }) => constraint !== undefined),
  };
  asked.set(config, found);
  return found;
}
const asked = new WeakMap<
  LoadedConfiguration,
  { readonly all: readonly LoadedField[]; readonly constrained: readonly LoadedField[] }
>();

/**
 * Of the checks of `evaluateCase` those that may stand at one of these fields or read it, in the same order, without
 * looking at the rest of the form. A caller asks the checks themselves which of them it minds.
 *
 * @param resolved the answers as they were worked out under the same setting.
 * @param keys fields by key: `id`, or `subform.id` for a field of rows.
 */
export function checksAbout(
  config: LoadedConfiguration,
  resolved: Resolved,
  setting: EvaluationSetting,
  keys: ReadonlySet<string>,
): readonly Check[] {
  const reads = (expression: { readonly reads: ReadonlySet<string> } | undefined): boolean =>
    [...(expression?.reads ?? [])].some((key) => keys.has(key));
  const rules = config.rules.filter(
    ({ fields, brokenWhen }) => fields.some(({ key }) => keys.has(key)) || reads(brokenWhen),
  );
  const { all, constrained } = askedIn(config);
  const wanted = new Set([
    ...keys,
    ...rules.flatMap(({ fields, fixes }) => [...fields, ...fixes.map(({ field }) => field)].map(({ key }) => key)),
    ...constrained.filter(({ constraint }) => reads(constraint)).map(({ key }) => key),
  ]);
  const source: ViewSource = { resolved, previous: undefined, previousRows: undefined };
  const views = new Map<ResolvedRecord, Map<LoadedField, FieldView>>();
  const own: Check[] = [];
  const enter = (field: LoadedField, record: ResolvedRecord, view: FieldView): void => {
    const ofRecord = views.get(record) ?? new Map<LoadedField, FieldView>();
    views.set(record, ofRecord.set(field, view));
    own.push(...ownChecks(view));
  };
  for (const field of all) {
    const view = wanted.has(field.key) ? fieldView(field, resolved.case, source) : undefined;
    if (view !== undefined) enter(field, resolved.case, view);
    const below = field.fields.filter(({ key }) => view !== undefined || wanted.has(key));
    if (below.length === 0) continue;
    for (const [i, record] of (resolved.rows.get(field.def.id) ?? []).entries())
      for (const [j, rowField] of below.entries())
        enter(rowField, record, view?.rows[i]?.fields[j] ?? viewAfter(undefined, rowField, record, source));
  }
  const viewOf: ViewOf = (field, record) => views.get(field.subform === undefined ? resolved.case : record)?.get(field);
  return [...own, ...rules.flatMap((rule) => ruleChecks(rule, resolved, viewOf, setting))];
}
