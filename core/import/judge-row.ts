import type { LoadedConfiguration } from '../forms/config-index.ts';
import type { CaseDocument, Values } from '../forms/types.ts';
import { validateSave } from '../forms/validate.ts';
import { NEEDED, type Check, type EvaluationSetting } from '../forms/view.ts';
import type { ImportPlan } from './plan.ts';
import type { RowProblem } from './row-document.ts';

/** `rows.field` for an answer of an entry, as columns of a file are named. */
function targetOf({ paths: [at], field }: Check): string {
  return at !== undefined && 'rows' in at ? `${at.rows}.${at.field}` : field;
}

/** The first column that answers a question. */
export function columnOf({ columns }: ImportPlan, field: string): number | undefined {
  const at = columns.findIndex(({ to }) => to === field);
  return at < 0 ? undefined : at;
}

function problemOf(check: Check, plan: ImportPlan): RowProblem {
  const field = targetOf(check);
  const column = columnOf(plan, field);
  const { message } = check;
  return {
    ...(column === undefined ? {} : { column }),
    field,
    key: 'key' in message ? message.key : `rule:${check.rule}`,
    params: message.params,
  };
}

/** Needed questions of the case itself that nobody answered, said to be not asked, where that may be said of them. */
function notAsked(config: LoadedConfiguration, checks: readonly Check[]): Values {
  const fields = checks.flatMap(({ rule, field, rowId }) => {
    const def = rule === NEEDED && rowId === undefined ? config.fields.get(field)?.def : undefined;
    return def !== undefined && (def.missing === undefined || def.missing.includes('not_asked')) ? [field] : [];
  });
  return Object.fromEntries(fields.map((field) => [field, { missing: 'not_asked' as const }]));
}

/**
 * Whether the answers of a row can become a case: by the same rules as what a person types. Gives the document as it is
 * to be stored, or what stands in the way, column by column.
 */
export function judgeRow(
  config: LoadedConfiguration,
  plan: ImportPlan,
  document: CaseDocument,
  setting: EvaluationSetting,
): { readonly document: CaseDocument } | { readonly problems: readonly RowProblem[] } {
  const first = validateSave(config, document, setting);
  if (first.ok) return { document: first.value };
  const filled = plan.blanks === 'not_asked' ? notAsked(config, first.blocking) : {};
  if (Object.keys(filled).length === 0) return { problems: first.blocking.map((check) => problemOf(check, plan)) };
  const again = validateSave(config, { ...document, values: { ...document.values, ...filled } }, setting);
  return again.ok ? { document: again.value } : { problems: again.blocking.map((check) => problemOf(check, plan)) };
}
