import type { CaseId } from '#core/ids.ts';
import type { Change } from '#core/records/changes.ts';
import { RecordsInHand } from './apply-commit.ts';
import { audit, type AuditAction } from './audit.ts';
import { author } from './author.ts';
import { loadCase } from './case-document.ts';
import { savesOf } from './change-ops.ts';
import { shownOf } from './drafts.ts';
import { offerToPartners } from './offer-changes.ts';
import type { OpenOffice } from './open-office.ts';
import { projectCase, tellChanged } from './project-case.ts';

/** What a use case that is no form does to a case: the answers it writes, and the line it leaves in the audit trail. */
export interface RecordedAct {
  readonly changes: readonly Change[];
  readonly action: AuditAction;
  /** Names of fields, counts or ids; never an answer. */
  readonly extra?: string;
}

/**
 * Writes what an act other than a form changes in a case, as one signed save, on the answers as they stand. `decide` is
 * called inside the transaction, so that what it judges is what is written upon; it throws a refusal to stop.
 */
export function recordChanges(
  open: OpenOffice,
  caseId: CaseId,
  decide: (stored: ReturnType<typeof loadCase>) => RecordedAct,
): void {
  const before = { ...open.counters };
  try {
    open.db.transaction(() => {
      const stored = loadCase(open, caseId);
      const { changes, action, extra } = decide(stored);
      const inHand = new RecordsInHand(stored.records);
      author(open, savesOf(open, stored, { shown: shownOf(stored), decided: true }, changes, undefined), inHand);
      offerToPartners(open, stored.row.n);
      projectCase(open, stored.row, { before: stored, records: inHand.all });
      audit(open, action, caseId, 'done', extra);
    });
  } catch (error) {
    Object.assign(open.counters, before);
    throw error;
  }
  tellChanged(open, [caseId]);
}
