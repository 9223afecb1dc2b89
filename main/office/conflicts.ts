import type { Conflict, Sibling as SiblingView } from '#core/contracts/cases.contract.ts';
import { siblingsOf, type Sibling } from '#core/exchange/merge.ts';
import { recordFromJson } from '#core/exchange/record-json.ts';
import { CASE_RECORD } from '#core/records/changes.ts';
import { decide } from '#core/rights/decide.ts';
import type { ConflictRow } from '../storage/record-state.repo.ts';
import { documentOf, loadCaseRow, resourceOf, sightIn } from './case-document.ts';
import { instantOf } from './clock.ts';
import { commitByDot } from './commit-by-dot.ts';
import { hidesAnswer } from './hidden-siblings.ts';
import type { OpenOffice } from './open-office.ts';

function siblingView(open: OpenOffice, sibling: Sibling, field: string, first: boolean): SiblingView {
  const origin = commitByDot(open, sibling.dot);
  return {
    value: sibling.value as SiblingView['value'],
    by: origin.by,
    office: origin.office,
    officeId: origin.officeId,
    ...(origin.certified === undefined ? {} : { certified: origin.certified }),
    atUtc: instantOf(sibling.wall),
    clockSuspect: sibling.suspect,
    ...(origin.whyOf(field) === undefined ? {} : { why: origin.whyOf(field) }),
    inForce: first,
    dot: sibling.dot,
  } as SiblingView;
}

/** What a person may see of a field with several values; undefined when the field is closed to them. */
export function conflictView(open: OpenOffice, row: ConflictRow): Conflict | undefined {
  const caseRow = open.repos.cases.byNumber(row.caseN);
  const stored = open.repos.records.get(row.sid, row.coll, row.rec);
  if (!caseRow || !stored) return undefined;
  const whole = loadCaseRow(open, caseRow);
  const resource = resourceOf(open, whole);
  if (!sightIn(open, resource).sees(row.coll, row.field)) return undefined;
  if (hidesAnswer(open, documentOf(whole))(row.coll, row.rec, row.field)) return undefined;
  const owner = open.repos.offices.office(caseRow.ownerOfficeN);
  const siblings = siblingsOf(recordFromJson(stored), row.field);
  return {
    caseId: caseRow.caseId,
    code: caseRow.code,
    record: row.coll,
    ...(row.coll === CASE_RECORD ? {} : { rowId: row.rec }),
    field: row.field,
    siblings: siblings.map((sibling, i) => siblingView(open, sibling, row.field, i === 0)),
    protective: row.protective,
    sinceUtc: instantOf(row.since),
    mayDecide: owner?.isSelf === true && decide(open.subject, 'review.decide', resource).allowed,
    owningOffice: owner?.name ?? '',
  };
}

export const conflictsOfCase = (open: OpenOffice, caseN: number): Conflict[] =>
  open.repos.records.conflictsOf(caseN).flatMap((row) => conflictView(open, row) ?? []);
