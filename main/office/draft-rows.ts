import { approvalsIn, latestApproval } from '#core/casework/approval.ts';
import { changedApprovals } from '#core/casework/changed-approvals.ts';
import { documentOf, type StoredCase } from './case-document.ts';
import type { OpenOffice } from './open-office.ts';

/** Records that this office has to approve and that are not approved as they stand now, by row id. */
export function draftRows(open: OpenOffice, stored: StoredCase): ReadonlySet<string> {
  const document = documentOf(stored);
  const all = approvalsIn(document.rows['approvals']);
  const changed = changedApprovals(open.configuration, all, stored.records);
  const needed = (open.configuration.workflow?.def.approvals ?? []).filter(({ optional }) => optional !== true);
  return new Set(
    needed.flatMap(({ for: subject, rows }) =>
      (document.rows[rows] ?? []).flatMap(({ id }) => {
        const latest = latestApproval(all, subject, id);
        return latest?.status === 'approved' && !changed.has(latest.id) ? [] : [id];
      }),
    ),
  );
}
