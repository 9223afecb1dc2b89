import type { Draft } from '#core/contracts/cases.contract.ts';
import { isList } from '#core/forms/answer-kind.ts';
import type { CaseDocument, Values } from '#core/forms/types.ts';

type Sent = Draft['document'];
const copied = (values: Values): Sent['values'] =>
  Object.fromEntries(Object.entries(values).map(([id, value]) => [id, isList(value) ? [...value] : value]));

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
