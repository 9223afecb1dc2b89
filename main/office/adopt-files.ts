import { isList } from '#core/forms/answer-kind.ts';
import type { FieldValue } from '#core/forms/types.ts';
import { CASE_RECORD, sameValue, type Change } from '#core/records/changes.ts';
import { newId } from '../crypto/hashing.ts';
import type { AttachmentRow } from '../storage/attachment.repo.ts';
import type { CaseRow } from '../storage/case.repo.ts';
import { documentOf, type StoredCase } from './case-document.ts';
import type { OpenOffice } from './open-office.ts';

const FILES: ReadonlySet<string> = new Set(['photo', 'audio', 'document', 'signature']);

const isFileField = (open: OpenOffice, collection: string, field: string): boolean =>
  FILES.has(open.fields.find(collection, field)?.type ?? '');

/** Where the files of a case lie: with itself, and with the cases that were merged into it. */
const homesOf = (open: OpenOffice, { n, caseId }: CaseRow): readonly number[] => [
  n,
  ...open.repos.merged.cameInto(caseId),
];

function fileIn(open: OpenOffice, homes: readonly number[], id: string): AttachmentRow | undefined {
  for (const n of homes) {
    const found = open.repos.attachments.get(n, id);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The answer with every file that lies at `from` given to `to` under an id of its own: the file itself is one. */
function adopted(open: OpenOffice, homes: readonly number[], to: number, value: FieldValue | null): FieldValue | null {
  if (value === null || !isList(value)) return value;
  return value.map((id) => {
    const file = fileIn(open, homes, id);
    if (file === undefined) return id;
    const mine = newId();
    open.repos.attachments.copy(file, { id: mine, caseN: to });
    return mine;
  });
}

/** A change that is written in `to`: files that lie with `from` become its own as well. */
export function adoptFiles(open: OpenOffice, from: CaseRow, to: CaseRow, change: Change): Change {
  if (change.kind !== 'set' || !isFileField(open, change.collection, change.field)) return change;
  const homes = homesOf(open, from).filter((n) => n !== to.n);
  return { ...change, value: adopted(open, homes, to.n, change.value) };
}

/**
 * Answers that stay in a case when another leaves it, and that name files of that other: they get files of their own.
 *
 * @param leaves fields that become what they were, and rows that leave.
 */
export function filesLeftIn(
  open: OpenOffice,
  keep: StoredCase,
  other: StoredCase,
  leaves: { readonly fields: ReadonlySet<string>; readonly rows: ReadonlySet<string> },
): readonly Change[] {
  const homes = homesOf(open, other.row);
  const { values, rows } = documentOf(keep);
  const all = [
    ...Object.entries(values).flatMap(([field, value]) =>
      leaves.fields.has(field) ? [] : [{ collection: CASE_RECORD, row: CASE_RECORD, field, value }],
    ),
    ...Object.entries(rows).flatMap(([collection, list]) =>
      list.flatMap(({ id, values: answers }) =>
        leaves.rows.has(id)
          ? []
          : Object.entries(answers).map(([field, value]) => ({ collection, row: id, field, value })),
      ),
    ),
  ];
  return all.flatMap(({ collection, row, field, value }): Change[] => {
    if (!isFileField(open, collection, field)) return [];
    const next = adopted(open, homes, keep.row.n, value);
    return sameValue(next, value) ? [] : [{ kind: 'set', collection, row, field, value: next }];
  });
}
