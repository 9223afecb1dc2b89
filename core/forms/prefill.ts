import { isBlank, isMissing, own } from './answer-kind.ts';
import type { LoadedConfiguration, LoadedField } from './config-index.ts';
import { asValue } from './field-value.ts';
import { resolve } from './resolve.ts';
import type { Resolved, ResolvedRecord } from './resolve.ts';
import type { CaseDocument, FieldValue, Values } from './types.ts';
import type { EvaluationSetting } from './view.ts';

/** What a field's prefill gives as things stand; undefined when it gives nothing. A copied answer keeps all it says. */
export function prefillValue(
  { def, prefill }: LoadedField,
  record: ResolvedRecord,
  resolved: Resolved,
): FieldValue | undefined {
  if (prefill === undefined) return undefined;
  const { tree } = prefill;
  if (tree.kind === 'field') {
    const state = record.states.get(tree.id) ?? resolved.case.states.get(tree.id);
    const source = record.states.has(tree.id) ? `${record.subform ?? ''}.${tree.id}` : tree.id;
    const type = (resolved.config.fields.get(source) ?? resolved.config.fields.get(tree.id))?.def.type;
    if (type === def.type) return isMissing(state?.known) ? undefined : state?.known;
  }
  return asValue(def, resolved.run(prefill, record));
}

/** Prefills may build on one another; more links than this in a chain are not followed. */
const MOST_ROUNDS = 5;

/**
 * The document with the blank fields of new rows, or of a form that is opened for the first time, filled as their
 * prefills say. What is not asked stays blank.
 *
 * @param isNew whether a field of a record is to be filled; `row` is undefined for the case's own fields.
 */
export function prefilled(
  config: LoadedConfiguration,
  document: CaseDocument,
  setting: EvaluationSetting,
  isNew: (field: LoadedField, row: string | undefined) => boolean,
): CaseDocument {
  const fields = [...config.fields.values()].filter(({ prefill }) => prefill !== undefined);
  let filled = document;
  let resolved: Resolved | undefined;
  for (let round = 0; round < MOST_ROUNDS && fields.length > 0; round += 1) {
    resolved = resolve(config, filled, setting, resolved);
    const next = oneRound(filled, resolved, fields, isNew);
    if (next === filled) break;
    filled = next;
  }
  return filled;
}

function oneRound(
  document: CaseDocument,
  resolved: Resolved,
  fields: readonly LoadedField[],
  isNew: (field: LoadedField, row: string | undefined) => boolean,
): CaseDocument {
  const fill = (record: ResolvedRecord, of: readonly LoadedField[]): Values | undefined => {
    const found = of.flatMap((field): [string, FieldValue][] => {
      const { id } = field.def;
      if (!isNew(field, record.row?.id) || record.states.get(id)?.relevant !== true) return [];
      const value = isBlank(own(record.values, id)) ? prefillValue(field, record, resolved) : undefined;
      return value === undefined ? [] : [[id, value]];
    });
    return found.length === 0 ? undefined : { ...record.values, ...Object.fromEntries(found) };
  };
  const values = fill(
    resolved.case,
    fields.filter(({ subform }) => subform === undefined),
  );
  let next = values === undefined ? document : { ...document, values };
  for (const [subform, own] of Map.groupBy(fields, (field) => field.subform)) {
    if (subform === undefined) continue;
    const changed = (resolved.rows.get(subform) ?? []).map((record) => fill(record, own));
    if (changed.every((one) => one === undefined)) continue;
    const rows = (next.rows[subform] ?? []).map((row, i) => ({ ...row, values: changed[i] ?? row.values }));
    next = { ...next, rows: { ...next.rows, [subform]: rows } };
  }
  return next;
}
