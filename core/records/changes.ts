import type { CaseDocument, FieldValue, Row, Values } from '#core/forms/types.ts';

/** The record id of the case's own fields; rows are named by their subform's field id and their row id. */
export const CASE_RECORD = 'case';

export type Change =
  | {
      readonly kind: 'set';
      readonly collection: string;
      readonly row: string;
      readonly field: string;
      readonly value: FieldValue | null;
    }
  | { readonly kind: 'add'; readonly collection: string; readonly row: string; readonly values: Values }
  | { readonly kind: 'remove'; readonly collection: string; readonly row: string };

/** Whether two answers are the same, whatever the order of an object's keys. */
export const sameValue = (a: FieldValue | null | undefined, b: FieldValue | null | undefined): boolean => same(a, b);

function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, i) => item === b[i]);
  }
  const x: readonly [string, unknown][] = Object.entries(a);
  const y = new Map<string, unknown>(Object.entries(b));
  return x.length === y.size && x.every(([key, value]) => y.has(key) && same(value, y.get(key)));
}

function changedFields(collection: string, row: string, before: Values, after: Values): Change[] {
  const changes: Change[] = [];
  for (const field of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const value = after[field];
    if (!sameValue(before[field], value)) changes.push({ kind: 'set', collection, row, field, value: value ?? null });
  }
  return changes;
}

/**
 * What was changed between the document as it was opened and as it is now. Only what differs is written, so that an
 * answer nobody touched can never take part in a conflict.
 */
export function changesBetween(opened: CaseDocument, now: CaseDocument): Change[] {
  const changes = changedFields(CASE_RECORD, CASE_RECORD, opened.values, now.values);
  for (const collection of new Set([...Object.keys(opened.rows), ...Object.keys(now.rows)])) {
    const before = new Map((opened.rows[collection] ?? []).map((row): [string, Row] => [row.id, row]));
    const after = new Map((now.rows[collection] ?? []).map((row): [string, Row] => [row.id, row]));
    for (const row of after.values()) {
      const old = before.get(row.id);
      if (old) changes.push(...changedFields(collection, row.id, old.values, row.values));
      else changes.push({ kind: 'add', collection, row: row.id, values: row.values });
    }
    for (const id of before.keys()) if (!after.has(id)) changes.push({ kind: 'remove', collection, row: id });
  }
  return changes;
}
