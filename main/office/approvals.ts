import { approvalsIn, isOwnRequest, latestApproval, type ApprovalState } from '#core/casework/approval.ts';
import { changedApprovals } from '#core/casework/changed-approvals.ts';
import type { Approval } from '#core/contracts/casework.contract.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import { risk } from '#core/contracts/values.ts';
import type { Filter } from '#core/finding/filter.ts';
import { childRows } from '#core/forms/child-rows.ts';
import type { CaseDocument, Values } from '#core/forms/types.ts';
import type { ApprovalDef } from '#core/forms/workflow-def.ts';
import type { Change } from '#core/records/changes.ts';
import { decide } from '#core/rights/decide.ts';
import { Refusal } from '#core/result.ts';
import { newId } from '../crypto/hashing.ts';
import { documentOf, loadCaseRow, resourceOf, type StoredCase } from './case-document.ts';
import { initialsIn, lineOf } from './case-line.ts';
import { casesToList } from './filter-cases.ts';
import { instantOf } from './clock.ts';
import { momentHere } from './moment-here.ts';
import type { OpenOffice } from './open-office.ts';
import { personName } from './person-name.ts';
import { deadlinesOf } from './project-tasks.ts';
import { refuseReadOnly } from './refuse-read-only.ts';
import { recordChanges } from './record-changes.ts';

const COLLECTION = 'approvals';

/** Sets fields of a row that is there. */
export const setFields = (collection: string, row: string, values: Values): Change[] =>
  Object.entries(values).map(([field, value]) => ({ kind: 'set', collection, row, field, value }));

/** The approvals of a case, the newest first, as this person sees them. */
export function approvalsOf(open: OpenOffice, stored: StoredCase, document: CaseDocument): Approval[] {
  const all = approvalsIn(document.rows[COLLECTION]);
  const changed = changedApprovals(open.configuration, all, stored.records);
  return all
    .toSorted((a, b) => b.requestedAt - a.requestedAt)
    .map((one) => approvalView(open, stored, one, changed.get(one.id)));
}

/** @param changedAt when what was approved was changed after that. */
function approvalView(open: OpenOffice, stored: StoredCase, approval: ApprovalState, changedAt?: number): Approval {
  const { decidedAt, decidedBy, comment } = approval;
  const mine = isOwnRequest(approval, open.me.id);
  const decidedByAsker = decidedBy !== undefined && isOwnRequest(approval, decidedBy);
  return {
    approvalId: approval.id,
    for: approval.for,
    rowId: approval.row,
    status: approval.status,
    requestedBy: personName(open, approval.requestedBy),
    requestedAtUtc: instantOf(approval.requestedAt),
    ...(decidedBy === undefined ? {} : { decidedBy: personName(open, decidedBy) }),
    ...(decidedAt === undefined ? {} : { decidedAtUtc: instantOf(decidedAt) }),
    ...(comment === undefined ? {} : { comment }),
    ...(changedAt === undefined ? {} : { changedAtUtc: instantOf(changedAt) }),
    mayDecide:
      approval.status === 'requested' &&
      decide(open.subject, mine ? 'case.approve-own' : 'case.approve', resourceOf(open, stored)).allowed,
    mine,
    ...(decidedByAsker ? { decidedByAsker } : {}),
  };
}

const requested = (document: CaseDocument, id: string): ApprovalState => {
  const found = approvalsIn(document.rows[COLLECTION]).find((one) => one.id === id);
  if (found?.status !== 'requested') throw new Refusal('APPROVAL_NOT_OPEN');
  return found;
};

/** Whether the record is in the case; the actions of a plan are when it has any. */
function isThere({ configuration }: OpenOffice, document: CaseDocument, def: ApprovalDef, id: string): boolean {
  if (document.rows[def.rows]?.some((row) => row.id === id) !== true) return false;
  const { children } = def;
  return children?.alone !== true || childRows(document, configuration.fields.get(children.rows)?.def, id).length > 0;
}

/**
 * Asks a supervisor to approve a record. FORM_STALE when the record is not there, APPROVAL_OPEN when it was asked for
 * already and waits.
 */
export function requestApproval(open: OpenOffice, input: Input<'casework.requestApproval'>): Record<string, never> {
  recordChanges(open, input.caseId, (stored) => {
    refuseReadOnly(open, stored);
    const document = documentOf(stored);
    const def = open.configuration.workflow?.def.approvals.find((one) => one.for === input.for);
    if (def === undefined || !isThere(open, document, def, input.row)) throw new Refusal('FORM_STALE');
    const waits = approvalsIn(document.rows[COLLECTION]).some(
      (one) => one.for === input.for && one.row === input.row && one.status === 'requested',
    );
    if (waits) throw new Refusal('APPROVAL_OPEN');
    const values: Values = {
      approval_for: input.for,
      approval_row: input.row,
      approval_status: 'requested',
      approval_requested_by: open.me.id,
      approval_requested_at: momentHere(open),
    };
    return {
      changes: [{ kind: 'add', collection: COLLECTION, row: newId(), values }],
      action: 'approval.requested',
      extra: input.for,
    };
  });
  return {};
}

/** Takes the own request back. APPROVAL_NOT_OPEN when it was decided meanwhile. */
export function withdrawApproval(open: OpenOffice, input: Input<'casework.withdrawApproval'>): Record<string, never> {
  recordChanges(open, input.caseId, (stored) => {
    const approval = requested(documentOf(stored), input.approval);
    if (!isOwnRequest(approval, open.me.id)) throw new Refusal('PERM_DENIED', { rule: 'own-request' });
    return {
      changes: setFields(COLLECTION, approval.id, { approval_status: 'withdrawn' }),
      action: 'approval.withdrawn',
      extra: approval.for,
    };
  });
  return {};
}

/** The own request is decided only by a right of its own, and says why nobody else did (DQ23). */
function permitOwn(open: OpenOffice, stored: StoredCase, comment: string): void {
  const { allowed } = decide(open.subject, 'case.approve-own', resourceOf(open, stored));
  if (!allowed) throw new Refusal('PERM_DENIED', { rule: 'own-request' });
  if (comment === '') throw new Refusal('FORM_REASON_NEEDED', { field: 'approval_comment' });
}

/**
 * Approves a record, or returns it with a comment. PERM_DENIED { rule: own-request } for the own one (DQ23) unless the
 * role allows it, FORM_REASON_NEEDED for a return, or the own one, without a comment, APPROVAL_NOT_OPEN when it was
 * decided or taken back meanwhile.
 */
export function decideApproval(open: OpenOffice, input: Input<'casework.decideApproval'>): Record<string, never> {
  const { decision, comment } = input;
  if (decision === 'return' && comment === '') throw new Refusal('FORM_REASON_NEEDED', { field: 'approval_comment' });
  recordChanges(open, input.caseId, (stored) => {
    refuseReadOnly(open, stored);
    const approval = requested(documentOf(stored), input.approval);
    const own = isOwnRequest(approval, open.me.id);
    if (own) permitOwn(open, stored, comment);
    const values: Values = {
      approval_status: decision === 'approve' ? 'approved' : 'returned',
      approval_decided_by: open.me.id,
      approval_decided_at: momentHere(open),
      ...(comment === '' ? {} : { approval_comment: comment }),
      ...(own ? { approval_own: 'yes' } : {}),
    };
    return {
      changes: setFields(COLLECTION, approval.id, values),
      action: 'approval.decided',
      extra: [approval.for, decision, ...(own ? ['own'] : [])].join(' '),
    };
  });
  return {};
}

/** Requests that wait for a decision of this person, the oldest first within each risk. */
export function listApprovals(open: OpenOffice): Output<'casework.approvals'> {
  const lines = open.repos.tasks.casesWith(deadlinesOf(open, 'approval')).flatMap(({ caseN, dueAt }) => {
    const row = open.repos.cases.byNumber(caseN);
    const line = open.repos.list.get(caseN);
    if (row === undefined || line === undefined) return [];
    const stored = loadCaseRow(open, row);
    const resource = resourceOf(open, stored);
    if (!decide(open.subject, 'case.approve', resource).allowed) return [];
    return approvalsIn(documentOf(stored).rows[COLLECTION])
      .filter((one) => one.status === 'requested')
      .map((one) => ({
        approval: approvalView(open, stored, one),
        case: lineOf(open, line, false),
        dueAtUtc: instantOf(dueAt),
        order: line.riskOrder,
        at: one.requestedAt,
      }));
  });
  return lines
    .toSorted((a, b) => a.order - b.order || a.at - b.at)
    .map(({ approval, case: caseLine, dueAtUtc }) => ({ approval, case: caseLine, dueAtUtc }));
}

/** As many own cases are looked through: ten times what one person can follow (reference.md §1.2). */
const OWN_CASES = 250;

/** Requests of this person that came back with a comment and were not asked for again, in the own open cases. */
export function listReturned(open: OpenOffice): Output<'casework.returned'> {
  const where: Filter = {
    all: [
      { on: 'status', in: ['open'] },
      { on: 'office', in: ['own'] },
      { on: 'owner', in: ['me'] },
    ],
  };
  const own = { ...casesToList(open, where), sort: 'updated', descending: true, offset: 0, limit: OWN_CASES } as const;
  const found = open.repos.list.page(own).rows.flatMap((line) => {
    const row = open.repos.cases.byNumber(line.caseN);
    if (row === undefined) return [];
    const stored = loadCaseRow(open, row);
    const all = approvalsIn(documentOf(stored).rows[COLLECTION]);
    const level = risk.safeParse(line.risk);
    return all
      .filter((one) => one.status === 'returned' && isOwnRequest(one, open.me.id))
      .filter((one) => latestApproval(all, one.for, one.row)?.id === one.id)
      .map((one) => ({
        caseId: row.caseId,
        code: row.code,
        initials: initialsIn(open, line),
        ...(level.success ? { risk: level.data } : {}),
        approval: approvalView(open, stored, one),
        at: one.decidedAt ?? 0,
      }));
  });
  return found.toSorted((a, b) => b.at - a.at).map(({ at: _, ...one }) => one);
}
