import { approvalsIn, latestApproval } from '#core/casework/approval.ts';
import type { CaseActivity } from '#core/contracts/casework.contract.ts';
import { isDate } from '#core/forms/answer-kind.ts';
import { childRows } from '#core/forms/child-rows.ts';
import type { CaseDocument, Row } from '#core/forms/types.ts';
import type { LoadedConfiguration } from '#core/forms/config-index.ts';
import type { ApprovalSubject } from '#core/forms/workflow-def.ts';

/** A record that a supervisor can be asked to approve now. */
export interface ReadyRecord {
  /** Unique among those that are ready. */
  readonly id: string;
  readonly subject: ApprovalSubject;
  readonly row: string;
  /** The day it was completed on, `YYYY-MM-DD`. */
  readonly completed: string;
  /** The comment it was returned with last. */
  readonly returned: string | undefined;
  /** It was approved, and changed after that. */
  readonly changed: boolean;
  /** How it is named in a list. */
  readonly name: string;
}

const dayOf = ({ values }: Row, field: string): string | undefined => {
  const value = values[field];
  return isDate(value) ? value.date : undefined;
};

/** The approvals whose record was changed after they were given. */
export const changedApprovals = (activity: CaseActivity | undefined): ReadonlySet<string> =>
  new Set(activity?.approvals.flatMap((one) => (one.changedAtUtc === undefined ? [] : [one.approvalId])));

/**
 * Records that are completed and neither wait for a decision nor have one that lets them go on, the newest first: those
 * never asked for, taken back, returned, or changed after they were approved (reference.md §1.1).
 *
 * @param changed ids of the approvals whose record was changed since.
 * @param name how a record completed on a day is called.
 */
export function readyRecords(
  document: CaseDocument,
  config: Pick<LoadedConfiguration, 'workflow' | 'fields'>,
  changed: ReadonlySet<string>,
  name: (day: string) => string,
): readonly ReadyRecord[] {
  const approvals = approvalsIn(document.rows['approvals']);
  return (config.workflow?.def.approvals ?? [])
    .flatMap(({ for: subject, rows, completed, children }) => {
      const inside = children?.alone === true ? config.fields.get(children.rows)?.def : undefined;
      return (document.rows[rows] ?? []).flatMap((row): ReadyRecord[] => {
        if (inside !== undefined && childRows(document, inside, row.id).length === 0) return [];
        const day = dayOf(row, completed);
        const last = latestApproval(approvals, subject, row.id);
        const again = last?.status === 'approved' && changed.has(last.id);
        if (day === undefined || last?.status === 'requested' || (last?.status === 'approved' && !again)) return [];
        const returned = last?.status === 'returned' ? last.comment : undefined;
        return [
          {
            id: `${subject} ${row.id}`,
            subject,
            row: row.id,
            completed: day,
            returned,
            changed: again,
            name: name(day),
          },
        ];
      });
    })
    .toSorted((a, b) => b.completed.localeCompare(a.completed));
}
