import { textIn } from '#core/casework/row-values.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import type { FieldValue, Row, Values } from '#core/forms/types.ts';
import { decide } from '#core/rights/decide.ts';
import { CASE_RECORD } from '#core/records/changes.ts';
import { Refusal } from '#core/result.ts';
import { newId } from '../crypto/hashing.ts';
import { hasLeft, type OfficeRow } from '../storage/office.repo.ts';
import { setFields } from './approvals.ts';
import { wasHeld } from './asked-referral.ts';
import { documentOf, loadCase, ownerOf, resourceOf, type StoredCase } from './case-document.ts';
import { judge } from './judge-case.ts';
import { endKeptHandover, keptHandover } from './keep-handover.ts';
import { momentHere } from './moment-here.ts';
import { goesAlong } from './pass-at-handover.ts';
import { linkTo } from './link-state.ts';
import type { OpenOffice } from './open-office.ts';
import { personName } from './person-name.ts';
import { needOwnCase } from './prepare-referral.ts';
import { recordChanges } from './record-changes.ts';
import { endOffer, inCore, inEachStream, offerLast, TRANSFERS } from './settle-handovers.ts';
import { knownOffice } from './share-cases.ts';

/** The offices of the programme that are known here, with what the child's consent says to each. */
export function prepareHandover(open: OpenOffice, { caseId }: Input<'handovers.prepare'>): Output<'handovers.prepare'> {
  const stored = loadCase(open, caseId);
  needOwnCase(open, stored);
  const offices = open.repos.offices
    .offices()
    .filter((office) => !office.isSelf && !hasLeft(office))
    .map((office) => {
      const { decision } = judge(open, stored.row, office);
      return { office: office.officeId, name: office.name, leaves: decision.leaves, consent: decision.consent };
    });
  const kept = keptHandover(open, caseId);
  return { offices, along: goesAlong(open, stored.row), ...(kept === undefined ? {} : { kept }) };
}

const waiting = ({ values }: Row): boolean => textIn(values, 'transfer_status') === 'in_progress';

function rowOf(open: OpenOffice, stored: StoredCase, office: OfficeRow, input: Input<'handovers.offer'>): Values {
  const document = documentOf(stored);
  const actions = (document.rows['plan_actions'] ?? []).filter(
    ({ values }) => !['completed', 'cancelled'].includes(textIn(values, 'action_status') ?? ''),
  );
  const level = textIn(document.values, 'risk_level');
  const all: Readonly<Record<string, FieldValue | undefined>> = {
    transfer_kind: 'transfer',
    transfer_date: momentHere(open),
    transfer_status: 'in_progress',
    transfer_from: personName(open, ownerOf(stored)),
    transfer_from_office: open.self.name,
    transfer_to: office.officeId,
    transfer_to_office: office.name,
    transfer_to_name: { missing: 'unknown' },
    transfer_reason: input.reason,
    transfer_reason_details: input.why === '' ? undefined : input.why,
    transfer_consent: document.values['consent_share'] === 'yes' ? 'yes' : undefined,
    transfer_child_told: input.childTold,
    transfer_child_told_by: input.childTold === 'yes' ? open.me.name : undefined,
    transfer_caregiver_told: input.caregiverTold,
    transfer_summary: input.summary,
    transfer_safety: input.safety,
    transfer_risk: level,
    transfer_open_actions: actions.length,
    transfer_copy_kept: 'read_only_copy',
  };
  return Object.fromEntries(
    Object.entries(all).flatMap(([field, value]) =>
      value === undefined || open.fields.find(TRANSFERS, field) === undefined ? [] : [[field, value]],
    ),
  );
}

/**
 * Offers a case to another office (reference.md §3.9): the whole case goes there with the next bundle, and it stays this
 * office's until the other one has taken it and the answer is here (decision 0019). TRANSFER_OPEN while another change of
 * owner waits, SYNC_NO_CONSENT when consent keeps the case here, FORM_STALE when it is not open.
 */
export function offerHandover(open: OpenOffice, input: Input<'handovers.offer'>): Output<'handovers.offer'> {
  const office = knownOffice(open, input.office);
  if (open.fields.find(CASE_RECORD, TRANSFERS) === undefined) throw new Refusal('FORM_STALE');
  const transfer = newId();
  recordChanges(open, input.caseId, (stored) => {
    needOwnCase(open, stored);
    const document = documentOf(stored);
    if ((document.values['status'] ?? 'open') !== 'open') throw new Refusal('FORM_STALE');
    if (document.rows[TRANSFERS]?.some(waiting) === true) throw new Refusal('TRANSFER_OPEN');
    const { decision, firstTime } = judge(open, stored.row, office);
    if (!decision.leaves) throw new Refusal('SYNC_NO_CONSENT');
    const grant = ['grant', office.officeId, 1, 'handover', `consent:${decision.consent}`, open.clock.now()] as const;
    return {
      changes: [{ kind: 'add', collection: TRANSFERS, row: transfer, values: rowOf(open, stored, office, input) }],
      more: [
        ...(firstTime ? inEachStream(open, stored, grant) : []),
        ...inCore(stored, ['hand', transfer, 'offer', office.officeId]),
      ],
      written: () => {
        endKeptHandover(open, input.caseId);
        if (!firstTime) return;
        open.repos.handovers.markFresh(transfer);
        open.repos.links.share(stored.row.n, office.n, open.clock.now());
      },
      action: 'transfer.offered',
      extra: office.code,
    };
  });
  return { transfer };
}

/**
 * Takes an offer to another office back. Of a case that no bundle has held yet nothing leaves any more; an office that
 * may hold the offer is told that it ended. Answers false when the row is no offer to another office. FORM_STALE when it
 * was settled.
 */
export function recallHandover(open: OpenOffice, input: Input<'casework.revokeTransfer'>): boolean {
  const handover = open.repos.handovers.byRow(input.transfer);
  const office = handover && open.repos.offices.officeById(handover.to);
  if (handover === undefined || office === undefined) return false;
  recordChanges(open, input.of, (stored) => {
    needOwnCase(open, stored);
    const told = documentOf(stored).rows[TRANSFERS]?.find(({ id }) => id === handover.row);
    if (told === undefined || !waiting(told) || handover.recalled) throw new Refusal('FORM_STALE');
    const may = ownerOf(stored) === open.me.id || decide(open.subject, 'case.assign', resourceOf(open, stored)).allowed;
    if (!may) throw new Refusal('PERM_DENIED', { rule: 'not-yours-to-revoke' });
    const tell = wasHeld(open, stored.row.n, office);
    return {
      changes: setFields(TRANSFERS, handover.row, { transfer_status: 'revoked', transfer_answered: momentHere(open) }),
      more: [
        ...inCore(stored, ['hand', handover.row, 'recall', office.officeId]),
        ...endOffer(open, stored, handover, office),
      ],
      written: () => {
        if (tell) offerLast(open, stored.row.n, office);
        else if (handover.fresh) open.repos.links.takeBack(linkTo(open, office.officeId), stored.row.n);
      },
      action: 'transfer.revoked',
      extra: office.code,
    };
  });
  return true;
}
