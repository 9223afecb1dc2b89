import type { ComparedSide } from '#core/contracts/merging.contract.ts';
import type { MergeSide, Obstacle } from '#core/merging/merge-obstacles.ts';
import { mergeObstacles } from '#core/merging/merge-obstacles.ts';
import type { CaseId } from '#core/ids.ts';
import { CASE_RECORD } from '#core/records/changes.ts';
import { Refusal } from '#core/result.ts';
import { textIn } from '#core/casework/row-values.ts';
import { sha256 } from '../crypto/hashing.ts';
import { filesNamedIn } from './attachment-access.ts';
import { authoriseCase } from './authorise-call.ts';
import { documentOf, loadCase, sightOfCase, type StoredCase } from './case-document.ts';
import { lineOf } from './case-line.ts';
import { mergedInto, otherCodes } from './merged-cases.ts';
import type { OpenOffice } from './open-office.ts';

/**
 * Both cases, for somebody who may merge each of them and sees every answer of both: nobody decides about answers that
 * are closed to them. PERM_DENIED otherwise.
 */
export function bothCases(open: OpenOffice, a: CaseId, b: CaseId): readonly [StoredCase, StoredCase] {
  const both = [loadCase(open, a), loadCase(open, b)] as const;
  for (const stored of both) {
    authoriseCase(open, 'case.merge', stored.row.caseId, stored);
    if (!sightOfCase(open, stored).whole)
      throw new Refusal('PERM_DENIED', { right: 'case.merge', rule: 'closed-answers' });
  }
  return both;
}

/** A mark of everything that was written in cases: any save since makes another. */
export function seenOf(open: OpenOffice, ...cases: readonly StoredCase[]): string {
  const heads = cases.flatMap(({ row, streams }) => [
    row.caseId,
    ...streams.flatMap(({ sid }) => open.repos.commits.heads(sid).map(({ id }): string => id)),
  ]);
  return sha256(Buffer.from(heads.join(' '))).toString('base64url');
}

/** Who is writing in a case: drafts of people who have left are nobody's work. */
const writersOf = (open: OpenOffice, caseId: CaseId): string[] =>
  open.repos.drafts.ofCase(caseId).flatMap(({ userId }) => {
    const person = open.repos.offices.personById(userId);
    return person?.active === true ? [person.name] : [];
  });

function mergeSide(open: OpenOffice, stored: StoredCase): MergeSide {
  const document = documentOf(stored);
  const status = document.values['case_disabled'] === 'yes' ? 'disabled' : textIn(document.values, 'status');
  return {
    own: stored.row.ownerOfficeN === open.self.officeN,
    status: status ?? 'open',
    merged: mergedInto(document.values) !== undefined,
    conflicts: open.repos.records.conflictsOf(stored.row.n).length,
    transferWaits: (document.rows['transfers'] ?? []).some(({ values }) => values['transfer_status'] === 'in_progress'),
    writing: writersOf(open, stored.row.caseId),
  };
}

/** What is in the way of a merge, as things stand. */
export const obstaclesOf = (open: OpenOffice, keep: StoredCase, other: StoredCase): readonly Obstacle[] =>
  mergeObstacles(mergeSide(open, keep), mergeSide(open, other), keep.row.n === other.row.n);

/** One of two cases that are compared, whole. */
export function sideView(open: OpenOffice, stored: StoredCase): ComparedSide {
  const { row } = stored;
  const line = open.repos.list.get(row.n);
  if (!line) throw new Refusal('FORM_CASE_NOT_FOUND');
  const document = documentOf(stored);
  const { status: _, writing, ...facts } = mergeSide(open, stored);
  return {
    caseId: row.caseId,
    code: row.code,
    line: lineOf(open, line, true),
    document: document as ComparedSide['document'],
    otherCodes: [...otherCodes(open, document)],
    files: filesNamedIn(open, row),
    sharedWith: open.repos.links.sharesOf(row.n).flatMap(({ officeN }) => {
      const office = open.repos.offices.office(officeN);
      return office && !office.isSelf ? [office.name] : [];
    }),
    ...facts,
    writing: [...writing],
    createdAt: row.createdAt,
  };
}

/** The field of a collection that names the row it stands in. */
export const parentFieldOf =
  (open: OpenOffice) =>
  (collection: string): string | undefined =>
    open.fields.find(CASE_RECORD, collection)?.within?.by;
