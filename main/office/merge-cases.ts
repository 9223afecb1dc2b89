import type { Input, Output } from '#core/contracts/index.ts';
import { isPresent } from '#core/exchange/merge.ts';
import { broughtRows, chosenRows, type BroughtRow } from '#core/merging/bring-rows.ts';
import { compareCases, takenChanges } from '#core/merging/compare-cases.ts';
import { CASE_RECORD, type Change } from '#core/records/changes.ts';
import { Refusal } from '#core/result.ts';
import { newId } from '../crypto/hashing.ts';
import { documentOf, type StoredCase } from './case-document.ts';
import { bothCases, obstaclesOf, parentFieldOf, seenOf } from './merge-sides.ts';
import { MERGES } from './merged-cases.ts';
import { momentHere } from './moment-here.ts';
import type { OpenOffice } from './open-office.ts';
import { guardAnew } from './protect-case.ts';
import { recordInBoth } from './record-changes.ts';

/**
 * A row that comes along. One that was here before and left when the cases were taken apart is written over what is left
 * of it: made anew, it would stand beside its former answers as if two people had differed.
 */
function bringing(keep: StoredCase, { collection, row }: BroughtRow): readonly Change[] {
  const left = keep.records.filter(
    ({ coll, rec, state }) => coll === collection && rec === row.id && !isPresent(state),
  );
  if (left.length === 0) return [{ kind: 'add', collection, row: row.id, values: row.values }];
  const fields = new Set([...Object.keys(row.values), ...left.flatMap(({ state }) => Object.keys(state.values))]);
  return [...fields].map((field) => ({
    kind: 'set',
    collection,
    row: row.id,
    field,
    value: row.values[field] ?? null,
  }));
}

const setCase = (values: Readonly<Record<string, Extract<Change, { kind: 'set' }>['value']>>): Change[] =>
  Object.entries(values).map(([field, value]) => ({
    kind: 'set',
    collection: CASE_RECORD,
    row: CASE_RECORD,
    field,
    value,
  }));

/**
 * Merges another case into the one that remains, as a person decided on what they were shown: chosen answers and rows
 * come along, the other case goes on under this one's code and can be read. One signed save in one transaction; nothing
 * of either log is lost, so that it can be taken apart again (decision 0017).
 *
 * PERM_DENIED, MERGE_BLOCKED { kind, side, count }, FORM_STALE when either case was written in meanwhile.
 */
export function mergeCases(open: OpenOffice, input: Input<'merging.merge'>): Output<'merging.merge'> {
  const { caseId, other: otherId, why } = input;
  const [{ row: remains }] = bothCases(open, caseId, otherId);
  if (caseId === otherId) throw new Refusal('MERGE_BLOCKED', { kind: 'same-case', side: 'other', count: 1 });
  recordInBoth(open, caseId, otherId, (keep, other) => {
    if (seenOf(open, keep, other) !== input.seen) throw new Refusal('FORM_STALE');
    const [obstacle] = obstaclesOf(open, keep, other);
    if (obstacle !== undefined) throw new Refusal('MERGE_BLOCKED', { ...obstacle });
    const mine = documentOf(keep);
    const theirs = documentOf(other);
    const compared = compareCases(mine, theirs, (field) => open.fields.find(CASE_RECORD, field)?.protective);
    const rows = chosenRows(broughtRows(mine, theirs, parentFieldOf(open)), input.bring);
    const at = momentHere(open);
    const record = {
      merge_other: otherId,
      merge_code: other.row.code,
      merge_at: at,
      merge_by: open.me.id,
      merge_reason: why,
    };
    return [
      {
        changes: [
          ...takenChanges(compared, input.take),
          ...rows.flatMap((row) => bringing(keep, row)),
          { kind: 'add', collection: MERGES, row: newId(), values: record },
        ],
        action: 'case.merged',
        extra: `${other.row.code} rows ${String(rows.length)}`,
        riskReason: why,
      },
      {
        changes: setCase({
          status: 'duplicate',
          merged_into: caseId,
          merged_into_code: keep.row.code,
          merged_at: at,
          merged_by: open.me.id,
          merged_reason: why,
        }),
        action: 'case.merged',
        extra: keep.row.code,
      },
    ];
  });
  guardAnew(open, [caseId, otherId]);
  return { code: remains.code };
}
