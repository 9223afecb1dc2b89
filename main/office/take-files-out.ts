import { isPresent, siblingsOf } from '#core/exchange/merge.ts';
import { isList } from '#core/forms/answer-kind.ts';
import { CASE_RECORD, type Change } from '#core/records/changes.ts';
import type { CaseRow } from '../storage/case.repo.ts';
import { loadCaseRow, type StoredCase, type StoredRecord } from './case-document.ts';
import { heldCases } from './merged-cases.ts';
import type { OpenOffice } from './open-office.ts';
import { recordInAll, together } from './record-changes.ts';

/** What a record says of one question without these files; what two offices differ about is put together. */
function withoutIn({ coll, rec, state }: StoredRecord, gone: ReadonlySet<string>): Change[] {
  const fields = new Set([...Object.keys(state.values), ...Object.keys(state.fields)]);
  return [...fields].flatMap((field): Change[] => {
    const ids = siblingsOf(state, field).flatMap(({ value }) => (value !== null && isList(value) ? value : []));
    if (!ids.some((id) => gone.has(id))) return [];
    const left = [...new Set(ids)].filter((id) => !gone.has(id));
    return [{ kind: 'set', collection: coll, row: rec, field, value: left.length > 0 ? left : null }];
  });
}

/** A row that was removed is left as it is: an edit would bring it back. */
const without = ({ records }: StoredCase, gone: ReadonlySet<string>): Change[] =>
  records
    .filter(({ coll, state }) => coll === CASE_RECORD || isPresent(state))
    .flatMap((record) => withoutIn(record, gone));

/**
 * Takes files out of the answers of a case and of those that were merged into it, as one signed save. Their contents go from
 * the disk when nothing has named them for a week (`sweepAttachments`), counted from now. Answers the ids of those that stay: a
 * row that was removed, or a draft, still names them.
 */
export function takeFilesOut(open: OpenOffice, row: CaseRow, gone: ReadonlySet<string>): readonly string[] {
  const all = [row, ...heldCases(open, row)];
  const named = all.filter((one) => without(loadCaseRow(open, one), gone).length > 0);
  return together(open, () => {
    recordInAll(
      open,
      named.map(({ caseId }) => caseId),
      (stored) => ({
        changes: without(stored, gone),
        action: 'case.files-taken-out',
        extra: String(gone.size),
      }),
    );
    const { attachments } = open.repos;
    const files = all.flatMap(({ n }) => attachments.ofCase(n)).filter(({ id }) => gone.has(id));
    const left = files.filter((one) => attachments.isNamed(one));
    for (const one of files)
      if (!left.includes(one)) attachments.setUnnamedSince(one.n, one.unnamedSince ?? open.clock.now());
    return left.map(({ id }) => id);
  });
}
