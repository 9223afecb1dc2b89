import { own } from './answer-kind.ts';
import type { CaseDocument, FieldDef, Row } from './types.ts';

/**
 * The rows of a collection that stand inside one row of another: the actions of a plan.
 *
 * @param child the collection, as the configuration has it; none stand anywhere in one that it does not have.
 */
export function childRows(document: CaseDocument, child: FieldDef | undefined, parent: string): readonly Row[] {
  const by = child?.within?.by;
  if (child === undefined || by === undefined) return [];
  return (own(document.rows, child.id) ?? []).filter(({ values }) => own(values, by) === parent);
}
