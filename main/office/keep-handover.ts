import type { KeptHandover } from '#core/contracts/handovers.contract.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import type { CaseId, DraftId } from '#core/ids.ts';
import { newId } from '../crypto/hashing.ts';
import type { DraftRow } from '../storage/draft.repo.ts';
import { instantOf } from './clock.ts';
import type { OpenOffice } from './open-office.ts';

/** Hand-overs that are being written lie beside the drafts of forms; whoever edits the case knows nothing of them. */
const FORM = 'handover';

interface Body {
  readonly of: CaseId;
  readonly typed: KeptHandover;
}
export const isHandover = (row: DraftRow): boolean => row.form === FORM;
export const handoverOf = (row: DraftRow): Body => JSON.parse(row.body) as Body;

const ownKept = (open: OpenOffice, caseId: CaseId): DraftRow | undefined =>
  open.repos.drafts.ofUser(open.me.id).find((row) => isHandover(row) && handoverOf(row).of === caseId);

/** What this person has written of a hand-over of the case. */
export function keptHandover(open: OpenOffice, caseId: CaseId): KeptHandover | undefined {
  const row = ownKept(open, caseId);
  return row && handoverOf(row).typed;
}

const isEmpty = ({ reason, why, summary, safety, childTold, caregiverTold }: KeptHandover): boolean =>
  [why, summary, safety].every((text) => text.trim() === '') &&
  [reason, childTold, caregiverTold].every((answer) => answer === undefined);

/** Keeps what is being written, one draft for each person and case. Durable when it returns. */
export function keepHandover(open: OpenOffice, { caseId, typed }: Input<'handovers.keep'>): Output<'handovers.keep'> {
  const now = open.clock.now();
  const before = ownKept(open, caseId);
  if (isEmpty(typed)) endKeptHandover(open, caseId);
  else
    open.repos.drafts.put({
      id: before?.id ?? newId<DraftId>(),
      userId: open.me.id,
      caseId: null,
      form: FORM,
      body: JSON.stringify({ of: caseId, typed } satisfies Body),
      startedAt: before?.startedAt ?? now,
      updatedAt: now,
    });
  return { savedAtUtc: instantOf(now) };
}

/** It was offered, or there is nothing left of it. */
export function endKeptHandover(open: OpenOffice, caseId: CaseId): void {
  const row = ownKept(open, caseId);
  if (row) open.repos.drafts.remove(row.id);
}
