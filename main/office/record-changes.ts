import type { CaseId } from '#core/ids.ts';
import type { Change } from '#core/records/changes.ts';
import { Refusal } from '#core/result.ts';
import { RecordsInHand } from './apply-commit.ts';
import { audit, type AuditAction } from './audit.ts';
import { author, withOps, type StreamSave } from './author.ts';
import { loadCase, type StoredCase } from './case-document.ts';
import { isRestricted } from './case-exceptions.ts';
import { savesOf } from './change-ops.ts';
import { shownOf } from './drafts.ts';
import { refuseMerged } from './merged-cases.ts';
import { offerToPartners } from './offer-changes.ts';
import type { OpenOffice } from './open-office.ts';
import { projectCase, tellChanged } from './project-case.ts';

/** What a use case that is no form does to a case: the answers it writes, and the line it leaves in the audit trail. */
export interface RecordedAct {
  readonly changes: readonly Change[];
  readonly action: AuditAction;
  /** Names of fields, counts or ids; never an answer. */
  readonly extra?: string;
  /** Travels with a change of the risk level. */
  readonly riskReason?: string;
  /** What it writes beside answers: grants, and the hand-over of the case. */
  readonly more?: readonly StreamSave[];
  /** Runs when it is written, before the offices that have the case are given their share of it. */
  readonly written?: () => void;
}

interface Written {
  readonly stored: StoredCase;
  readonly act: RecordedAct;
}

/** What goes on while a case is restricted: who keeps it, and the restriction itself. */
const WHILE_RESTRICTED: ReadonlySet<AuditAction> = new Set<AuditAction>([
  'case.assigned',
  'case.restricted',
  'case.restriction-lifted',
]);

/** CASE_RESTRICTED for any other act on a case that nothing may be done with (GDPR article 18). */
function refuseRestricted(open: OpenOffice, { stored, act }: Written): void {
  if (!WHILE_RESTRICTED.has(act.action) && isRestricted(open, stored.row.caseId)) throw new Refusal('CASE_RESTRICTED');
}

/** Several acts that stand or fall together, on one or on many cases. */
export function together<T>(open: OpenOffice, work: () => T): T {
  const before = { ...open.counters };
  try {
    return open.db.transaction(work);
  } catch (error) {
    Object.assign(open.counters, before);
    throw error;
  }
}

/** One save under one signature, in one transaction: all of it or nothing. */
function inOneSave(open: OpenOffice, cases: readonly CaseId[], work: () => readonly Written[]): void {
  together(open, () => {
    const written = work();
    for (const one of written) refuseRestricted(open, one);
    const saves = written.flatMap(({ stored, act }) =>
      savesOf(open, stored, { shown: shownOf(stored), decided: true }, act.changes, act.riskReason),
    );
    const inHand = new RecordsInHand(written.flatMap(({ stored }) => stored.records));
    author(
      open,
      withOps(
        saves,
        written.flatMap(({ act }) => act.more ?? []),
      ),
      inHand,
    );
    for (const { stored, act } of written) {
      act.written?.();
      const sids = new Set(open.repos.cases.streamsOf(stored.row.n).map(({ sid }) => sid));
      offerToPartners(open, stored.row.n);
      projectCase(open, stored.row, { before: stored, records: inHand.all.filter(({ sid }) => sids.has(sid)) });
      audit(open, act.action, stored.row.caseId, 'done', act.extra);
    }
  });
  tellChanged(open, cases);
}

/**
 * Writes what an act other than a form changes in a case, as one signed save, on the answers as they stand. `decide` is
 * called inside the transaction, so that what it judges is what is written upon; it throws a refusal to stop.
 * CASE_MERGED for a case that goes on under another code, CASE_RESTRICTED.
 */
export function recordChanges(open: OpenOffice, caseId: CaseId, decide: (stored: StoredCase) => RecordedAct): void {
  inOneSave(open, [caseId], () => {
    const stored = loadCase(open, caseId);
    refuseMerged(stored);
    return [{ stored, act: decide(stored) }];
  });
}

/** The same for one act on several cases, some of which may be merged ones. */
export function recordInAll(
  open: OpenOffice,
  cases: readonly CaseId[],
  decide: (stored: StoredCase) => RecordedAct,
): void {
  inOneSave(open, cases, () =>
    cases.map((caseId) => {
      const stored = loadCase(open, caseId);
      return { stored, act: decide(stored) };
    }),
  );
}

/** The same for an act on two cases at once, one of which may be a merged one. */
export function recordInBoth(
  open: OpenOffice,
  a: CaseId,
  b: CaseId,
  decide: (a: StoredCase, b: StoredCase) => readonly [RecordedAct, RecordedAct],
): void {
  inOneSave(open, [a, b], () => {
    const both = [loadCase(open, a), loadCase(open, b)] as const;
    const acts = decide(...both);
    return [
      { stored: both[0], act: acts[0] },
      { stored: both[1], act: acts[1] },
    ];
  });
}
