import type { Input, Output } from '#core/contracts/index.ts';
import { decide } from '#core/rights/decide.ts';
import { Refusal } from '#core/result.ts';
import { loadCaseRecord, resourceOf } from './case-document.ts';
import { survivorOf } from './merged-cases.ts';
import type { OpenOffice } from './open-office.ts';

/**
 * Where a code on a paper or in a link leads. A case that was merged leads to the one it goes on as.
 * FORM_CASE_NOT_FOUND also for one that is closed to this person: whether there is such a code is not told.
 */
export function caseByCode(open: OpenOffice, { code }: Input<'cases.byCode'>): Output<'cases.byCode'> {
  const found = open.repos.cases.byCode(code.trim().toUpperCase());
  const row = found && survivorOf(open, found);
  const seen = row && decide(open.subject, 'case.view', resourceOf(open, loadCaseRecord(open, row))).allowed;
  if (row === undefined || seen !== true) throw new Refusal('FORM_CASE_NOT_FOUND');
  return { caseId: row.caseId };
}
