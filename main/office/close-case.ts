import { approvalsIn } from '#core/casework/approval.ts';
import { changedApprovals } from '#core/casework/changed-approvals.ts';
import { closureBlockers, closureInWork, type ClosureBlocker } from '#core/casework/closure-blockers.ts';
import type { Input } from '#core/contracts/index.ts';
import { evaluateCase } from '#core/forms/evaluate.ts';
import { placeTreeOf } from '#core/forms/place-tree.ts';
import type { CaseDocument, FieldValue } from '#core/forms/types.ts';
import { CASE_RECORD, type Change } from '#core/records/changes.ts';
import { Refusal } from '#core/result.ts';
import { newId } from '../crypto/hashing.ts';
import { setFields } from './approvals.ts';
import { documentOf, type StoredCase } from './case-document.ts';
import { isHeld } from './held-cases.ts';
import { judgingMoment } from './moment-here.ts';
import type { OpenOffice } from './open-office.ts';
import { tasksOfCase } from './project-tasks.ts';
import { recordChanges } from './record-changes.ts';
import { judgingDay } from './today.ts';

const day = (date: string) => ({ date, precision: 'day', calendar: 'gregory' }) as const;
const setCase = (field: string, value: FieldValue | null): Change => ({
  kind: 'set',
  collection: CASE_RECORD,
  row: CASE_RECORD,
  field,
  value,
});

/** Tasks that a closure itself settles, or that go on after it. */
const NOT_IN_THE_WAY: ReadonlySet<string> = new Set(['closure', 'consent', 'approval']);

/** What stands between this case and its closure, as things are now. */
export function blockersOf(open: OpenOffice, stored: StoredCase, document: CaseDocument): readonly ClosureBlocker[] {
  const now = Math.max(open.counters.hlc.wall, open.clock.now());
  const accepted = open.repos.drafts.accepted(stored.row.n).map(({ rule, reason }) => ({ rule, reason }));
  const view = evaluateCase(open.configuration, document, {
    today: judgingDay(open),
    moment: judgingMoment(open),
    places: placeTreeOf(open.configuration.configuration),
    accepted,
  });
  const late = tasksOfCase(open, stored, document).filter(
    (task) => task.done === undefined && task.dueAt < now && !NOT_IN_THE_WAY.has(task.sort),
  );
  return closureBlockers(document, view, {
    late: late.length,
    conflicts: open.repos.records.conflictsOf(stored.row.n).length,
    hasForm: open.fields.find(CASE_RECORD, 'closures') !== undefined,
    changed: changedApprovals(open.configuration, approvalsIn(document.rows['approvals']), stored.records),
    needsApproval: open.configuration.workflow?.def.approvals.some((one) => one.for === 'closure') === true,
  });
}

const statusOf = (document: CaseDocument): FieldValue => document.values['status'] ?? 'open';

/** Closes a case. CLOSE_BLOCKED { kind, count } names the first thing that is in the way; FORM_STALE when it is not open. */
export function closeCase(open: OpenOffice, input: Input<'casework.close'>): Record<string, never> {
  recordChanges(open, input.caseId, (stored) => {
    const document = documentOf(stored);
    if (statusOf(document) !== 'open') throw new Refusal('FORM_STALE');
    const [first] = blockersOf(open, stored, document);
    if (first !== undefined) throw new Refusal('CLOSE_BLOCKED', { kind: first.kind, count: first.count });
    const closure = closureInWork(document);
    const form = closure === undefined ? [] : setFields('closures', closure.id, { closure_status: 'closed' });
    return { changes: [setCase('status', 'closed'), ...form], action: 'case.closed' };
  });
  return {};
}

/** Opens a closed case again, with the reason. FORM_STALE when it is not closed. */
export function reopenCase(open: OpenOffice, input: Input<'casework.reopen'>): Record<string, never> {
  recordChanges(open, input.caseId, (stored) => {
    const document = documentOf(stored);
    if (statusOf(document) !== 'closed') throw new Refusal('FORM_STALE');
    const closure = document.rows['closures']?.at(-1);
    const values = {
      reopening_date: day(judgingDay(open)),
      reopening_by: open.me.name,
      reopening_details: input.why,
      ...(closure === undefined ? {} : { reopening_closure: closure.id }),
    };
    return {
      changes: [setCase('status', 'open'), { kind: 'add', collection: 'reopenings', row: newId(), values }],
      action: 'case.reopened',
    };
  });
  return {};
}

function disabling(open: OpenOffice, input: Input<'casework.disable'>, disabled: boolean): void {
  recordChanges(open, input.caseId, (stored) => {
    const is = documentOf(stored).values['case_disabled'] === 'yes';
    if (is === disabled) throw new Refusal('FORM_STALE');
    if (disabled && isHeld(open, input.caseId)) throw new Refusal('CASE_HELD');
    return {
      changes: [setCase('case_disabled', disabled ? 'yes' : null), setCase('disabled_reason', input.why)],
      action: disabled ? 'case.disabled' : 'case.enabled',
    };
  });
}

/** Takes a case out of the lists, with the reason; nothing of it is deleted. FORM_STALE when it is out already, CASE_HELD. */
export function disableCase(open: OpenOffice, input: Input<'casework.disable'>): Record<string, never> {
  disabling(open, input, true);
  return {};
}

/** Puts a case back into the lists. */
export function enableCase(open: OpenOffice, input: Input<'casework.enable'>): Record<string, never> {
  disabling(open, input, false);
  return {};
}
