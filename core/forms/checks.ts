import { sameValue } from '../records/changes.ts';
import { isDate, isList } from './answer-kind.ts';
import { longest } from './check-value.ts';
import type { LoadedField, LoadedRule } from './config-index.ts';
import { dateFromParts, partsIn } from './dates.ts';
import { computedText } from './computed.ts';
import type { Computed } from './computed.ts';
import { isoParts } from './iso-date.ts';
import { asValue } from './field-value.ts';
import { pathOf } from './field-view.ts';
import type { Resolved, ResolvedRecord } from './resolve.ts';
import type { FieldDef, FieldValue } from './types.ts';
import { CONSTRAINT, INVALID, NEEDED, OPTION_NOT_OFFERED } from './view.ts';
import type { Check, CheckFix, CheckMessage, EvaluationSetting, FieldView, RowView, ValueProblem } from './view.ts';

/** What a rule asks of a field. */
type Ruled = Pick<FieldView, 'path' | 'def' | 'relevant' | 'value'>;
/** The view of a field that a rule names, in the record that it is judged in; `index`: the place of its row. */
export type ViewOf = (field: LoadedField, record: ResolvedRecord, index: number) => Ruled | undefined;

const NONE: readonly Check[] = [];

/**
 * The checks that every configuration has, as far as they hold at some fields and, below a subform, at the fields of its
 * rows. Views never change, so what was found once is kept with them.
 */
export function fieldChecks(views: readonly FieldView[]): readonly Check[] {
  let all: Check[] | undefined;
  for (const view of views) {
    if (mayHaveChecks(view)) (all ??= []).push(...checksAt(view));
    for (const row of view.rows) {
      const below = rowChecks(row);
      if (below.length > 0) (all ??= []).push(...below);
    }
  }
  return all ?? NONE;
}
const found = new WeakMap<FieldView, readonly Check[]>();
const foundInRow = new WeakMap<RowView, readonly Check[]>();

/** Nearly every field of a case has none: that is seen without looking anything up. */
const mayHaveChecks = ({ relevant, problem, need, constraintBroken, offered }: FieldView): boolean =>
  relevant && (problem !== undefined || need === 'save' || constraintBroken || offered !== undefined);

function checksAt(view: FieldView): readonly Check[] {
  const checks = found.get(view) ?? ownChecks(view);
  found.set(view, checks);
  return checks;
}

function rowChecks(row: RowView): readonly Check[] {
  const checks = foundInRow.get(row) ?? fieldChecks(row.fields);
  foundInRow.set(row, checks);
  return checks;
}

/** The checks of a rule: one, or one for each row. */
export const ruleChecks = (
  rule: LoadedRule,
  resolved: Resolved,
  viewOf: ViewOf,
  setting: EvaluationSetting,
): readonly Check[] =>
  recordsOf(rule, resolved).flatMap((record, index) =>
    ruleCheck(rule, record, resolved, (field) => viewOf(field, record, index), setting),
  );

/** The checks at a field itself, without those of its rows. */
export function ownChecks(view: FieldView): readonly Check[] {
  const { relevant, problem, def, value, offered } = view;
  if (!relevant) return NONE;
  if (problem !== undefined)
    return [builtIn(view, INVALID, { key: `checks.${problem}`, params: limits(def, problem) })];
  if (view.need === 'save' && view.state === 'blank') {
    return [builtIn(view, NEEDED, { key: 'checks.needed_to_save', params: {} })];
  }
  const { constraintMessage: text } = def;
  const message = text === undefined ? { key: 'checks.constraint', params: {} } : { text, params: {} };
  const chosen = typeof value === 'string' ? [value] : isList(value) ? value : [];
  const stray = offered !== undefined && chosen.some((option) => !offered.has(option));
  return [
    ...(view.constraintBroken ? [builtIn(view, CONSTRAINT, message)] : []),
    ...(stray
      ? [{ ...builtIn(view, OPTION_NOT_OFFERED, { key: 'checks.option_not_offered', params: {} }), kind: 'W' } as const]
      : []),
  ];
}

function builtIn(view: FieldView, rule: string, message: CheckMessage): Check {
  const { path } = view;
  return {
    rule,
    kind: 'E',
    form: view.form,
    field: view.def.id,
    ...('row' in path ? { rowId: path.row } : {}),
    paths: [path],
    message,
    fixes: [],
    explainable: false,
  };
}

/** The number that the sentence of a limit names. */
function limits(def: FieldDef, problem: ValueProblem): Readonly<Record<string, number>> {
  if (problem === 'too_long') return { max: longest(def) };
  if (problem === 'too_large') return { max: def.max ?? 0 };
  return problem === 'too_small' || problem === 'too_short' ? { min: def.min ?? 0 } : {};
}

const recordsOf = (rule: LoadedRule, resolved: Resolved): readonly ResolvedRecord[] =>
  rule.def.eachRow === undefined ? [resolved.case] : (resolved.rows.get(rule.def.eachRow) ?? []);

function ruleCheck(
  rule: LoadedRule,
  record: ResolvedRecord,
  resolved: Resolved,
  viewOf: (field: LoadedField) => Ruled | undefined,
  setting: EvaluationSetting,
): readonly Check[] {
  const { def } = rule;
  // A message about questions that are not asked could be answered by nobody.
  const asked = rule.fields.filter((field) => viewOf(field)?.relevant === true);
  const [first] = asked;
  if (first === undefined || resolved.run(rule.brokenWhen, record) !== true) return NONE;
  const rowId = record.row?.id;
  const judged = setting.accepted?.find((a) => a.rule === def.id && (a.row === undefined || a.row === rowId));
  return [
    {
      rule: def.id,
      kind: def.kind,
      ...(def.step === undefined ? {} : { step: def.step }),
      form: def.form,
      field: first.def.id,
      ...(rowId === undefined ? {} : { rowId }),
      paths: asked.map((field) => pathOf(field, record)),
      message: {
        text: def.message,
        params: Object.fromEntries(
          rule.params.map(([name, value]) => [name, placeholder(resolved.run(value, record))] as const),
        ),
      },
      fixes: rule.fixes.flatMap(({ label, field, value }): readonly CheckFix[] => {
        const view = viewOf(field);
        if (view?.relevant !== true) return [];
        const repaired = repairedValue(view, resolved.run(value, record), resolved.around.today);
        if (repaired === undefined || sameValue(repaired, view.value)) return [];
        return [{ label, path: view.path, value: repaired }];
      }),
      explainable: def.explainable === true,
      ...(judged === undefined || def.explainable !== true ? {} : { accepted: judged.reason }),
    },
  ];
}

const placeholder = (value: Computed): string | number => (typeof value === 'number' ? value : computedText(value));

/** A number becomes an age that is true today, or a date of which only the year is known. */
function repairedValue({ def, value }: Ruled, computed: Computed, today: string): FieldValue | undefined {
  if (typeof computed !== 'number') return asValue(def, computed);
  if (def.type === 'age') return { years: computed, asOf: today };
  if (def.type !== 'date') return asValue(def, computed);
  return onlyYear(computed, value);
}

/** The year of a date as its own calendar counts it: 1 Meskerem 2009 lies in our 2016, the year 2009 mostly in 2017. */
function onlyYear(year: number, before: FieldValue | undefined): FieldValue {
  const date = String(year).padStart(4, '0');
  if (!isDate(before)) return { date, precision: 'year', calendar: 'gregory' };
  const told = isoParts(before.date)?.year === year ? partsIn(before, before.calendar) : undefined;
  const whole = told && dateFromParts(before.calendar, { year: told.year });
  return whole ?? { date, precision: 'year', calendar: before.calendar };
}
