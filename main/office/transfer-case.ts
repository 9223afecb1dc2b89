import { momentIn, textIn } from '#core/casework/row-values.ts';
import type { CaseTransfer } from '#core/contracts/casework.contract.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import { risk } from '#core/contracts/values.ts';
import type { Row, Values } from '#core/forms/types.ts';
import type { CaseId, UserId } from '#core/ids.ts';
import { CASE_RECORD, type Change } from '#core/records/changes.ts';
import { decide, ownsCases, type CaseResource } from '#core/rights/decide.ts';
import { standingOf } from '#core/people/account.ts';
import { Refusal } from '#core/result.ts';
import { newId } from '../crypto/hashing.ts';
import { setFields } from './approvals.ts';
import { mayCall } from './authorise-call.ts';
import { barredNumbers, conflictsWith, isBarred } from './case-exceptions.ts';
import { documentOf, loadCase, loadCaseRow, ownerOf, resourceOf, type StoredCase } from './case-document.ts';
import { initialsIn } from './case-line.ts';
import { instantOf } from './clock.ts';
import { recallHandover } from './offer-handover.ts';
import { momentHere } from './moment-here.ts';
import type { OpenOffice } from './open-office.ts';
import { personName } from './person-name.ts';
import { deadlinesOf } from './project-tasks.ts';
import { rolesHeld, subjectOf } from './roles-in-force.ts';
import { refuseReadOnly } from './refuse-read-only.ts';
import { latestDay } from './today.ts';
import { recordChanges, type RecordedAct } from './record-changes.ts';

const COLLECTION = 'transfers';
const KINDS = ['assign', 'transfer', 'request'] as const;
const STATES = ['in_progress', 'accepted', 'rejected', 'revoked', 'done'] as const;
type Kind = (typeof KINDS)[number];

/** Makes somebody responsible for the case at this office. */
export const setOwner = (user: string): Change => ({
  kind: 'set',
  collection: CASE_RECORD,
  row: CASE_RECORD,
  field: 'owner_user',
  value: user,
});

/** Whether somebody may own cases: a person of this office who is still there, in a role that is responsible. */
export function mayOwn(open: OpenOffice, user: UserId): boolean {
  const person = open.repos.offices.personById(user);
  if (person?.officeN !== open.self.officeN || !person.active) return false;
  const standing = standingOf(open.repos.accounts.get(person.n), latestDay(open));
  if (standing === 'suspended' || standing === 'over') return false;
  return ownsCases(subjectOf(open, user, rolesHeld(person.roles)));
}

/** Colleagues who may own cases, with their open ones but those with which the signed-in person has a conflict. */
export function listColleagues(open: OpenOffice): Output<'casework.colleagues'> {
  const barred = barredNumbers(open);
  return open.repos.offices
    .people()
    .filter(({ userId }) => mayOwn(open, userId))
    .map(({ userId, name }) => ({ user: userId, name, ...open.repos.list.loadOf(userId, barred) }));
}

function newTransfer(open: OpenOffice, stored: StoredCase, kind: Kind, to: string, why: string): Change {
  const values: Values = {
    transfer_kind: kind,
    transfer_date: momentHere(open),
    transfer_status: kind === 'assign' ? 'done' : 'in_progress',
    transfer_from: personName(open, ownerOf(stored)),
    transfer_to: to,
    transfer_to_name: personName(open, to),
    transfer_reason_details: why,
    ...(kind === 'assign' ? { transfer_answered: momentHere(open), transfer_answered_by: open.me.name } : {}),
  };
  return { kind: 'add', collection: COLLECTION, row: newId(), values };
}

/** Only the own cases of an office change hands inside it. */
function needOwnCase(open: OpenOffice, stored: StoredCase): void {
  if (stored.row.ownerOfficeN !== open.self.officeN) throw new Refusal('PERM_DENIED', { rule: 'owning-office' });
}

/** Makes a colleague responsible for a case, with a line about it among the case's transfers. */
export const assigning = (open: OpenOffice, stored: StoredCase, to: UserId, why: string): RecordedAct => ({
  changes: [setOwner(to), newTransfer(open, stored, 'assign', to, why)],
  action: 'case.assigned',
  extra: to,
});

/**
 * Gives cases to a colleague at once. Each is decided by itself; PERM_DENIED for the first that may not be changed, and
 * PERSON_NOT_FITTING for somebody who may own no case, or has a conflict of interest with one of these: nothing was
 * changed then.
 */
export function assignCases(open: OpenOffice, { cases, to, why }: Input<'casework.assign'>): { changed: number } {
  if (!mayOwn(open, to)) throw new Refusal('PERSON_NOT_FITTING');
  const wanted = cases.map((caseId) => loadCase(open, caseId));
  if (wanted.some(({ row }) => conflictsWith(open, row.n, to))) throw new Refusal('PERSON_NOT_FITTING');
  for (const stored of wanted) {
    needOwnCase(open, stored);
    if (!decide(open.subject, 'case.assign', resourceOf(open, stored)).allowed) {
      throw new Refusal('PERM_DENIED', { right: 'case.assign', rule: 'outside-scope' });
    }
  }
  const others = wanted.filter((stored) => ownerOf(stored) !== to);
  for (const { row } of others) {
    recordChanges(open, row.caseId, (stored) => assigning(open, stored, to, why));
  }
  return { changed: others.length };
}

const waiting = (row: Row): boolean => row.values['transfer_status'] === 'in_progress';

/** Offers a case to a colleague. TRANSFER_OPEN when one waits for an answer, PERSON_NOT_FITTING as `assignCases`. */
export function offerTransfer(open: OpenOffice, input: Input<'casework.offerTransfer'>): Record<string, never> {
  if (input.to === open.me.id || !mayOwn(open, input.to)) throw new Refusal('PERSON_NOT_FITTING');
  begin(open, input.caseId, 'transfer', input.to, input.why);
  return {};
}

/** Asks the owner of a case for it. Nothing of the case is told to who asks. */
export function requestTransfer(open: OpenOffice, input: Input<'casework.requestTransfer'>): Record<string, never> {
  if (!mayOwn(open, open.me.id)) throw new Refusal('PERSON_NOT_FITTING');
  begin(open, input.of, 'request', open.me.id, input.why);
  return {};
}

function begin(open: OpenOffice, caseId: CaseId, kind: Kind, to: UserId, why: string): void {
  recordChanges(open, caseId, (stored) => {
    needOwnCase(open, stored);
    if (conflictsWith(open, stored.row.n, to)) throw new Refusal('PERSON_NOT_FITTING');
    refuseReadOnly(open, stored);
    if (documentOf(stored).rows[COLLECTION]?.some(waiting) === true) throw new Refusal('TRANSFER_OPEN');
    return { changes: [newTransfer(open, stored, kind, to, why)], action: 'transfer.offered', extra: kind };
  });
}

interface Roles {
  readonly mayAnswer: boolean;
  readonly mayRevoke: boolean;
}

/** An offer is answered by whom it was made to, a request by the owner; who began it may take it back. */
function rolesIn(open: OpenOffice, owner: string | undefined, resource: CaseResource, { values }: Row): Roles {
  // At an office that has a copy of the case nothing of its owner's hand-overs is to be decided.
  if (resource.ownerOffice !== open.self.officeId) return { mayAnswer: false, mayRevoke: false };
  const mine = textIn(values, 'transfer_to') === open.me.id;
  const owns = owner === open.me.id || decide(open.subject, 'case.assign', resource).allowed;
  const request = textIn(values, 'transfer_kind') === 'request';
  const answers = request ? owns : mine;
  return { mayAnswer: answers, mayRevoke: request ? mine : owns };
}

export function transferView(
  open: OpenOffice,
  owner: string | undefined,
  resource: CaseResource,
  row: Row,
): CaseTransfer | undefined {
  const { values } = row;
  const kind = KINDS.find((one) => one === textIn(values, 'transfer_kind'));
  const status = STATES.find((one) => one === textIn(values, 'transfer_status'));
  if (kind === undefined || status === undefined) return undefined;
  const answeredAt = momentIn(values, 'transfer_answered');
  const answer = textIn(values, 'transfer_rejected_reason');
  const toOffice = open.repos.handovers.byRow(row.id) !== undefined;
  const may = status === 'in_progress' ? rolesIn(open, owner, resource, row) : { mayAnswer: false, mayRevoke: false };
  return {
    transferId: row.id,
    kind,
    status,
    from: textIn(values, 'transfer_from') ?? '',
    to: textIn(values, 'transfer_to_name') ?? textIn(values, 'transfer_to_office') ?? '',
    why: textIn(values, 'transfer_reason_details') ?? '',
    atUtc: instantOf(momentIn(values, 'transfer_date') ?? 0),
    toOffice,
    mayPrint: toOffice && mayCall(open, 'print.make', resource),
    ...(answeredAt === undefined ? {} : { answeredAtUtc: instantOf(answeredAt) }),
    ...(answer === undefined ? {} : { answer }),
    ...may,
  };
}

/** Offers to this person and requests for cases of theirs, the oldest first. */
export const listOffers = (open: OpenOffice): Output<'casework.offers'> =>
  open.repos.tasks.casesWith(deadlinesOf(open, 'transfer')).flatMap(({ caseN }) => {
    const row = open.repos.cases.byNumber(caseN);
    const line = open.repos.list.get(caseN);
    if (row === undefined || line === undefined) return [];
    if (isBarred(open, row.caseId)) return [];
    const stored = loadCaseRow(open, row);
    const level = risk.safeParse(line.risk);
    return (documentOf(stored).rows[COLLECTION] ?? []).filter(waiting).flatMap((one) => {
      const transfer = transferView(open, ownerOf(stored), resourceOf(open, stored), one);
      if (transfer?.mayAnswer !== true) return [];
      const { caseId, code } = row;
      return [
        { caseId, code, initials: initialsIn(open, line), ...(level.success ? { risk: level.data } : {}), transfer },
      ];
    });
  });

function waitingIn(open: OpenOffice, stored: StoredCase, id: string): Row & Roles {
  const row = documentOf(stored).rows[COLLECTION]?.find((one) => one.id === id);
  if (row === undefined || !waiting(row)) throw new Refusal('FORM_STALE');
  return { ...row, ...rolesIn(open, ownerOf(stored), resourceOf(open, stored), row) };
}

/**
 * Accepts a transfer, which changes the owner, or rejects it with a reason; then the owner stays (reference.md §3.8).
 * FORM_STALE when it was answered or taken back meanwhile, FORM_REASON_NEEDED for a rejection without a reason.
 */
export function answerTransfer(open: OpenOffice, input: Input<'casework.answerTransfer'>): Record<string, never> {
  if (!input.accept && input.why === '') throw new Refusal('FORM_REASON_NEEDED', { field: 'transfer_rejected_reason' });
  recordChanges(open, input.of, (stored) => {
    const row = waitingIn(open, stored, input.transfer);
    if (!row.mayAnswer) throw new Refusal('PERM_DENIED', { rule: 'not-yours-to-answer' });
    const to = textIn(row.values, 'transfer_to');
    const answer: Values = {
      transfer_status: input.accept ? 'accepted' : 'rejected',
      transfer_answered: momentHere(open),
      transfer_answered_by: open.me.name,
      ...(input.accept ? {} : { transfer_rejected_reason: input.why }),
    };
    return {
      changes: [...setFields(COLLECTION, row.id, answer), ...(input.accept && to !== undefined ? [setOwner(to)] : [])],
      action: 'transfer.answered',
      extra: input.accept ? 'accepted' : 'rejected',
    };
  });
  return {};
}

/** Takes an offer or a request back. Refuses as `answerTransfer` does. */
export function revokeTransfer(open: OpenOffice, input: Input<'casework.revokeTransfer'>): Record<string, never> {
  if (recallHandover(open, input)) return {};
  recordChanges(open, input.of, (stored) => {
    const row = waitingIn(open, stored, input.transfer);
    if (!row.mayRevoke) throw new Refusal('PERM_DENIED', { rule: 'not-yours-to-revoke' });
    return {
      changes: setFields(COLLECTION, row.id, { transfer_status: 'revoked', transfer_answered: momentHere(open) }),
      action: 'transfer.revoked',
    };
  });
  return {};
}
