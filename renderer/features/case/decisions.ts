import type { Approval, CaseActivity } from '#core/contracts/casework.contract.ts';

type Decisions = Pick<CaseActivity, 'approvals' | 'flags' | 'transfers' | 'referrals'>;
const NO_DUE = '9999';

/** Waits for somebody: for the supervisor, or for whoever got it back and has not asked again. */
const waits = (one: Approval, all: readonly Approval[]): boolean =>
  one.status === 'requested' ||
  (one.status === 'returned' &&
    !all.some(
      (other) => other.for === one.for && other.rowId === one.rowId && other.requestedAtUtc > one.requestedAtUtc,
    ));

const isOpen = ({ status }: CaseActivity['referrals'][number]): boolean =>
  status === 'draft' || status === 'in_progress' || status === 'accepted';

/** What people still have to answer around a case; flags by the day they are to be settled by. */
export const openDecisions = ({ approvals, flags, transfers, referrals }: CaseActivity): Decisions => ({
  approvals: approvals.filter((one) => waits(one, approvals)),
  flags: flags
    .filter(({ resolved }) => resolved === undefined)
    .toSorted((a, b) => (a.due ?? NO_DUE).localeCompare(b.due ?? NO_DUE)),
  transfers: transfers.filter(({ status }) => status === 'in_progress'),
  referrals: referrals.filter(isOpen),
});

/** What was answered, the newest first. */
export const settledDecisions = ({ approvals, flags, transfers, referrals }: CaseActivity): Decisions => ({
  approvals: approvals.filter((one) => !waits(one, approvals)),
  flags: flags.filter(({ resolved }) => resolved !== undefined),
  transfers: transfers.filter(({ status }) => status !== 'in_progress'),
  referrals: referrals.filter((one) => !isOpen(one)),
});
