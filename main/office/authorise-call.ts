import type { CaseId } from '#core/ids.ts';
import { findCall, type CallName } from '#core/contracts/index.ts';
import { RIGHTS, type Right } from '#core/rights/roles.ts';
import { decide, type CaseResource } from '#core/rights/decide.ts';
import { decideCall, type CallDecision } from '#core/rights/decide-call.ts';
import { Refusal } from '#core/result.ts';
import { audit } from './audit.ts';
import { refuseBarred } from './case-exceptions.ts';
import { refuseClosed } from './closed-account.ts';
import { refuseBefore } from './first-things.ts';
import { refuseInTrial } from './trial.ts';
import { loadCaseRecord, resourceOf, type CaseRecord } from './case-document.ts';
import type { OpenOffice } from './open-office.ts';

const caseIn = (input: unknown): CaseId | undefined =>
  typeof input === 'object' && input !== null && 'caseId' in input && typeof input.caseId === 'string'
    ? (input.caseId as CaseId)
    : undefined;

const rightNamed = (right: string | undefined): Right | undefined => RIGHTS.find((r): r is Right => r === right);

/**
 * Whether the signed-in person may make this call: the call's right, on the case that the call is about if it names
 * one. A refusal is a line in the audit trail.
 */
export function authoriseCall(open: OpenOffice, name: CallName, right: string, input: unknown): void {
  refuseBefore(open, name);
  refuseInTrial(open, name);
  refuseBarred(open, input);
  if (right === 'session') return;
  refuseClosed(open, name);
  const known = rightNamed(right);
  if (known === undefined) throw new Refusal('PERM_DENIED', { right });
  const caseId = caseIn(input);
  if (caseId !== undefined) {
    const resource = resourceOf(open, recordOf(open, caseId));
    refuseDenied(open, known, caseId, decideCall(open.subject, name, known, resource));
  } else permit(open, known, name);
}

/**
 * Whether the person's rights on a case allow a call about it, whatever state the case is in: what `authoriseCall` asks,
 * without a line in the trail. For pages, which show no button for what would be refused.
 */
export function mayCall(open: OpenOffice, name: CallName, resource: CaseResource): boolean {
  const right = rightNamed(findCall(name)?.right);
  return right !== undefined && decideCall(open.subject, name, right, resource).allowed;
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
  refuseDenied(open, right, object, decide(open.subject, right, resource));
}

function refuseDenied(open: OpenOffice, right: Right, object: string, { allowed, rule }: CallDecision): void {
  if (allowed) return;
  audit(open, 'right.refused', object, 'refused', `${right} ${rule}`);
  throw new Refusal('PERM_DENIED', { right, rule });
}
