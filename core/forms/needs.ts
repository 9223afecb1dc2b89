import { isBlank, own } from './answer-kind.ts';
import { ownChecks, ruleChecks, type ViewOf } from './checks.ts';
import type { LoadedConfiguration, LoadedField } from './config-index.ts';
import { fieldView, needed, pathOf } from './field-view.ts';
import type { Resolved, ResolvedRecord } from './resolve.ts';
import { CONSTRAINT, type Check, type EvaluationSetting, type FieldPath, type NeedNow } from './view.ts';

/** A question whose answer is needed as things stand. */
export interface NeededQuestion {
  readonly key: string;
  readonly path: FieldPath;
  readonly need: Exclude<NeedNow, 'none'>;
  readonly blank: boolean;
}

const relevantIn = ({ def }: LoadedField, record: ResolvedRecord): boolean =>
  record.states.get(def.id)?.relevant === true && record.shown;

/** The answer, or what was computed. */
const valueIn = ({ def, calculate }: LoadedField, record: ResolvedRecord) =>
  calculate === undefined ? own(record.values, def.id) : record.states.get(def.id)?.known;

const askedForms = (config: LoadedConfiguration) => config.forms.filter(({ def }) => def.system !== true);

/**
 * The needed questions of a case and of its rows, in the order of the forms: those of which `evaluateCase` says so, found
 * without making the view of any field. A case of 500 rows has ten thousand fields, of which a few hundred are needed.
 */
export function neededIn(config: LoadedConfiguration, resolved: Resolved): readonly NeededQuestion[] {
  const found: NeededQuestion[] = [];
  const take = (field: LoadedField, record: ResolvedRecord): void => {
    const { need } = field.def;
    if (need === undefined || !relevantIn(field, record) || !needed(field, record, resolved)) return;
    const { key } = field;
    const hasRows = field.def.type === 'rows' && (resolved.rows.get(field.def.id) ?? []).length > 0;
    found.push({ key, path: pathOf(field, record), need, blank: !hasRows && isBlank(valueIn(field, record)) });
  };
  for (const { sections } of askedForms(config))
    for (const { fields } of sections)
      for (const field of fields) {
        take(field, resolved.case);
        const below = field.fields.filter(({ def }) => def.need !== undefined);
        if (below.length === 0) continue;
        for (const record of resolved.rows.get(field.def.id) ?? []) for (const inner of below) take(inner, record);
      }
  return found;
}

/** The checks that stop a step (kind C): those of `evaluateCase`, without the views and the other rules. */
export const stoppingChecks = (
  config: LoadedConfiguration,
  resolved: Resolved,
  setting: EvaluationSetting,
): readonly Check[] => checksOfKind('C', config, resolved, setting);

/**
 * The constraints that do not hold, and the rules of kind E: those of the checks of `evaluateCase`, without the views of
 * all other fields.
 */
export function brokenTogether(
  config: LoadedConfiguration,
  resolved: Resolved,
  setting: EvaluationSetting,
): readonly Check[] {
  const found: Check[] = [];
  const take = (field: LoadedField, record: ResolvedRecord): void => {
    if (field.constraintBroken === undefined || !relevantIn(field, record) || isBlank(valueIn(field, record))) return;
    const view = fieldView(field, record, { resolved, previous: undefined, previousRows: undefined });
    found.push(...ownChecks(view).filter(({ rule }) => rule === CONSTRAINT));
  };
  for (const { sections } of askedForms(config))
    for (const { fields } of sections)
      for (const field of fields) {
        take(field, resolved.case);
        for (const inner of field.fields)
          if (inner.constraintBroken !== undefined)
            for (const record of resolved.rows.get(field.def.id) ?? []) take(inner, record);
      }
  return [...found, ...checksOfKind('E', config, resolved, setting)];
}

function checksOfKind(
  kind: Check['kind'],
  config: LoadedConfiguration,
  resolved: Resolved,
  setting: EvaluationSetting,
): readonly Check[] {
  const asked = new Set(askedForms(config).map(({ def }) => def.id));
  const viewOf: ViewOf = (field, record) => {
    const from = field.subform === undefined ? resolved.case : record;
    if (!asked.has(field.form) || from.subform !== field.subform) return undefined;
    return {
      path: pathOf(field, from),
      def: field.def,
      relevant: relevantIn(field, from),
      value: valueIn(field, from),
    };
  };
  return config.rules.flatMap((rule) => (rule.def.kind === kind ? ruleChecks(rule, resolved, viewOf, setting) : []));
}
