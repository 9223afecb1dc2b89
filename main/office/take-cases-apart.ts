import type { Input, Output } from '#core/contracts/index.ts';
import type { SinceMerge } from '#core/contracts/merging.contract.ts';
import {
  changesSince,
  fieldsSince,
  leavingRows,
  rowsSince,
  type FieldSince,
  type RowSince,
} from '#core/merging/take-apart.ts';
import { CASE_RECORD, type Change } from '#core/records/changes.ts';
import { Refusal } from '#core/result.ts';
import { adoptFiles, filesLeftIn } from './adopt-files.ts';
import { setFields } from './approvals.ts';
import { documentOf, loadCase, type StoredCase } from './case-document.ts';
import { actCommits, actOps, linksIn, valueBefore } from './merge-act.ts';
import { bothCases, seenOf } from './merge-sides.ts';
import { mergedInto, MERGES, mergesIn, type MergeRecord } from './merged-cases.ts';
import { momentHere } from './moment-here.ts';
import type { OpenOffice } from './open-office.ts';
import { guardAnew } from './protect-case.ts';
import { recordInBoth } from './record-changes.ts';

interface Since {
  readonly fields: readonly FieldSince[];
  readonly rows: readonly RowSince[];
  /** What the merge wrote in the other case. */
  readonly there: readonly FieldSince[];
}

/** FORM_STALE when the case holds no such merge (any more). */
function mergeOf(stored: StoredCase, id: string): MergeRecord {
  const found = mergesIn(documentOf(stored)).find((one) => one.id === id && !one.apart);
  if (found === undefined) throw new Refusal('FORM_STALE');
  return found;
}

/** Two cases that can be taken apart here. MERGE_BLOCKED { kind, side, count }, FORM_STALE. */
function checkBoth(open: OpenOffice, keep: StoredCase, other: StoredCase): void {
  const blocked = (kind: string, side: 'keep' | 'other'): Refusal =>
    new Refusal('MERGE_BLOCKED', { kind, side, count: 1 });
  for (const [side, { row }] of [
    ['keep', keep],
    ['other', other],
  ] as const)
    if (row.ownerOfficeN !== open.self.officeN) throw blocked('other-office', side);
  // What goes on under a third code is taken apart from that one first: the rows came along with it.
  if (mergedInto(documentOf(keep).values) !== undefined) throw blocked('merged', 'keep');
  if (mergedInto(documentOf(other).values) !== keep.row.caseId) throw new Refusal('FORM_STALE');
}

function sinceOf(open: OpenOffice, keep: StoredCase, other: StoredCase, merge: string): Since {
  const commits = actCommits(open, keep, merge);
  const here = actOps(commits, keep);
  const before = valueBefore(open);
  return {
    fields: fieldsSince(here, keep.records, before),
    rows: rowsSince(here, keep.records),
    there: fieldsSince(actOps(commits, other), other.records, before),
  };
}

const rowsOf = (stored: StoredCase) =>
  Object.entries(documentOf(stored).rows).flatMap(([collection, rows]) =>
    rows.map(({ id, values }) => ({ collection, row: id, values })),
  );

/** The two cases of a merge. MERGE_BLOCKED { kind: other-office } when the other one is not here. */
function casesOf(open: OpenOffice, { caseId, merge }: Input<'merging.since'>): readonly [StoredCase, StoredCase] {
  const { other } = mergeOf(loadCase(open, caseId), merge);
  if (open.repos.cases.byId(other) === undefined)
    throw new Refusal('MERGE_BLOCKED', { kind: 'other-office', side: 'other', count: 1 });
  return bothCases(open, caseId, other);
}

/** What a merge brought into a case and how it stands now, before it is taken apart. */
export function sinceMerge(open: OpenOffice, input: Input<'merging.since'>): Output<'merging.since'> {
  const [keep, other] = casesOf(open, input);
  checkBoth(open, keep, other);
  const { fields, rows } = sinceOf(open, keep, other, input.merge);
  const leaving = new Set(leavingRows(rows, () => false, rowsOf(keep), linksIn(open)).map(({ row }) => row));
  return {
    code: keep.row.code,
    other: { caseId: other.row.caseId, code: other.row.code },
    fields: fields.map((one) => ({ ...one })) as SinceMerge['fields'],
    rows: rows.map((one) => ({ ...one, leaves: leaving.has(one.row) })) as SinceMerge['rows'],
    seen: seenOf(open, keep, other),
  };
}

const setBack = ({ field, before }: FieldSince): Change => ({
  kind: 'set',
  collection: CASE_RECORD,
  row: CASE_RECORD,
  field,
  value: before,
});

/**
 * Takes a merge apart: the other case is again what it was, and this one has its former answers where nobody wrote them
 * since. What was written since stays here unless the person sends it back; a row that goes back takes its changes along.
 * One signed save in one transaction. FORM_STALE when either case was written in meanwhile.
 */
export function takeCasesApart(open: OpenOffice, input: Input<'merging.takeApart'>): Output<'merging.takeApart'> {
  const { merge, why } = input;
  const both = casesOf(open, input);
  checkBoth(open, ...both);
  const fieldsBack = new Set(input.fieldsBack);
  const rowsBack = new Set(input.rowsBack);
  const [{ row: keepRow }, { row: otherRow }] = both;
  recordInBoth(open, keepRow.caseId, otherRow.caseId, (keep, other) => {
    if (seenOf(open, keep, other) !== input.seen) throw new Refusal('FORM_STALE');
    const { fields, rows, there } = sinceOf(open, keep, other, merge);
    const back = fields.filter((one) => !one.changed || fieldsBack.has(one.field));
    const leaving = leavingRows(rows, (row) => rowsBack.has(row), rowsOf(keep), linksIn(open));
    const present = new Set(rowsOf(other).map(({ row }) => row));
    const taken = leaving.filter(({ changed, row }) => changed && present.has(row)).flatMap(changesSince);
    const gone = new Set(leaving.map(({ row }) => row));
    const was = new Set(back.map(({ field }) => field));
    const mark = {
      merge_undone_at: momentHere(open),
      merge_undone_by: open.me.id,
      merge_undone_reason: why,
    };
    return [
      {
        changes: [
          ...back.map(setBack),
          ...filesLeftIn(open, keep, other, { fields: was, rows: gone }),
          ...leaving.map(({ collection, row }): Change => ({ kind: 'remove', collection, row })),
          ...setFields(MERGES, merge, mark),
        ],
        action: 'case.taken-apart',
        extra: `${other.row.code} rows ${String(leaving.length)}`,
        riskReason: why,
      },
      {
        changes: [
          ...there.filter(({ changed }) => !changed).map(setBack),
          ...taken.map((change) => adoptFiles(open, keep.row, other.row, change)),
        ],
        action: 'case.taken-apart',
        extra: keep.row.code,
      },
    ];
  });
  guardAnew(open, [keepRow.caseId, otherRow.caseId]);
  return { other: otherRow.caseId, code: otherRow.code };
}
