import type { CaseId } from '#core/ids.ts';
import type { CallName } from '#core/contracts/index.ts';
import { RIGHTS, type Right } from '#core/rights/roles.ts';
import { decide } from '#core/rights/decide.ts';
import { Refusal } from '#core/result.ts';
import { audit } from './audit.ts';
import { loadCase, resourceOf } from './case-document.ts';
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
  if (right === 'session') return;
  const known = RIGHTS.find((r): r is Right => r === right);
  if (known === undefined) throw new Refusal('PERM_DENIED', { right });
  const caseId = caseIn(input);
  const resource = caseId === undefined ? undefined : resourceOf(open, loadCase(open, caseId));
  const decision = decide(open.subject, known, resource);
  if (decision.allowed) return;
  audit(open, 'right.refused', caseId ?? name, 'refused', `${known} ${decision.rule}`);
  throw new Refusal('PERM_DENIED', { right: known, rule: decision.rule });
}

/** For use cases that reach a case on the way: the same decision, with the same trace. */
export function authoriseCase(open: OpenOffice, right: Right, caseId: CaseId): void {
  authoriseCall(open, 'cases.open', right, { caseId });
}
