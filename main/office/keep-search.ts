import type { Input, Output } from '#core/contracts/index.ts';
import type { KeptSearch } from '#core/contracts/kept.ts';
import type { DraftId } from '#core/ids.ts';
import { Refusal } from '#core/result.ts';
import { newId } from '../crypto/hashing.ts';
import type { DraftRow } from '../storage/draft.repo.ts';
import { instantOf } from './clock.ts';
import type { OpenOffice } from './open-office.ts';

/** Drafts of the search before a registration lie beside the drafts of forms. */
const FORM = 'search';

export const isSearch = (row: DraftRow): boolean => row.form === FORM;
export const searchOf = (row: DraftRow): KeptSearch => JSON.parse(row.body) as KeptSearch;

function ownSearch(open: OpenOffice, id: DraftId): DraftRow | undefined {
  const row = open.repos.drafts.get(id);
  return row?.userId === open.me.id && isSearch(row) ? row : undefined;
}

/**
 * Keeps what was typed before the registration form: in the draft named, or in a new one, also when that one has been
 * removed meanwhile. Durable when it returns.
 */
export function keepSearch(
  open: OpenOffice,
  { draftId, search }: Input<'cases.keepSearch'>,
): Output<'cases.keepSearch'> {
  const now = open.clock.now();
  const before = draftId === undefined ? undefined : ownSearch(open, draftId);
  const id = before?.id ?? newId<DraftId>();
  open.repos.drafts.put({
    id,
    userId: open.me.id,
    caseId: null,
    form: FORM,
    body: JSON.stringify(search),
    startedAt: before?.startedAt ?? now,
    updatedAt: now,
  });
  return { draftId: id, savedAtUtc: instantOf(now) };
}

/** An own search. FORM_DRAFT_NOT_FOUND also for somebody else's: whether it exists is not told. */
export function keptSearch(open: OpenOffice, { draftId }: Input<'cases.keptSearch'>): Output<'cases.keptSearch'> {
  const row = ownSearch(open, draftId);
  if (!row) throw new Refusal('FORM_DRAFT_NOT_FOUND');
  return { search: searchOf(row), savedAtUtc: instantOf(row.updatedAt) };
}

/** The registration goes on: from here on its own draft keeps what was typed. */
export function endSearch(open: OpenOffice, draftId: DraftId): void {
  if (ownSearch(open, draftId)) open.repos.drafts.remove(draftId);
}
