import type { CaseFile } from '#core/contracts/cases.contract.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import { decide, visibleClass } from '#core/rights/decide.ts';
import { maskDocument } from '#core/rights/mask.ts';
import { Refusal } from '#core/result.ts';
import { audit } from './audit.ts';
import { documentOf, loadCase, resourceOf } from './case-document.ts';
import { lineOf } from './case-line.ts';
import { stepsForPerson } from './case-steps.ts';
import { instantOf } from './clock.ts';
import { conflictsOfCase } from './conflicts.ts';
import { mergeView } from './merge-view.ts';
import type { OpenOffice } from './open-office.ts';
import { readOnlyBecause } from './refuse-read-only.ts';
import { judgingDay } from './today.ts';

/** A case as this person may see it. Opening it is a line in the audit trail. */
export function openCase(open: OpenOffice, { caseId }: Input<'cases.open'>): Output<'cases.open'> {
  const { repos } = open;
  const stored = loadCase(open, caseId);
  const resource = resourceOf(open, stored);
  const visible = visibleClass(open.subject, resource);
  const whole = documentOf(stored);
  const { document, masked } = maskDocument(whole, visible, (coll, field) => open.fields.sensitivity(coll, field));
  const row = repos.list.get(stored.row.n);
  if (!row) throw new Refusal('FORM_CASE_NOT_FOUND');
  const names = decide(open.subject, 'case.names', resource).allowed;
  const role = decide(open.subject, 'case.write', resource).allowed;
  const readOnly = readOnlyBecause(open, stored);
  const merges = mergeView(open, stored, document, resource);
  const why: CaseFile['readOnlyBecause'] = merges.mergedInto
    ? 'merged'
    : !role
      ? 'role'
      : readOnly === 'disabled'
        ? 'closed'
        : readOnly;
  audit(open, 'case.opened', caseId);
  return {
    caseId,
    code: stored.row.code,
    line: lineOf(open, row, names),
    document: document as CaseFile['document'],
    today: judgingDay(open),
    masked: [...masked],
    conflicts: conflictsOfCase(open, stored.row.n),
    mayWrite: why === undefined,
    ...(why === undefined ? {} : { readOnlyBecause: why }),
    drafts: repos.drafts.ofCase(caseId).map((draft) => ({
      draftId: draft.id,
      by: repos.offices.personById(draft.userId)?.name ?? '',
      own: draft.userId === open.me.id,
      savedAtUtc: instantOf(draft.updatedAt),
    })),
    createdAtUtc: instantOf(stored.row.createdAt),
    ...merges,
    ...stepsForPerson(open, stored, whole, masked.length === 0 ? whole : document, visible),
    sharedWith: repos.links.sharesOf(stored.row.n).flatMap(({ officeN, since }) => {
      const office = repos.offices.office(officeN);
      return office && !office.isSelf ? [{ office: office.name, code: office.code, sinceUtc: instantOf(since) }] : [];
    }),
    accepted: repos.drafts.accepted(stored.row.n).map((check) => ({
      rule: check.rule,
      field: check.field,
      reason: check.reason,
      by: repos.offices.personById(check.userId)?.name ?? '',
      atUtc: instantOf(check.at),
    })),
  };
}
