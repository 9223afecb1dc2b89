import { textIn } from '#core/casework/row-values.ts';
import type { HandOp } from '#core/exchange/handover.ts';
import { APART, type Op } from '#core/exchange/op.ts';
import type { DateTimeValue, Values } from '#core/forms/types.ts';
import type { HandoverRow } from '../storage/handover.repo.ts';
import { hasLeft, type OfficeRow } from '../storage/office.repo.ts';
import { setFields } from './approvals.ts';
import { audit } from './audit.ts';
import { author, withOps, type StreamSave } from './author.ts';
import { documentOf, loadCaseRow, type StoredCase } from './case-document.ts';
import { savesOf } from './change-ops.ts';
import { shownOf } from './drafts.ts';
import { keptWith } from './kept-at-handover.ts';
import { momentAt } from './moment-here.ts';
import { offerToPartners } from './offer-changes.ts';
import type { OpenOffice } from './open-office.ts';
import { passAlong } from './pass-at-handover.ts';

export const TRANSFERS = 'transfers';

/** The same operation in each stream of a case that this office owns and that may leave it. */
export const inEachStream = (open: OpenOffice, stored: Pick<StoredCase, 'streams'>, op: Op): StreamSave[] =>
  stored.streams
    .filter(({ compartment }) => !APART.has(compartment))
    .filter(({ ownerOfficeN }) => ownerOfficeN === open.self.officeN)
    .map((stream): StreamSave => ({ stream, ops: [op] }));

/** A word about a hand-over, in the core of its case. */
export const inCore = (stored: Pick<StoredCase, 'streams'>, op: HandOp): StreamSave[] =>
  stored.streams.filter((stream) => stream.compartment === 'core').map((stream) => ({ stream, ops: [op] }));

/**
 * The grant ends that came with an offer which was not taken: what the office holds can be read there from now on, and
 * nothing more goes to it. A case that was shared before stays as it was.
 */
export function endOffer(open: OpenOffice, stored: StoredCase, handover: HandoverRow, office: OfficeRow): StreamSave[] {
  if (!handover.fresh) return [];
  open.repos.links.unshare(stored.row.n, office.n);
  return inEachStream(open, stored, ['grant', office.officeId, 0, 'handover-ended', '', open.clock.now()]);
}

/** Beside the word that gives the case away stands what has to hold at the new owner too, as it lies now. */
const withKept = (
  open: OpenOffice,
  { row }: StoredCase,
  handover: HandoverRow,
  { stream, ops }: StreamSave,
): StreamSave => ({
  stream,
  ops: stream.compartment === 'core' ? [...ops, ...keptWith(open, handover.row, row)] : ops,
});

/** Answers whether that wrote something into the case. */
function settle(open: OpenOffice, handover: HandoverRow): boolean {
  const { cases, offices, handovers } = open.repos;
  const row = cases.byNumber(handover.caseN);
  const office = offices.officeById(handover.to);
  handovers.settle(handover.row);
  if (row?.ownerOfficeN !== open.self.officeN || office === undefined || handover.reply === undefined) return false;
  const stored = loadCaseRow(open, row);
  const told = documentOf(stored).rows[TRANSFERS]?.find((one) => one.id === handover.row);
  // Taken back before the answer came, or told of by a row that is gone: the case stays where it is.
  if (handover.recalled || told === undefined || textIn(told.values, 'transfer_status') !== 'in_progress') return false;
  const answered: DateTimeValue = momentAt(handover.repliedAt ?? open.clock.now(), open.self.timeZone);
  // An office that left the programme meanwhile would follow no child up: the case stays here, and the offer is taken back.
  const isGone = handover.accepted && hasLeft(office);
  const answer: Values = isGone
    ? { transfer_status: 'revoked', transfer_answered: momentAt(open.clock.now(), open.self.timeZone) }
    : {
        transfer_status: handover.accepted ? 'accepted' : 'rejected',
        transfer_answered: answered,
        transfer_answered_by: handover.replyBy,
        ...(handover.accepted ? {} : { transfer_rejected_reason: handover.reason.slice(0, 500) }),
      };
  const changes = setFields(TRANSFERS, handover.row, answer);
  const own: HandOp = ['hand', handover.row, 'own', handover.to, handover.reply];
  const isTaken = handover.accepted && !isGone;
  const recall: HandOp = ['hand', handover.row, 'recall', office.officeId];
  const more = isTaken
    ? inEachStream(open, stored, own).map((save) => withKept(open, stored, handover, save))
    : [...(isGone ? inCore(stored, recall) : []), ...endOffer(open, stored, handover, office)];
  const saves = savesOf(open, stored, { shown: shownOf(stored), decided: true }, changes, undefined);
  author(open, withOps(saves, more));
  if (isTaken) passAlong(open, handover.row, row);
  offerLast(open, row.n, office);
  audit(
    open,
    'transfer.answered',
    row.caseId,
    'done',
    `${office.code} ${isGone ? 'revoked' : handover.accepted ? 'accepted' : 'rejected'}`,
  );
  return true;
}

/** What ends a hand-over still goes to the office, also where nothing more is shared with it. */
export function offerLast(open: OpenOffice, caseN: number, office: OfficeRow): void {
  const { links } = open.repos;
  const shared = links.sharesOf(caseN).some(({ officeN }) => officeN === office.n);
  if (!shared) links.share(caseN, office.n, open.clock.now());
  offerToPartners(open, caseN);
  if (!shared) links.unshare(caseN, office.n);
}

/**
 * Lets answers to this office's offers have their effect: an acceptance makes the other office the owner, by a commit
 * of this one, unless that one has left the programme meanwhile; a rejection ends what the offer had opened. Runs in the
 * transaction that brought the answer, so that a power cut leaves both or neither. Answers the numbers of the cases that it
 * wrote into.
 */
export function settleHandovers(open: OpenOffice, touched: Iterable<number>): number[] {
  const written: number[] = [];
  for (const caseN of touched)
    for (const handover of open.repos.handovers.ofCase(caseN))
      if (handover.from === open.self.officeId && handover.reply !== undefined && !handover.settled)
        if (settle(open, handover)) written.push(caseN);
  return written;
}
