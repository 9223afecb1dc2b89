import { fieldIndexOf } from '#core/forms/field-index.ts';
import type { CaseDocument, Configuration, FieldValue, Values } from '#core/forms/types.ts';
import { CASE_RECORD } from '#core/records/changes.ts';
import { withoutNames } from './names-in-text.ts';
import { namesIn } from './redaction.ts';

const INSTEAD = '…';

/**
 * What somebody may read of a case whose names are hidden from them, for paper: the names are taken out of the texts too.
 *
 * @param whole everything that stands in the case: it says which names there are.
 * @param readable what is left of it for the person.
 */
export function withoutNamesIn(
  configuration: Configuration,
  whole: CaseDocument,
  readable: CaseDocument,
): CaseDocument {
  const names = namesIn(configuration, whole);
  const fields = fieldIndexOf(configuration);
  const isText = (collection: string, field: string): boolean =>
    ['text', 'long_text'].includes(fields.find(collection, field)?.type ?? 'text');
  const clean = (values: Values, collection: string): Values => {
    const kept: Record<string, FieldValue> = {};
    for (const [field, value] of Object.entries(values))
      kept[field] =
        typeof value === 'string' && isText(collection, field) ? withoutNames(value, names, INSTEAD) : value;
    return kept;
  };
  return {
    values: clean(readable.values, CASE_RECORD),
    rows: Object.fromEntries(
      Object.entries(readable.rows).map(([table, rows]) => [
        table,
        rows.map(({ id, values }) => ({ id, values: clean(values, table) })),
      ]),
    ),
  };
}
