import type { CaseDocument, Row, Values } from '#core/forms/types.ts';

/** Whether an answer may be read: `collection` is undefined for answers of the case itself (`Sight.sees`). */
export type Sees = (collection: string | undefined, field: string) => boolean;
/** The same where single rows of a collection are closed too. */
export type SeesAnswer = (collection: string, row: string, field: string) => boolean;

/**
 * Leaves out of a document what is closed, and names what was left out, so that the page shows a marker and a save can
 * never write an empty answer over a closed one.
 *
 * @param hidesRows collections of which not even the number of rows is told (`Sight.hidesRows`).
 */
export function maskDocument(
  document: CaseDocument,
  sees: Sees,
  hidesRows: (collection: string) => boolean = () => false,
): { readonly document: CaseDocument; readonly masked: readonly string[] } {
  const masked = new Set<string>();
  const values = (source: Values, collection: string | undefined): Values => {
    const kept: Record<string, Values[string]> = {};
    for (const [field, value] of Object.entries(source)) {
      if (sees(collection, field)) kept[field] = value;
      else masked.add(collection === undefined ? field : `${collection}.${field}`);
    }
    return kept;
  };
  const rows: Record<string, readonly Row[]> = {};
  for (const [collection, list] of Object.entries(document.rows)) {
    const seen = list.map((row) => ({ id: row.id, values: values(row.values, collection) }));
    if (!hidesRows(collection)) rows[collection] = seen;
  }
  return { document: { values: values(document.values, undefined), rows }, masked: [...masked].sort() };
}
