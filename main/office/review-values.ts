import type { Input, Output } from '#core/contracts/index.ts';
import { siblingsOf } from '#core/exchange/merge.ts';
import { setOp } from '#core/exchange/op.ts';
import { recordFromJson } from '#core/exchange/record-json.ts';
import { CASE_RECORD } from '#core/records/changes.ts';
import { decide } from '#core/rights/decide.ts';
import { Refusal } from '#core/result.ts';
import { audit } from './audit.ts';
import { author } from './author.ts';
import { loadCase, resourceOf } from './case-document.ts';
import { conflictView } from './conflicts.ts';
import { offerToPartners } from './offer-changes.ts';
import type { OpenOffice } from './open-office.ts';
import { projectCase, tellChanged } from './project-case.ts';
import { refuseClosedForms } from './refuse-closed-forms.ts';

/** Values to decide, protection first; only of cases and fields that the person may see. */
export function listConflicts(open: OpenOffice): Output<'review.list'> {
  return open.repos.records.conflicts().flatMap((row) => {
    const caseRow = open.repos.cases.byNumber(row.caseN);
    if (!caseRow) return [];
    const resource = resourceOf(open, loadCase(open, caseRow.caseId));
    if (!decide(open.subject, 'review.view', resource).allowed) return [];
    return conflictView(open, row) ?? [];
  });
}

/**
 * Keeps one value of a field: a new signed save that covers exactly the values the person was shown. FORM_STALE when
 * they are no longer the values there are, FORM_REASON_NEEDED on a protective field without a reason, PERM_DENIED at
 * an office that does not own the case.
 */
export function decideConflict(open: OpenOffice, input: Input<'review.decide'>): Record<string, never> {
  const stored = loadCase(open, input.caseId);
  if (stored.row.ownerOfficeN !== open.self.officeN) throw new Refusal('PERM_DENIED', { rule: 'owning-office' });
  const rec = input.record === CASE_RECORD ? CASE_RECORD : (input.rowId ?? '');
  const row = open.repos.records
    .conflictsOf(stored.row.n)
    .find((c) => c.coll === input.record && c.rec === rec && c.field === input.field);
  if (!row) throw new Refusal('FORM_STALE');
  const where = { collection: input.record, row: rec, field: input.field };
  refuseClosedForms(open, resourceOf(open, stored), [{ kind: 'set', ...where, value: null }], 'review.decide');
  if (row.protective && input.why === undefined) throw new Refusal('FORM_REASON_NEEDED', { field: input.field });
  const state = open.repos.records.get(row.sid, row.coll, row.rec);
  const stream = open.repos.cases.stream(row.sid);
  if (!state || !stream) throw new Refusal('FORM_STALE');
  const siblings = siblingsOf(recordFromJson(state), input.field);
  const dots = siblings.map((sibling) => sibling.dot);
  const shown = new Set(input.shown);
  if (dots.length !== shown.size || dots.some((dot) => !shown.has(dot))) throw new Refusal('FORM_STALE');
  const kept = siblings.find((sibling) => sibling.dot === input.keep);
  if (!kept) throw new Refusal('FORM_STALE');
  open.db.transaction(() => {
    author(open, [{ stream, ops: [setOp(where, kept.value, dots, input.why)] }]);
    offerToPartners(open, stored.row.n);
    projectCase(open, stored.row, { before: stored });
    audit(open, 'conflict.decided', input.caseId, 'done', input.field);
  });
  tellChanged(open, [input.caseId]);
  return {};
}
