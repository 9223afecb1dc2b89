import { momentIn, textIn } from '#core/casework/row-values.ts';
import type { Stamp } from '#core/exchange/merge.ts';
import type { CaseDocument, Row } from '#core/forms/types.ts';
import { isId16, type CaseId } from '#core/ids.ts';
import { Refusal } from '#core/result.ts';
import type { CaseRow } from '../storage/case.repo.ts';
import { documentOf, loadCaseRecord, loadCaseRow, type StoredCase, type StoredRecord } from './case-document.ts';
import type { OpenOffice } from './open-office.ts';

/** Where the row of a merge stands. */
export const MERGES = 'merges';

type Values = CaseDocument['values'];

/** The case under whose code this one goes on; undefined for one that was not merged, or was taken apart again. */
export function mergedInto(values: Values): CaseId | undefined {
  const into = textIn(values, 'merged_into');
  return values['status'] === 'duplicate' && into !== undefined && isId16(into) ? (into as CaseId) : undefined;
}

/** CASE_MERGED { code }: nothing more is written in a case that goes on under another code. */
export function refuseMerged(stored: Pick<StoredCase, 'records'>): void {
  const { values } = documentOf(stored);
  if (mergedInto(values) !== undefined)
    throw new Refusal('CASE_MERGED', { code: textIn(values, 'merged_into_code') ?? '' });
}

/** A merge that holds, or one that was taken apart again. */
export interface MergeRecord {
  readonly id: string;
  readonly other: CaseId;
  readonly code: string;
  /** In milliseconds since 1970 UTC; 0 when it is not told. */
  readonly at: number;
  readonly apart: boolean;
  readonly row: Row;
}

/** The cases that were merged into this one, as its own record names them, in the order of the merges. */
export function mergesIn(document: CaseDocument): readonly MergeRecord[] {
  return (document.rows[MERGES] ?? []).flatMap((row): MergeRecord[] => {
    const other = textIn(row.values, 'merge_other');
    if (other === undefined || !isId16(other)) return [];
    return [
      {
        id: row.id,
        other: other as CaseId,
        code: textIn(row.values, 'merge_code') ?? '',
        at: momentIn(row.values, 'merge_at') ?? 0,
        apart: row.values['merge_undone_at'] !== undefined,
        row,
      },
    ];
  });
}

/** The codes under which a case is known besides its own: of the cases merged into it, and of those merged into them. */
export function otherCodes(open: OpenOffice, document: CaseDocument, seen = new Set<string>()): readonly string[] {
  const codes = mergesIn(document)
    .filter(({ apart }) => !apart)
    .flatMap(({ other, code }) => {
      if (seen.has(other)) return [];
      seen.add(other);
      const row = open.repos.cases.byId(other);
      return [code, ...(row === undefined ? [] : otherCodes(open, documentOf(loadCaseRow(open, row)), seen))];
    });
  return [...new Set(codes.filter((code) => code !== ''))];
}

/** The cases here that a case holds, and those that they hold: where its rows, files and first entries come from. */
export function heldCases(open: OpenOffice, row: CaseRow): readonly CaseRow[] {
  return open.repos.merged.cameInto(row.caseId).flatMap((n) => open.repos.cases.byNumber(n) ?? []);
}

/** The case that a code or a link leads to in the end: itself, or the one that it goes on under, as far as it is here. */
export function survivorOf(open: OpenOffice, row: CaseRow): CaseRow {
  const seen = new Set<number>();
  let last = row;
  for (;;) {
    seen.add(last.n);
    const into = mergedInto(documentOf(loadCaseRecord(open, last)).values);
    const next = into === undefined ? undefined : open.repos.cases.byId(into);
    if (next === undefined || seen.has(next.n)) return last;
    last = next;
  }
}

/** The records of the cases that a case holds: a row that came along was written there first. */
export const heldRecords = (open: OpenOffice, row: CaseRow): readonly StoredRecord[] =>
  heldCases(open, row).flatMap((held) => loadCaseRow(open, held).records);

/** When and by whom a row was first written: in this case, or in one that it holds. */
export function firstStamp(open: OpenOffice, stored: StoredCase, collection: string, row: string): Stamp | undefined {
  const here = (records: readonly StoredRecord[]): Stamp[] =>
    records.flatMap(({ coll, rec, state }) =>
      coll === collection && rec === row && state.created ? state.created : [],
    );
  const stamps = [...here(stored.records), ...here(heldRecords(open, stored.row))];
  return stamps.sort((a, b) => a.wall - b.wall || a.counter - b.counter)[0];
}
