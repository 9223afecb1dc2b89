import { own } from './answer-kind.ts';
import type { CaseDocument, FieldValue, Row, Values } from './types.ts';
import type { FieldPath } from './view.ts';

/** Documents never change: each of these gives a new one that shares what is the same. */

export const rowsOf = (document: CaseDocument, subform: string): readonly Row[] => own(document.rows, subform) ?? [];

export function withRows(document: CaseDocument, subform: string, rows: readonly Row[]): CaseDocument {
  return { ...document, rows: { ...document.rows, [subform]: rows } };
}

/** `value`: undefined makes the field blank. */
export function withValue(document: CaseDocument, path: FieldPath, value: FieldValue | undefined): CaseDocument {
  if (!('rows' in path)) return { ...document, values: set(document.values, path.field, value) };
  const rows = rowsOf(document, path.rows).map((row) =>
    row.id === path.row ? { ...row, values: set(row.values, path.field, value) } : row,
  );
  return withRows(document, path.rows, rows);
}

function set(values: Values, field: string, value: FieldValue | undefined): Values {
  if (value !== undefined) return { ...values, [field]: value };
  return own(values, field) === undefined
    ? values
    : Object.fromEntries(Object.entries(values).filter(([id]) => id !== field));
}
