import type { CaseId } from '#core/ids.ts';
import { decide } from '#core/rights/decide.ts';
import { Refusal } from '#core/result.ts';
import { loadCaseRecord, resourceOf } from './case-document.ts';
import type { OpenOffice } from './open-office.ts';

/** The case with a code that somebody typed, among those in the signed-in person's lists. FORM_CASE_NOT_FOUND. */
export function listedByCode(open: OpenOffice, code: string): CaseId {
  const row = open.repos.cases.byCode(code.trim().toUpperCase());
  const listed = row && decide(open.subject, 'case.list', resourceOf(open, loadCaseRecord(open, row))).allowed;
  if (row === undefined || listed !== true) throw new Refusal('FORM_CASE_NOT_FOUND');
  return row.caseId;
}
