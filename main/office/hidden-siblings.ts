import { casesOfMember, MEMBERS, OWN_CASE } from '#core/family/member-rows.ts';
import { rowsOf } from '#core/forms/document-edit.ts';
import type { CaseDocument, FieldValue } from '#core/forms/types.ts';
import type { Change } from '#core/records/changes.ts';
import { Refusal } from '#core/result.ts';
import { isUnnamed } from './case-exceptions.ts';
import type { OpenOffice } from './open-office.ts';

type Codes = readonly string[];
const NONE: ReadonlyMap<string, Codes> = new Map();

/** Whether a code is of a child whose name is hidden from the signed-in person. */
function isHidden(open: OpenOffice, code: string): boolean {
  const other = open.repos.cases.byCode(code);
  return other !== undefined && isUnnamed(open, other.caseId);
}

/** The rows of a case's family that speak of such a child, by their ids, each with the codes that say so. */
function hiddenRows(open: OpenOffice, document: CaseDocument): ReadonlyMap<string, Codes> {
  if (open.subject.exceptions.unnamed.size === 0) return NONE;
  return new Map(
    rowsOf(document, MEMBERS).flatMap((row) => {
      const codes = casesOfMember(row).filter((code) => isHidden(open, code));
      return codes.length === 0 ? [] : [[row.id, codes] as const];
    }),
  );
}

/** Whether an answer of a family row tells who such a child is; the code of its case stands for it. */
export function hidesSibling(open: OpenOffice, whole: CaseDocument): (row: string, field: string) => boolean {
  const hidden = hiddenRows(open, whole);
  return (row, field) => hidden.has(row) && field !== OWN_CASE && open.fields.place(MEMBERS, field).identifies;
}

/** The same for an answer anywhere in a case, by what any of its states says of its rows. */
export function hidesAnswer(
  open: OpenOffice,
  ...states: readonly CaseDocument[]
): (collection: string, row: string, field: string) => boolean {
  const hides = states.map((state) => hidesSibling(open, state));
  return (collection, row, field) => collection === MEMBERS && hides.some((one) => one(row, field));
}

/**
 * A row tells no name as long as it gives the code of a child whose name is hidden: PERM_DENIED for whoever would take the
 * code out of it and read the name then. Whoever sees the name may.
 */
export function refuseShowing(open: OpenOffice, whole: CaseDocument, changes: readonly Change[]): void {
  const hidden = hiddenRows(open, whole);
  if (hidden.size === 0) return;
  const left = (value: FieldValue | null): Codes => casesOfMember({ id: '', values: { [OWN_CASE]: value ?? [] } });
  for (const change of changes) {
    if (change.kind !== 'set' || change.collection !== MEMBERS || change.field !== OWN_CASE) continue;
    const stays = new Set(left(change.value));
    if (hidden.get(change.row)?.some((code) => !stays.has(code)) === true)
      throw new Refusal('PERM_DENIED', { field: OWN_CASE, rule: 'closed-answer' });
  }
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
