import type { CaseDocument, Row, Values } from '#core/forms/types.ts';

/** The sensitivity class of a field: `collection` is undefined for fields of the case itself. */
export type ClassOf = (collection: string | undefined, field: string) => number;

/**
 * Leaves out of a document what is above `visible`, and names what was left out, so that the page shows a marker and
 * a save can never write an empty answer over a closed one. A field that the configuration does not know counts as
 * the most sensitive class.
 */
export function maskDocument(
  document: CaseDocument,
  visible: number,
  classOf: ClassOf,
): { readonly document: CaseDocument; readonly masked: readonly string[] } {
  const masked = new Set<string>();
  const values = (source: Values, collection: string | undefined): Values => {
    const kept: Record<string, Values[string]> = {};
    for (const [field, value] of Object.entries(source)) {
      if (classOf(collection, field) <= visible) kept[field] = value;
      else masked.add(collection === undefined ? field : `${collection}.${field}`);
    }
    return kept;
  };
  const rows: Record<string, readonly Row[]> = {};
  for (const [collection, list] of Object.entries(document.rows)) {
    rows[collection] = list.map((row) => ({ id: row.id, values: values(row.values, collection) }));
  }
  return { document: { values: values(document.values, undefined), rows }, masked: [...masked].sort() };
}
