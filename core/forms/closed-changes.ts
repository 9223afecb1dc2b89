import type { Change } from '../records/changes.ts';
import { CASE_RECORD } from '../records/changes.ts';
import type { LoadedConfiguration, LoadedField } from './config-index.ts';
import { rowsOf, withRows } from './document-edit.ts';
import type { CaseDocument } from './types.ts';

/** Whether a field belongs to a form that only use cases write. */
export const isSystemField = (config: LoadedConfiguration, { form }: LoadedField): boolean =>
  config.systemForms.has(form);

/** Whether a row is one that was saved, of a subform to which rows are only added. */
export const isLocked = (config: LoadedConfiguration, saved: CaseDocument, subform: string, row: string): boolean =>
  config.fields.get(subform)?.def.appendOnly === true && rowsOf(saved, subform).some(({ id }) => id === row);

/**
 * Of the changes of a form page those that it may not make: to what use cases write, and to rows that were saved in a
 * subform to which rows are only added.
 *
 * @param changes what differs from the document as it is stored.
 */
export function closedChanges(config: LoadedConfiguration, changes: readonly Change[]): readonly Change[] {
  return changes.filter((change) => {
    const key = change.collection !== CASE_RECORD ? change.collection : change.kind === 'set' ? change.field : '';
    const field = config.fields.get(key);
    if (field === undefined) return false;
    return isSystemField(config, field) || (field.def.appendOnly === true && change.kind !== 'add');
  });
}

/** The document with all saved rows of append-only subforms as they were saved: undo cannot take them back. */
export function withSavedRows(config: LoadedConfiguration, saved: CaseDocument, document: CaseDocument): CaseDocument {
  let kept = document;
  for (const [subform, rows] of Object.entries(saved.rows)) {
    if (config.fields.get(subform)?.def.appendOnly !== true || rows.length === 0) continue;
    const now = rowsOf(kept, subform);
    if (rows.every((row, i) => now[i] === row)) continue;
    const ids = new Set(rows.map(({ id }) => id));
    kept = withRows(kept, subform, [...rows, ...now.filter(({ id }) => !ids.has(id))]);
  }
  return kept;
}
