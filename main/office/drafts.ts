import type { CaseId, DraftId } from '#core/ids.ts';
import { patched, type DocumentPatch } from '#core/forms/document-patch.ts';
import type { CaseDocument, FieldValue, Values } from '#core/forms/types.ts';
import type { Draft } from '#core/contracts/cases.contract.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import { CASE_RECORD, changesBetween } from '#core/records/changes.ts';
import { ANY_CASE, type CaseResource } from '#core/rights/decide.ts';
import { maskDocument } from '#core/rights/mask.ts';
import { Refusal } from '#core/result.ts';
import { newId } from '../crypto/hashing.ts';
import type { DraftRow } from '../storage/draft.repo.ts';
import { loadCase, loadCaseRecord, readableCase, sightOfCase, type StoredCase } from './case-document.ts';
import { isBarred, isUnnamed } from './case-exceptions.ts';
import { instantOf } from './clock.ts';
import { formsOnlyRead } from './forms-only-read.ts';
import { handoverOf, isHandover } from './keep-handover.ts';
import { endSearch, isSearch, searchOf } from './keep-search.ts';
import { refuseMerged } from './merged-cases.ts';
import type { OpenOffice } from './open-office.ts';
import { refuseClosedForms } from './refuse-closed-forms.ts';
import { refuseReadOnly } from './refuse-read-only.ts';
import { judgingDay, todayIn } from './today.ts';

/** What the editor was shown of one record: dots of every field, and of the row itself (exchange.md R1). */
export interface ShownRecord {
  readonly created: string | undefined;
  readonly live: readonly string[];
  readonly fields: Readonly<Record<string, readonly string[]>>;
}

/** What drafts of a case's forms are called among the other things that are not finished. */
const FORM = 'registration';

/** The content of a draft row. `shown` is kept from the moment the case was opened, whatever arrives meanwhile. */
export interface DraftBody {
  readonly document: CaseDocument;
  readonly opened: CaseDocument;
  readonly shown: Readonly<Record<string, ShownRecord>>;
  readonly accepted: Draft['accepted'];
  readonly notSameAs: readonly CaseId[];
  /** A registration that began from another case of the family. */
  readonly family?: {
    readonly of: CaseId;
    readonly code: string;
    readonly row?: string;
    /** What the new child is to the child of that case. */
    readonly relation?: string;
    /** The answers that were taken over, by their path. */
    readonly copied: Readonly<Record<string, FieldValue>>;
  };
  /** A registration that began from a referral of another office, with the child's code there. */
  readonly referral?: {
    readonly row: string;
    readonly code: string;
    readonly copied: Readonly<Record<string, FieldValue>>;
  };
}

/** A record may lie in several streams of a case, one for each compartment; each has its own dots. */
export const shownKey = (sid: number, coll: string, rec: string): string => `${String(sid)}/${coll}/${rec}`;

export const bodyOf = (row: DraftRow): DraftBody => JSON.parse(row.body) as DraftBody;

/** The dots of everything as it stands: what somebody who acts now was shown. */
export function shownOf(stored: StoredCase): Record<string, ShownRecord> {
  const shown: Record<string, ShownRecord> = {};
  for (const { sid, coll, rec, state } of stored.records) {
    shown[shownKey(sid, coll, rec)] = {
      created: state.created?.dot,
      live: state.live,
      fields: Object.fromEntries(Object.entries(state.fields).map(([f, list]) => [f, list.map((s) => s.dot)])),
    };
  }
  return shown;
}

function view(open: OpenOffice, row: DraftRow): Draft {
  const body = bodyOf(row);
  const from = body.family ?? body.referral;
  return {
    draftId: row.id,
    ...(row.caseId === null ? {} : { caseId: row.caseId }),
    document: body.document as Draft['document'],
    opened: body.opened as Draft['opened'],
    today: judgingDay(open),
    savedAtUtc: instantOf(row.updatedAt),
    startedAtUtc: instantOf(row.startedAt),
    accepted: body.accepted,
    notSameAs: [...body.notSameAs],
    ...(row.caseId === null
      ? { formsReadOnly: formsOnlyRead(open, newCaseOf(open), 'case.register').map(({ id }) => id) }
      : {}),
    ...(from === undefined
      ? {}
      : { copied: { code: from.code, answers: from.copied as NonNullable<Draft['copied']>['answers'] } }),
  };
}

/** The case that a registration of the signed-in person would become, as rights see it. */
export const newCaseOf = ({ me, self }: OpenOffice): CaseResource => ({
  caseId: ANY_CASE,
  ownerUser: me.id,
  ownerOffice: self.officeId,
});

/**
 * Begins a draft of a case, or of a registration. PERM_FORM_CLOSED when a registration begins with answers of a form that
 * the person may not write: it could never be saved, and that is said before anything is typed.
 */
export function createDraft(open: OpenOffice, caseId: CaseId | null, body: DraftBody): Draft {
  if (caseId === null)
    refuseClosedForms(open, newCaseOf(open), changesBetween(body.opened, body.document), 'case.register');
  const now = open.clock.now();
  const row: DraftRow = {
    id: newId<DraftId>(),
    userId: open.me.id,
    caseId,
    form: FORM,
    body: JSON.stringify(body),
    startedAt: now,
    updatedAt: now,
  };
  open.repos.drafts.put(row);
  return view(open, row);
}

/**
 * PERM_DENIED for a draft that began with answers which are closed to its writer by now: it is kept, and opens again with
 * the rights it began with. What the person typed alone closes no draft.
 */
function refuseClosedDraft(open: OpenOffice, row: DraftRow): void {
  const caseRow = row.caseId === null ? undefined : open.repos.cases.byId(row.caseId);
  if (caseRow === undefined) return;
  const { sees } = sightOfCase(open, loadCaseRecord(open, caseRow));
  const [closed] = maskDocument(bodyOf(row).opened, sees).masked;
  if (closed !== undefined) throw new Refusal('PERM_DENIED', { rule: 'closed-draft', field: closed });
}

/** An own draft of a form. FORM_DRAFT_NOT_FOUND also for somebody else's: whether it exists is not told. */
export function ownDraft(open: OpenOffice, id: DraftId): DraftRow {
  const row = open.repos.drafts.get(id);
  if (row?.userId !== open.me.id || row.form !== FORM) throw new Refusal('FORM_DRAFT_NOT_FOUND');
  return row;
}

/** What the search before has asked already is not asked again (ui-guide §4.5). */
export function knownAnswers(open: OpenOffice, from: Input<'cases.startRegistration'>['known']): Values {
  const today = todayIn(open.self.timeZone, open.clock.now());
  const values: Record<string, Values[string]> = {
    status: 'open',
    registration_date: { date: today, precision: 'day', calendar: 'gregory' },
  };
  if (!from) return values;
  // The search is not left before a name is typed or said not to be known.
  values['full_name'] = from.name.trim() === '' ? { missing: 'unknown' } : from.name.trim();
  if (from.sex !== '') values['sex'] = from.sex;
  if (from.ageYears !== null) values['age'] = { years: from.ageYears, asOf: today };
  if (from.place.trim() !== '') values['current_address'] = from.place.trim();
  return values;
}

/** The short profiles do not ask for the family; there the person stands as who cares for the child. */
function knownCaregiver(open: OpenOffice, name: string): CaseDocument['rows'] {
  if (name === '') return {};
  const asked = (subform: string): boolean => open.fields.find(CASE_RECORD, subform) !== undefined;
  if (asked('family_members')) return { family_members: [{ id: newId(), values: { name, is_caregiver: 'yes' } }] };
  return asked('care_arrangements') ? { care_arrangements: [{ id: newId(), values: { caregiver_name: name } }] } : {};
}

export function startRegistration(
  open: OpenOffice,
  input: Input<'cases.startRegistration'>,
): Output<'cases.startRegistration'> {
  const document: CaseDocument = {
    values: knownAnswers(open, input.known),
    rows: knownCaregiver(open, input.known?.caregiver.trim() ?? ''),
  };
  const body: DraftBody = {
    document,
    opened: { values: {}, rows: {} },
    shown: {},
    accepted: [],
    notSameAs: input.notSameAs,
  };
  return open.db.transaction(() => {
    if (input.search !== undefined) endSearch(open, input.search);
    return createDraft(open, null, body);
  });
}

/**
 * Opens a case for writing, or gives back the own draft of it. A draft that the case was closed over is kept; it opens
 * again with the case.
 */
export function startEdit(open: OpenOffice, { caseId }: Input<'cases.startEdit'>): Output<'cases.startEdit'> {
  const stored = loadCase(open, caseId);
  refuseMerged(stored);
  refuseReadOnly(open, stored);
  const mine = open.repos.drafts.ofCase(caseId).find((row) => row.userId === open.me.id);
  if (mine) {
    refuseClosedDraft(open, mine);
    return view(open, mine);
  }
  const { document } = readableCase(open, stored);
  return createDraft(open, caseId, { document, opened: document, shown: shownOf(stored), accepted: [], notSameAs: [] });
}

export function listDrafts(open: OpenOffice): Output<'cases.drafts'> {
  const own = open.repos.drafts.ofUser(open.me.id).filter(({ caseId }) => caseId === null || !isBarred(open, caseId));
  return own.map((row) => {
    const savedAtUtc = instantOf(row.updatedAt);
    if (isSearch(row)) {
      const { name, family } = searchOf(row);
      const of = family && { of: family.of, ...(family.row === undefined ? {} : { row: family.row }) };
      return { draftId: row.id, label: name, savedAtUtc, search: true, ...(of ? { family: of } : {}) };
    }
    if (isHandover(row)) {
      const { of } = handoverOf(row);
      const code = open.repos.cases.byId(of)?.code;
      return { draftId: row.id, label: '', savedAtUtc, handover: of, ...(code === undefined ? {} : { code }) };
    }
    const code = row.caseId === null ? undefined : open.repos.cases.byId(row.caseId)?.code;
    const hidden = row.caseId !== null && isUnnamed(open, row.caseId);
    const name = hidden ? undefined : bodyOf(row).document.values['full_name'];
    return {
      draftId: row.id,
      ...(row.caseId === null ? {} : { caseId: row.caseId }),
      ...(code === undefined ? {} : { code }),
      label: typeof name === 'string' ? name : '',
      savedAtUtc,
    };
  });
}

export function openDraft(open: OpenOffice, { draftId }: Input<'cases.openDraft'>): Output<'cases.openDraft'> {
  const row = ownDraft(open, draftId);
  refuseClosedDraft(open, row);
  return view(open, row);
}

function put(
  open: OpenOffice,
  row: DraftRow,
  before: DraftBody,
  more: Pick<DraftBody, 'document' | 'accepted' | 'notSameAs'>,
): Output<'cases.saveDraft'> {
  const now = open.clock.now();
  open.repos.drafts.put({ ...row, body: JSON.stringify({ ...before, ...more }), updatedAt: now });
  return { savedAtUtc: instantOf(now) };
}

export function saveDraft(open: OpenOffice, input: Input<'cases.saveDraft'>): Output<'cases.saveDraft'> {
  const row = ownDraft(open, input.draftId);
  const { document, accepted, notSameAs } = input;
  return put(open, row, bodyOf(row), { document: document as CaseDocument, accepted, notSameAs });
}

/** FORM_STALE when the draft holds other answers than those that the patch was made from. */
export function changeDraft(open: OpenOffice, input: Input<'cases.changeDraft'>): Output<'cases.changeDraft'> {
  const row = ownDraft(open, input.draftId);
  const before = bodyOf(row);
  const { patch, accepted, notSameAs } = input;
  const document = patched(before.document, patch as DocumentPatch);
  if (document === undefined) throw new Refusal('FORM_STALE');
  return put(open, row, before, { document, accepted, notSameAs });
}

export function discardDraft(open: OpenOffice, { draftId }: Input<'cases.discardDraft'>): Record<string, never> {
  const row = open.repos.drafts.get(draftId);
  if (row?.userId !== open.me.id) throw new Refusal('FORM_DRAFT_NOT_FOUND');
  open.repos.drafts.remove(draftId);
  return {};
}
