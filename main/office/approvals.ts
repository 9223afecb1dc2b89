import { approvalsIn, isOwnRequest, latestApproval, type ApprovalState } from '#core/casework/approval.ts';
import type { Approval } from '#core/contracts/casework.contract.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import { risk } from '#core/contracts/values.ts';
import type { CaseDocument, Values } from '#core/forms/types.ts';
import type { Change } from '#core/records/changes.ts';
import { decide } from '#core/rights/decide.ts';
import { Refusal } from '#core/result.ts';
import { newId } from '../crypto/hashing.ts';
import { documentOf, loadCaseRow, resourceOf, type StoredCase } from './case-document.ts';
import { lineOf } from './case-line.ts';
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

/** What the office itself writes into an approved record when it closes the case. */
const WRITTEN_BY_ACTS = new Set(['closure_status']);

/**
 * When a record was last changed after it was approved, in milliseconds since 1970 UTC; undefined for one that was not,
 * or is not approved. By the instants of the writes: the answer that says when it was decided knows the minute only.
 */
function changedSince({ records }: StoredCase, { id, row, status }: ApprovalState): number | undefined {
  if (status !== 'approved') return undefined;
  const writes = (record: string, wanted: (field: string) => boolean): number[] =>
    records
      .filter(({ rec }) => rec === record)
      .flatMap(({ state }) => Object.entries(state.fields))
      .flatMap(([field, siblings]) => (wanted(field) ? siblings.map(({ wall }) => wall) : []));
  const decided = Math.max(...writes(id, (field) => field === 'approval_status'));
  const later = writes(row, (field) => !WRITTEN_BY_ACTS.has(field)).filter((wall) => wall > decided);
  return later.length === 0 ? undefined : Math.max(...later);
}

/** An approval as this person sees it. */
export function approvalView(open: OpenOffice, stored: StoredCase, approval: ApprovalState): Approval {
  const { decidedAt, decidedBy, comment } = approval;
  const changedAt = changedSince(stored, approval);
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
      decide(open.subject, 'case.approve', resourceOf(open, stored)).allowed &&
      !isOwnRequest(approval, open.me.id),
  };
}

const requested = (document: CaseDocument, id: string): ApprovalState => {
  const found = approvalsIn(document.rows[COLLECTION]).find((one) => one.id === id);
  if (found?.status !== 'requested') throw new Refusal('APPROVAL_NOT_OPEN');
  return found;
};

/**
 * Asks a supervisor to approve a record. FORM_STALE when the record is not there, APPROVAL_OPEN when it was asked for
 * already and waits.
 */
export function requestApproval(open: OpenOffice, input: Input<'casework.requestApproval'>): Record<string, never> {
  recordChanges(open, input.caseId, (stored) => {
    refuseReadOnly(open, stored);
    const document = documentOf(stored);
    const def = open.configuration.workflow?.def.approvals.find((one) => one.for === input.for);
    const there = def !== undefined && document.rows[def.rows]?.some((row) => row.id === input.row) === true;
    if (!there) throw new Refusal('FORM_STALE');
    const waits = approvalsIn(document.rows[COLLECTION]).some(
      (one) => one.row === input.row && one.status === 'requested',
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

/**
 * Approves a record, or returns it with a comment. PERM_DENIED { rule: own-request } for the own one (DQ23),
 * FORM_REASON_NEEDED for a return without a comment, APPROVAL_NOT_OPEN when it was decided or taken back meanwhile.
 */
export function decideApproval(open: OpenOffice, input: Input<'casework.decideApproval'>): Record<string, never> {
  const { decision, comment } = input;
  if (decision === 'return' && comment === '') throw new Refusal('FORM_REASON_NEEDED', { field: 'approval_comment' });
  recordChanges(open, input.caseId, (stored) => {
    refuseReadOnly(open, stored);
    const approval = requested(documentOf(stored), input.approval);
    if (isOwnRequest(approval, open.me.id)) throw new Refusal('PERM_DENIED', { rule: 'own-request' });
    const values: Values = {
      approval_status: decision === 'approve' ? 'approved' : 'returned',
      approval_decided_by: open.me.id,
      approval_decided_at: momentHere(open),
      ...(comment === '' ? {} : { approval_comment: comment }),
    };
    return {
      changes: setFields(COLLECTION, approval.id, values),
      action: 'approval.decided',
      extra: `${approval.for} ${decision}`,
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
  const own = {
    status: ['open'],
    risk: [],
    sex: [],
    owner: open.me.id,
    conflicts: false,
    office: 'own',
    sort: 'updated',
    descending: true,
    offset: 0,
    limit: OWN_CASES,
  } as const;
  const found = open.repos.list.page(own, []).rows.flatMap((line) => {
    const row = open.repos.cases.byNumber(line.caseN);
    if (row === undefined) return [];
    const stored = loadCaseRow(open, row);
    const all = approvalsIn(documentOf(stored).rows[COLLECTION]);
    const level = risk.safeParse(line.risk);
    return all
      .filter((one) => one.status === 'returned' && isOwnRequest(one, open.me.id))
      .filter((one) => latestApproval(all, one.row)?.id === one.id)
      .map((one) => ({
        caseId: row.caseId,
        code: row.code,
        initials: line.initials,
        ...(level.success ? { risk: level.data } : {}),
        approval: approvalView(open, stored, one),
        at: one.decidedAt ?? 0,
      }));
  });
  return found.toSorted((a, b) => b.at - a.at).map(({ at: _, ...one }) => one);
}
