import type { Input, Output } from '#core/contracts/index.ts';
import { Refusal } from '#core/result.ts';
import { authoriseCase } from '../authorise-call.ts';
import { waitingOn } from '../link-health.ts';
import type { OpenOffice } from '../open-office.ts';
import { candidates, linkedOffice, shareCases } from '../share-cases.ts';

/**
 * Shares chosen cases with an office, so that the next visit to the relay takes them along. Answers how many may leave.
 * SYNC_NO_CONSENT when none may, PERM_DENIED for a case that the person may not send.
 */
export function queueForRelay(open: OpenOffice, input: Input<'relay.queue'>): Output<'relay.queue'> {
  if ('cases' in input.selection)
    for (const caseId of input.selection.cases) authoriseCase(open, 'exchange.send', caseId);
  const office = linkedOffice(open, input.office);
  if (office.isSelf) return { cases: waitingOn(open, office).cases.size };
  const list = candidates(open, office, input.selection);
  const leaving = list.filter(({ decision }) => decision.leaves);
  if (list.length > 0 && leaving.length === 0) throw new Refusal('SYNC_NO_CONSENT');
  shareCases(open, office, list);
  return { cases: leaving.length };
}
