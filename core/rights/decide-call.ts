import type { CallName } from '#core/contracts/index.ts';
import { decide, type CaseResource, type Decision, type Subject } from './decide.ts';
import { isReferred } from './reach.ts';
import type { Right } from './roles.ts';

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

export interface CallDecision {
  readonly allowed: boolean;
  /** `referral`: the role that a referral gives would allow it in another call. */
  readonly rule: Decision['rule'] | 'referral';
}

/**
 * Whether a person may make a call about one case, whatever state the case is in: by its right, and under a referral only
 * where that is what a referral is for. Both the gate of the worker and what a case tells its page ask here.
 *
 * @param right what the call declares that it needs.
 */
export function decideCall(subject: Subject, name: CallName, right: Right, resource: CaseResource): CallDecision {
  const decision = decide(subject, right, resource);
  const givesOn = right === 'case.write' && !WRITTEN_BY_REFERRAL.has(name) && isReferred(subject, resource);
  return decision.allowed && givesOn ? { allowed: false, rule: 'referral' } : decision;
}
