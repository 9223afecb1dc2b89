import { casesOfMember, MEMBERS, OWN_CASE } from '#core/family/member-rows.ts';
import { rowsOf } from '#core/forms/document-edit.ts';
import type { CaseDocument, Row } from '#core/forms/types.ts';
import { isUnnamed } from './case-exceptions.ts';
import type { OpenOffice } from './open-office.ts';

const NONE: ReadonlySet<string> = new Set();

/** The rows of a case's family that give the code of a child whose name is hidden from the signed-in person. */
function hiddenRows(open: OpenOffice, document: CaseDocument): ReadonlySet<string> {
  if (open.subject.exceptions.unnamed.size === 0) return NONE;
  const hides = (row: Row): boolean =>
    casesOfMember(row).some((code) => {
      const other = open.repos.cases.byCode(code);
      return other !== undefined && isUnnamed(open, other.caseId);
    });
  return new Set(rowsOf(document, MEMBERS).flatMap((row) => (hides(row) ? [row.id] : [])));
}

/** Whether an answer of a family row tells who such a child is; the code of its case stands for it. */
export function hidesSibling(open: OpenOffice, whole: CaseDocument): (row: string, field: string) => boolean {
  const hidden = hiddenRows(open, whole);
  return (row, field) => hidden.has(row) && field !== OWN_CASE && open.fields.place(MEMBERS, field).identifies;
}

/**
 * What a person may read of a case without the names of brothers and sisters that are hidden from them.
 * @param whole every answer of the case, by which the rows are known.
 */
export function withoutHiddenSiblings(open: OpenOffice, whole: CaseDocument, read: CaseDocument): CaseDocument {
  const members = rowsOf(read, MEMBERS);
  if (members.length === 0 || hiddenRows(open, whole).size === 0) return read;
  const hides = hidesSibling(open, whole);
  const shown = members.map(({ id, values }) => ({
    id,
    values: Object.fromEntries(Object.entries(values).filter(([field]) => !hides(id, field))),
  }));
  return { ...read, rows: { ...read.rows, [MEMBERS]: shown } };
}
