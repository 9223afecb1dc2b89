import { textIn } from '#core/casework/row-values.ts';
import type { HandOp } from '#core/exchange/handover.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import { risk } from '#core/contracts/values.ts';
import { Refusal } from '#core/result.ts';
import type { HandoverRow } from '../storage/handover.repo.ts';
import { documentOf, loadCaseRow } from './case-document.ts';
import { isBarred } from './case-exceptions.ts';
import { initialsIn } from './case-line.ts';
import { instantOf } from './clock.ts';
import type { OpenOffice } from './open-office.ts';
import { recordChanges } from './record-changes.ts';
import { TRANSFERS } from './settle-handovers.ts';
import { mayOwn, setOwner } from './transfer-case.ts';

/** `ended`: taken back, left, or long this office's. */
const stateOf = ({ recalled, reply, accepted, own }: HandoverRow): 'open' | 'accepted' | 'ended' => {
  if (recalled || own !== undefined) return 'ended';
  if (reply === undefined) return 'open';
  return accepted ? 'accepted' : 'ended';
};

/** Cases that other offices hand over to this one: those to answer, and those whose answer is not there yet. */
export const listHandovers = (open: OpenOffice): Output<'handovers.inbox'> =>
  open.repos.handovers.toOffice(open.self.officeId).flatMap((handover) => {
    const state = stateOf(handover);
    const row = open.repos.cases.byNumber(handover.caseN);
    const line = open.repos.list.get(handover.caseN);
    if (state === 'ended' || row === undefined || line === undefined || isBarred(open, row.caseId)) return [];
    const told = documentOf(loadCaseRow(open, row)).rows[TRANSFERS]?.find(({ id }) => id === handover.row);
    const values = told?.values ?? {};
    const level = risk.safeParse(line.risk);
    const reason = textIn(values, 'transfer_reason');
    return [
      {
        caseId: row.caseId,
        code: row.code,
        initials: initialsIn(open, line),
        ...(level.success ? { risk: level.data } : {}),
        transfer: handover.row,
        from: open.repos.offices.officeById(handover.from)?.name ?? '',
        ...(reason === undefined ? {} : { reason }),
        why: textIn(values, 'transfer_reason_details') ?? '',
        summary: textIn(values, 'transfer_summary') ?? '',
        safety: textIn(values, 'transfer_safety') ?? '',
        offeredAtUtc: instantOf(handover.offeredAt),
        state,
      },
    ];
  });

/**
 * Takes a case over for one of the people here, or leaves it with a reason. The case is this office's only when the
 * other one has heard of it and says so. FORM_STALE when it was answered or taken back, PERSON_NOT_FITTING for somebody
 * who may own no case, PERM_DENIED for an offer to another office.
 */
export function answerHandover(open: OpenOffice, input: Input<'handovers.answer'>): Record<string, never> {
  if (input.accept && !mayOwn(open, input.worker)) throw new Refusal('PERSON_NOT_FITTING');
  recordChanges(open, input.of, (stored) => {
    const handover = open.repos.handovers.byRow(input.transfer);
    if (handover?.caseN !== stored.row.n || stateOf(handover) !== 'open') throw new Refusal('FORM_STALE');
    const { officeId } = open.self;
    if (handover.to !== officeId) throw new Refusal('PERM_DENIED', { rule: 'offered-to-another-office' });
    const op: HandOp = input.accept
      ? ['hand', handover.row, 'take', officeId]
      : ['hand', handover.row, 'leave', officeId, input.why];
    return {
      changes: input.accept ? [setOwner(input.worker)] : [],
      more: stored.streams.filter(({ compartment }) => compartment === 'core').map((stream) => ({ stream, ops: [op] })),
      action: 'transfer.answered',
      extra: input.accept ? 'accepted' : 'rejected',
    };
  });
  return {};
}
