import { isBlank, isMissing, own } from './answer-kind.ts';
import { checksOf } from './checks.ts';
import { completenessOf, gapsOf, stepCompleteness, together } from './completeness.ts';
import type { LoadedConfiguration, LoadedField, LoadedForm, LoadedSection } from './config-index.ts';
import { valueProblem } from './normalise.ts';
import { resolve } from './resolve.ts';
import type { Resolved, ResolvedRecord } from './resolve.ts';
import type { CaseDocument } from './types.ts';
import { pathKey } from './view.ts';
import type { AnswerState, CaseView, Check, EvaluationSetting, FieldView, FormView, SectionView } from './view.ts';

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
  const resolved = resolve(config, document, setting);
  const fields = new Map<string, FieldView>();
  const known: Known = { config, resolved, previous: previous?.fields };
  const forms = config.forms.map((form) => formView(form, known, fields));
  const all = [...fields.values()];
  return {
    forms,
    fields,
    checks: checksOf(config.rules, resolved, fields, setting),
    gaps: gapsOf(all),
    steps: stepCompleteness(all),
    hidden: all.filter((view) => !view.relevant && !view.calculated && view.state !== 'blank').map(({ path }) => path),
  };
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
  const rules = config.rules.filter(
    ({ fields, brokenWhen }) =>
      fields.some(({ key }) => keys.has(key)) || [...brokenWhen.reads].some((key) => keys.has(key)),
  );
  const wanted = new Set([
    ...keys,
    ...rules.flatMap(({ fields, fixes }) => [...fields, ...fixes.map(({ field }) => field)].map(({ key }) => key)),
  ]);
  const views = new Map<string, FieldView>();
  const known: Known = { config, resolved, previous: undefined };
  for (const field of config.forms.flatMap((form) => form.sections.flatMap((section) => section.fields))) {
    if (wanted.has(field.key)) fieldView(field, known, resolved.case, views);
    else {
      const below = field.fields.filter(({ key }) => wanted.has(key));
      if (below.length === 0) continue;
      for (const record of resolved.rows.get(field.def.id) ?? [])
        for (const rowField of below) fieldView(rowField, known, record, views);
    }
  }
  return checksOf(rules, resolved, views, setting);
}

interface Known {
  readonly config: LoadedConfiguration;
  readonly resolved: Resolved;
  readonly previous: ReadonlyMap<string, FieldView> | undefined;
}

function formView(form: LoadedForm, known: Known, views: Map<string, FieldView>): FormView {
  const sections = form.sections.map((section) => sectionView(form, section, known, views));
  return { def: form.def, sections, completeness: together(sections.map((section) => section.completeness)) };
}

function sectionView(
  form: LoadedForm,
  section: LoadedSection,
  known: Known,
  views: Map<string, FieldView>,
): SectionView {
  const fields = section.fields.map((field) => fieldView(field, known, known.resolved.case, views));
  const counted = fields.flatMap((view) => [view, ...view.rows.flatMap((row) => row.fields)]);
  return {
    def: section.def,
    relevant: known.resolved.sectionRelevant(section.key),
    fields,
    completeness: completenessOf(counted, form.def.step),
  };
}

/** The view of one field, and of the rows below it; each is entered in `views`, a subform before its rows. */
function fieldView(field: LoadedField, known: Known, record: ResolvedRecord, views: Map<string, FieldView>): FieldView {
  const { def } = field;
  const { config, resolved, previous } = known;
  const { row } = record;
  const path =
    field.subform === undefined || row === undefined
      ? { field: def.id }
      : { rows: field.subform, row: row.id, field: def.id };
  const calculated = field.calculate !== undefined;
  const value = calculated ? record.computed.get(def.id) : own(record.values, def.id);
  const relevant = record.relevant.get(def.id) === true;
  const needed = relevant && (field.needWhen === undefined || resolved.run(field.needWhen, record) === true);
  const below = def.type === 'rows' ? (resolved.rows.get(def.id) ?? []) : [];
  const state: AnswerState =
    below.length > 0 ? 'answered' : isMissing(value) ? 'missing' : isBlank(value) ? 'blank' : 'answered';
  const key = pathKey(path);
  const need = needed ? (def.need ?? 'none') : 'none';
  const before = previous?.get(key);
  const same = before !== undefined && before.def === def && before.value === value && before.relevant === relevant;
  if (same && before.need === need && before.state === state && below.length === 0 && before.rows.length === 0) {
    views.set(key, before);
    return before;
  }
  const unchecked = !relevant || calculated || value === undefined || isBlank(value);
  const problem = same ? before.problem : unchecked ? undefined : valueProblem(config, def, value);
  const { form, section } = field;
  const base = { path, def, form, section, relevant, need, state, value, calculated, problem } as const;
  if (below.length === 0) {
    const view: FieldView = { ...base, rows: [] };
    views.set(key, view);
    return view;
  }
  const inner = new Map<string, FieldView>();
  const rows = below.map((each) => ({
    id: each.row?.id ?? '',
    fields: field.fields.map((rowField) => fieldView(rowField, known, each, inner)),
  }));
  const view: FieldView = { ...base, rows };
  views.set(key, view);
  for (const [innerKey, innerView] of inner) views.set(innerKey, innerView);
  return view;
}
