import { gapsUntil } from '../forms/completeness.ts';
import type { CaseDocument, Row } from '../forms/types.ts';
import type { CaseView } from '../forms/view.ts';
import { approvalsIn, latestApproval } from './approval.ts';
import { momentIn, textIn } from './row-values.ts';

export const BLOCKER_KINDS = [
  'no-closure-form',
  'missing',
  'check',
  'service',
  'action',
  'late-task',
  'referral',
  'approval',
  'approval-changed',
  'conflict',
] as const;

/** Something that must be settled before a case is closed, how often, and the form to do it in. */
export interface ClosureBlocker {
  readonly kind: (typeof BLOCKER_KINDS)[number];
  readonly count: number;
  readonly form?: string;
}

export interface ClosureSetting {
  /** Open tasks of the case that are late. */
  readonly late: number;
  /** Answers that two offices gave differently and that nobody decided. */
  readonly conflicts: number;
  /** Whether the configuration has a closure form, and whether closures are approved. */
  readonly hasForm: boolean;
  readonly needsApproval: boolean;
  /** Ids of the approvals whose record was changed after they were given. */
  readonly changed: { readonly has: (approval: string) => boolean };
}

const SETTLED_RESULTS: ReadonlySet<string> = new Set(['declined', 'unavailable', 'not_applicable', 'already_received']);
const SETTLED_ACTIONS: ReadonlySet<string> = new Set(['completed', 'cancelled']);
const OPEN_REFERRALS: ReadonlySet<string> = new Set(['draft', 'in_progress', 'accepted']);

const isOpenService = ({ values }: Row): boolean =>
  momentIn(values, 'service_implemented') === undefined && !SETTLED_RESULTS.has(textIn(values, 'service_result') ?? '');
const isOpenAction = ({ values }: Row): boolean => !SETTLED_ACTIONS.has(textIn(values, 'action_status') ?? '');
const isOpenReferral = ({ values }: Row): boolean => OPEN_REFERRALS.has(textIn(values, 'referral_status') ?? '');

/** Rules that look at what is counted by itself: an open service is one thing in the way, not two. */
const COUNTED_BY_ITSELF: ReadonlySet<string> = new Set(['DQ25', 'DQ25b', 'DQ25c', 'DQ25d']);

/** The closure that is being prepared: the last that was neither carried out nor withdrawn. */
export const closureInWork = (document: CaseDocument): Row | undefined =>
  document.rows['closures']?.findLast(
    ({ values }) => !['closed', 'withdrawn'].includes(textIn(values, 'closure_status') ?? 'in_preparation'),
  );

/**
 * What stands between a case and its closure (reference.md §3.10, §5: DQ25 to DQ27). Empty: it may be closed.
 *
 * @param view the case as it was evaluated, with its checks and what is missing.
 */
export function closureBlockers(
  document: CaseDocument,
  view: CaseView,
  { late, conflicts, hasForm, needsApproval, changed }: ClosureSetting,
): readonly ClosureBlocker[] {
  const closure = closureInWork(document);
  const count = (rows: string, open: (row: Row) => boolean): number => (document.rows[rows] ?? []).filter(open).length;
  const missing = gapsUntil(view.gaps, 'C6').filter(
    ({ path }) => 'rows' in path && path.rows === 'closures' && path.row === closure?.id,
  ).length;
  const checks = view.checks.filter(
    (check) =>
      check.kind === 'C' && check.step === 'C6' && check.accepted === undefined && !COUNTED_BY_ITSELF.has(check.rule),
  ).length;
  const word =
    closure === undefined ? undefined : latestApproval(approvalsIn(document.rows['approvals']), 'closure', closure.id);
  const approved = word?.status === 'approved';
  const isChanged = approved && changed.has(word.id);
  const all: readonly ClosureBlocker[] = [
    { kind: 'no-closure-form', count: hasForm && closure === undefined ? 1 : 0, form: 'closure' },
    { kind: 'missing', count: missing, form: 'closure' },
    { kind: 'check', count: checks, form: 'closure' },
    { kind: 'service', count: count('services', isOpenService), form: 'services' },
    { kind: 'action', count: count('plan_actions', isOpenAction), form: 'case_plan' },
    { kind: 'referral', count: count('referrals', isOpenReferral), form: 'referral' },
    { kind: 'late-task', count: late },
    { kind: 'conflict', count: conflicts },
    { kind: 'approval', count: needsApproval && closure !== undefined && !approved ? 1 : 0, form: 'closure' },
    { kind: 'approval-changed', count: needsApproval && isChanged ? 1 : 0, form: 'closure' },
  ];
  return all.filter((one) => one.count > 0);
}
