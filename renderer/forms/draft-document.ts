import type { Draft } from '#core/contracts/cases.contract.ts';
import type { Input } from '#core/contracts/index.ts';
import { isList } from '#core/forms/answer-kind.ts';
import type { DocumentPatch } from '#core/forms/document-patch.ts';
import type { CaseDocument, FieldValue, Values } from '#core/forms/types.ts';

type Sent = Draft['document'];
const sentValue = (value: FieldValue | null) => (value !== null && isList(value) ? [...value] : value);
const copied = (values: Values): Sent['values'] =>
  Object.fromEntries(Object.entries(values).map(([id, value]) => [id, isList(value) ? [...value] : value]));

/** A plain copy of a patch, as a call carries it. */
export const sentPatch = ({ values, rows }: DocumentPatch): Input<'cases.changeDraft'>['patch'] => ({
  values: Object.fromEntries(Object.entries(values).map(([id, value]) => [id, sentValue(value)])),
  rows: Object.fromEntries(
    Object.entries(rows).map(([subform, part]) => [
      subform,
      {
        ...(part.order === undefined ? {} : { order: [...part.order] }),
        rows: part.rows.map((row) => ({ id: row.id, values: copied(row.values) })),
      },
    ]),
  ),
});

/** A plain copy of the answers, as a call carries them. */
export const sentDocument = (document: CaseDocument): Sent => ({
  values: copied(document.values),
  rows: Object.fromEntries(
    Object.entries(document.rows).map(([subform, rows]) => [
      subform,
      rows.map((row) => ({ id: row.id, values: copied(row.values) })),
    ]),
  ),
});
