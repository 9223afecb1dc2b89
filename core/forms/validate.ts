import type { LoadedConfiguration } from './config-index.ts';
import { checksAbout, evaluateCase, resolvedOf } from './evaluate.ts';
import { normaliseDocument } from './normalise.ts';
import { resolve, type Resolved } from './resolve.ts';
import type { CaseDocument } from './types.ts';
import { CONSTRAINT, fieldKey, INVALID, pathKey } from './view.ts';
import type { Check, EvaluationSetting, FieldPath, SaveCheck } from './view.ts';

/**
 * Whether a case can be saved: nothing that is needed to save is blank, no value is impossible in its field, no rule of
 * kind E is broken. Gives the document as it is to be stored, or everything that stands in the way.
 *
 * @param touched what the save changes, by path; absent: everything. A save answers only for what it touches, so that
 *   two right answers that became wrong together in a merge never stop a third from being saved (exchange.md R12).
 * Errors: `FORM_INVALID`, or `FORM_NEEDED` when only answers are missing, with `field` (the first) and `count`.
 */
export function validateSave(
  config: LoadedConfiguration,
  document: CaseDocument,
  setting: EvaluationSetting,
  touched?: readonly FieldPath[],
): SaveCheck {
  const normal = normaliseDocument(config, document);
  const { checks, resolved } = judge(config, normal, setting, touched);
  const blocking = checks.filter((check) => check.kind === 'E');
  const [first] = blocking;
  if (first === undefined) return { ok: true, value: normal, resolved };
  const wrong = blocking.find((check) => check.rule !== 'NEEDED');
  return {
    ok: false,
    error: {
      code: wrong === undefined ? 'FORM_NEEDED' : 'FORM_INVALID',
      params: { field: (wrong ?? first).field, count: blocking.length },
    },
    blocking,
  };
}

function judge(
  config: LoadedConfiguration,
  document: CaseDocument,
  setting: EvaluationSetting,
  touched: readonly FieldPath[] | undefined,
): { readonly checks: readonly Check[]; readonly resolved: Resolved } {
  if (touched === undefined) {
    const view = evaluateCase(config, document, setting);
    return { checks: view.checks, resolved: resolvedOf(view) };
  }
  const resolved = resolve(config, document, setting);
  return { checks: [...strangers(config, touched), ...concerned(config, resolved, setting, touched)], resolved };
}

/** A check concerns a save when it stands at something touched, or its rule reads something touched. */
function concerned(
  config: LoadedConfiguration,
  resolved: Resolved,
  setting: EvaluationSetting,
  touched: readonly FieldPath[],
): readonly Check[] {
  const paths = new Set(touched.map(pathKey));
  const keys = new Set(touched.map(fieldKey));
  const reads = new Map(config.rules.map((rule) => [rule.def.id, rule.brokenWhen.reads]));
  const readBy = ({ rule, paths: [at] }: Check): ReadonlySet<string> | undefined =>
    rule === CONSTRAINT && at !== undefined ? config.fields.get(fieldKey(at))?.constraint?.reads : reads.get(rule);
  return checksAbout(config, resolved, setting, keys).filter(
    (check) =>
      check.paths.some((path) => paths.has(pathKey(path))) || [...(readBy(check) ?? [])].some((key) => keys.has(key)),
  );
}

/**
 * Answers to questions that the configuration never had: only a newer or a foreign page sends them. One that is not asked
 * any more may stand in a draft from before.
 */
function strangers(config: LoadedConfiguration, touched: readonly FieldPath[]): readonly Check[] {
  return touched
    .filter((path) => !config.fields.has(fieldKey(path)) && !config.retired.has(fieldKey(path)))
    .map((path) => ({
      rule: INVALID,
      kind: 'E',
      form: '',
      field: path.field,
      ...('rows' in path ? { rowId: path.row } : {}),
      paths: [path],
      message: { key: 'checks.unknown_field', params: {} },
      fixes: [],
      explainable: false,
    }));
}
