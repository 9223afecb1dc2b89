import type { Row } from '../forms/types.ts';
import { APPROVAL_SUBJECTS, type ApprovalSubject } from '../forms/workflow-def.ts';
import { momentIn, textIn } from './row-values.ts';

export const APPROVAL_STATUSES = ['requested', 'approved', 'returned', 'withdrawn'] as const;
export type ApprovalStatus = (typeof APPROVAL_STATUSES)[number];

/** A supervisor's decision about one record of a case: asked for, approved, returned with a comment, or taken back. */
export interface ApprovalState {
  readonly id: string;
  readonly for: ApprovalSubject;
  /** The record that is to be approved. */
  readonly row: string;
  readonly status: ApprovalStatus;
  readonly requestedBy: string;
  /** Milliseconds since 1970 UTC. */
  readonly requestedAt: number;
  readonly decidedBy: string | undefined;
  readonly decidedAt: number | undefined;
  readonly comment: string | undefined;
}

const oneOf = <T extends string>(known: readonly T[], value: string | undefined): T | undefined =>
  known.find((one) => one === value);

/** A row of `approvals` as it stands; undefined for one that another program wrote and that says too little. */
export function approvalIn({ id, values }: Row): ApprovalState | undefined {
  const subject = oneOf(APPROVAL_SUBJECTS, textIn(values, 'approval_for'));
  const status = oneOf(APPROVAL_STATUSES, textIn(values, 'approval_status'));
  const row = textIn(values, 'approval_row');
  if (subject === undefined || status === undefined || row === undefined) return undefined;
  return {
    id,
    for: subject,
    row,
    status,
    requestedBy: textIn(values, 'approval_requested_by') ?? '',
    requestedAt: momentIn(values, 'approval_requested_at') ?? 0,
    decidedBy: textIn(values, 'approval_decided_by'),
    decidedAt: momentIn(values, 'approval_decided_at'),
    comment: textIn(values, 'approval_comment'),
  };
}

export const approvalsIn = (rows: readonly Row[] | undefined): readonly ApprovalState[] =>
  (rows ?? []).flatMap((row) => approvalIn(row) ?? []);

/** The latest word about a record: what counts when it was asked for more than once. A plan has one for its actions too. */
export const latestApproval = (
  all: readonly ApprovalState[],
  subject: string,
  row: string,
): ApprovalState | undefined =>
  all.filter((one) => one.for === subject && one.row === row).toSorted((a, b) => b.requestedAt - a.requestedAt)[0];

/** DQ23 (reference.md §5): nobody approves the own request unless the role allows it. */
export const isOwnRequest = (approval: ApprovalState, user: string): boolean => approval.requestedBy === user;
