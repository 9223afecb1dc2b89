import type { CaseId } from '#core/ids.ts';
import type { CallName } from '#core/contracts/index.ts';
import { RIGHTS, type Right } from '#core/rights/roles.ts';
import { decide, type CaseResource } from '#core/rights/decide.ts';
import { isReferred } from '#core/rights/reach.ts';
import { Refusal } from '#core/result.ts';
import { audit } from './audit.ts';
import { refuseBarred } from './case-exceptions.ts';
import { refuseClosedElsewhere } from './closed-account.ts';
import { refuseBefore } from './first-things.ts';
import { refuseInTrial } from './trial.ts';
import { loadCaseRecord, resourceOf, type CaseRecord } from './case-document.ts';
import type { OpenOffice } from './open-office.ts';

const caseIn = (input: unknown): CaseId | undefined =>
  typeof input === 'object' && input !== null && 'caseId' in input && typeof input.caseId === 'string'
    ? (input.caseId as CaseId)
    : undefined;

/**
 * Whether the signed-in person may make this call: the call's right, on the case that the call is about if it names
 * one. A refusal is a line in the audit trail.
 */
export function authoriseCall(open: OpenOffice, name: CallName, right: string, input: unknown): void {
  refuseBefore(open, name);
  refuseInTrial(open, name);
  refuseBarred(open, input);
  if (right === 'session') return;
  refuseClosedElsewhere(open);
  const known = RIGHTS.find((r): r is Right => r === right);
  if (known === undefined) throw new Refusal('PERM_DENIED', { right });
  const caseId = caseIn(input);
  if (caseId !== undefined) {
    const resource = resourceOf(open, recordOf(open, caseId));
    permit(open, known, caseId, resource);
    refuseGivingOn(open, name, known, caseId, resource);
  } else permit(open, known, name);
}

/**
 * What a referral that gives writing is for: answers, notes, flags and files. Giving the case on, asking for approvals,
 * closing it and moving its tasks stay with whoever is responsible.
 */
const WRITTEN_BY_REFERRAL: ReadonlySet<string> = new Set<CallName>([
  'cases.startEdit',
  'casework.addNote',
  'casework.addFlag',
  'alerts.accept',
  'disputes.mark',
  'attachments.begin',
  'attachments.append',
  'attachments.finish',
  'attachments.readPicked',
  'attachments.keepPicked',
]);

function refuseGivingOn(open: OpenOffice, name: CallName, right: Right, caseId: CaseId, resource: CaseResource): void {
  if (right !== 'case.write' || WRITTEN_BY_REFERRAL.has(name) || !isReferred(open.subject, resource)) return;
  audit(open, 'right.refused', caseId, 'refused', `${right} referral`);
  throw new Refusal('PERM_DENIED', { right, rule: 'referral' });
}

/** For use cases that reach a case on the way. `record`: the case's own answers where they were read already. */
export function authoriseCase(open: OpenOffice, right: Right, caseId: CaseId, record?: CaseRecord): void {
  permit(open, right, caseId, resourceOf(open, record ?? recordOf(open, caseId)));
}

function recordOf(open: OpenOffice, caseId: CaseId): CaseRecord {
  const row = open.repos.cases.byId(caseId);
  if (!row) throw new Refusal('FORM_CASE_NOT_FOUND');
  return loadCaseRecord(open, row);
}

/** Whether the person may do it, on `resource` when it is about one case. `object`: what the refusal is about, an id. */
export function permit(open: OpenOffice, right: Right, object: string, resource?: CaseResource): void {
  const decision = decide(open.subject, right, resource);
  if (decision.allowed) return;
  audit(open, 'right.refused', object, 'refused', `${right} ${decision.rule}`);
  throw new Refusal('PERM_DENIED', { right, rule: decision.rule });
}
