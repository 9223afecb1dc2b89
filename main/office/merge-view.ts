import { momentIn, textIn } from '#core/casework/row-values.ts';
import type { CaseFile } from '#core/contracts/cases.contract.ts';
import type { CaseDocument } from '#core/forms/types.ts';
import { decide, type CaseResource } from '#core/rights/decide.ts';
import { documentOf, loadCaseRecord, loadCaseRow, resourceOf, type StoredCase } from './case-document.ts';
import { instantOf } from './clock.ts';
import { actCommits } from './merge-act.ts';
import { mergedInto, mergesIn, otherCodes } from './merged-cases.ts';
import type { OpenOffice } from './open-office.ts';
import { personName } from './person-name.ts';

type Values = CaseDocument['values'];
type Held = CaseFile['holds'][number];

const instantIn = (values: Values, field: string): { atUtc?: string } => {
  const at = momentIn(values, field);
  return at === undefined ? {} : { atUtc: instantOf(at) };
};

function intoView(open: OpenOffice, values: Values): Pick<CaseFile, 'mergedInto'> {
  const into = mergedInto(values);
  if (into === undefined) return {};
  const row = open.repos.cases.byId(into);
  const resource = row && resourceOf(open, loadCaseRecord(open, row));
  const opens = resource !== undefined && decide(open.subject, 'case.view', resource).allowed;
  return {
    mergedInto: {
      ...(opens ? { caseId: into } : {}),
      code: row?.code ?? textIn(values, 'merged_into_code') ?? '',
      by: personName(open, textIn(values, 'merged_by')),
      why: textIn(values, 'merged_reason') ?? '',
      ...instantIn(values, 'merged_at'),
    },
  };
}

/** How many saves came to the other case after the merge: from an office that had it and did not know yet. */
function savesSince(open: OpenOffice, stored: StoredCase, other: StoredCase, merge: string): number {
  const last = Math.max(0, ...actCommits(open, stored, merge).map(({ n }) => n));
  const sids = other.streams.map(({ sid }) => sid);
  return last === 0 ? 0 : open.repos.commits.countAfter(sids, last);
}

/**
 * What a case's page says of merges: under which code it goes on, or which cases it holds. Of answers that are closed to
 * the person nothing is told.
 *
 * @param document the answers that the person may see.
 */
export function mergeView(
  open: OpenOffice,
  stored: StoredCase,
  document: CaseDocument,
  resource: CaseResource,
): Pick<CaseFile, 'mergedInto' | 'holds' | 'otherCodes'> {
  const may = decide(open.subject, 'case.merge', resource).allowed && stored.row.ownerOfficeN === open.self.officeN;
  const holds = mergesIn(document)
    .filter(({ apart }) => !apart)
    .map(({ id, other, code, row: { values } }): Held => {
      const row = open.repos.cases.byId(other);
      const theirs = row && loadCaseRow(open, row);
      const opens = theirs !== undefined && decide(open.subject, 'case.view', resourceOf(open, theirs)).allowed;
      return {
        mergeId: id,
        ...(opens ? { caseId: other } : {}),
        code,
        by: personName(open, textIn(values, 'merge_by')),
        why: textIn(values, 'merge_reason') ?? '',
        ...instantIn(values, 'merge_at'),
        since: theirs === undefined ? 0 : savesSince(open, stored, theirs, id),
        mayTakeApart: may && opens && mergedInto(documentOf(stored).values) === undefined,
      };
    });
  return { ...intoView(open, document.values), holds, otherCodes: [...otherCodes(open, document)] };
}
