import { riskFromRecords, withRecordedRisk } from '#core/casework/risk-from-records.ts';
import type { CaseId } from '#core/ids.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import type { Resolved } from '#core/forms/resolve.ts';
import type { CaseDocument } from '#core/forms/types.ts';
import { closedChanges } from '#core/forms/closed-changes.ts';
import { placeTreeOf } from '#core/forms/place-tree.ts';
import { validateSave } from '#core/forms/validate.ts';
import type { FieldPath } from '#core/forms/view.ts';
import { CASE_RECORD, changesBetween, sameValue, type Change } from '#core/records/changes.ts';
import { Refusal } from '#core/result.ts';
import { RecordsInHand } from './apply-commit.ts';
import { audit } from './audit.ts';
import { authoriseCase } from './authorise-call.ts';
import { author } from './author.ts';
import { documentOf, loadCase, resourceOf } from './case-document.ts';
import { savesOf } from './change-ops.ts';
import { instantOf } from './clock.ts';
import { bodyOf, newCaseOf, ownDraft, type DraftBody } from './drafts.ts';
import { refuseMerged } from './merged-cases.ts';
import { bindFamily } from './join-family.ts';
import { judgingMoment } from './moment-here.ts';
import { offerToPartners } from './offer-changes.ts';
import type { OpenOffice } from './open-office.ts';
import { projectCase, tellChanged } from './project-case.ts';
import { noteRegistered } from './register-referral.ts';
import { refuseClosedForms } from './refuse-closed-forms.ts';
import { refuseReadOnly } from './refuse-read-only.ts';
import { endUncovered } from './settle-referrals.ts';
import { acceptChecks, registerCase } from './register-case.ts';
import { judgingDay, todayIn } from './today.ts';

/** The document as it is to be stored, and what its answers come to. FORM_NEEDED { field } or FORM_INVALID { field }: the first that stops a save. */
function checkDocument(
  open: OpenOffice,
  body: DraftBody,
  touched?: readonly FieldPath[],
): { readonly value: CaseDocument; readonly resolved: Resolved } {
  const today = todayIn(open.self.timeZone, open.clock.now());
  const lastKnownDate = judgingDay(open);
  const checked = validateSave(
    open.configuration,
    body.document,
    {
      today,
      lastKnownDate,
      moment: judgingMoment(open),
      places: placeTreeOf(open.configuration.configuration),
      accepted: body.accepted,
    },
    touched,
  );
  if (!checked.ok) throw new Refusal(checked.error.code, checked.error.params);
  return checked;
}

/** DQ17 (reference.md §5): a changed risk level needs a new reason. The form alone cannot see what it was before. */
function needRiskReason(opened: CaseDocument, now: CaseDocument): void {
  if (sameValue(opened.values['risk_level'], now.values['risk_level'])) return;
  if (opened.values['risk_level'] === undefined) return;
  const reason = now.values['risk_reason'];
  const given = typeof reason === 'string' && reason.trim() !== '';
  if (!given || sameValue(reason, opened.values['risk_reason'])) {
    throw new Refusal('FORM_REASON_NEEDED', { field: 'risk_reason', rule: 'DQ17' });
  }
}

/**
 * The newest record that answers another risk level than the case's brings the case to it, in the same save. The page
 * says so before. FORM_REASON_NEEDED at the record when it gives no reason of its own (DQ17).
 */
function takeRisk(open: OpenOffice, opened: CaseDocument, now: CaseDocument): CaseDocument {
  const taken = riskFromRecords(open.configuration, opened, now);
  if (taken === undefined) return now;
  if (taken.reason === undefined && opened.values['risk_level'] !== undefined) {
    throw new Refusal('FORM_REASON_NEEDED', { ...taken.reasonAt, rule: 'DQ17' });
  }
  return withRecordedRisk(now, taken);
}

/** What only use cases write, and rows that were saved for good, never change through a page. */
function refuseClosed(open: OpenOffice, opened: CaseDocument, now: CaseDocument): void {
  const [closed] = closedChanges(open.configuration, changesBetween(opened, now));
  if (closed === undefined) return;
  throw new Refusal('FORM_INVALID', { field: closed.kind === 'set' ? closed.field : closed.collection });
}

/** Answers to questions that this office does not ask, or that are its own to give, never come from a page. */
function refuseStrangers(open: OpenOffice, { values, rows }: CaseDocument): void {
  const all = [
    ...Object.keys(values).map((field) => [CASE_RECORD, field] as const),
    ...Object.keys(rows).map((coll) => [CASE_RECORD, coll] as const),
    ...Object.entries(rows).flatMap(([coll, list]) =>
      list.flatMap((row) => Object.keys(row.values).map((field) => [coll, field] as const)),
    ),
  ];
  for (const [coll, field] of all) if (!open.fields.find(coll, field)) throw new Refusal('FORM_INVALID', { field });
}

function registerDraft(open: OpenOffice, body: DraftBody): { caseId: CaseId; code: string; changed: number } {
  const nothing = { values: {}, rows: {} };
  refuseStrangers(open, body.document);
  refuseClosed(open, nothing, body.document);
  refuseClosedForms(open, newCaseOf(open), changesBetween(nothing, body.document), 'case.register');
  const checked = checkDocument(open, body);
  const document = takeRisk(open, nothing, checked.value);
  const row = registerCase(open, {
    document,
    resolved: checked.resolved,
    owner: open.me.id,
    notSameAs: body.notSameAs,
    accepted: body.accepted,
    detail: body.referral === undefined ? '' : `referral ${body.referral.code}`,
  });
  if (body.referral) noteRegistered(open, body.referral.row, row.caseId);
  const first = body.family && open.repos.cases.byId(body.family.of);
  if (first && body.family) bindFamily(open, first, row, { row: body.family.row, relation: body.family.relation });
  return { caseId: row.caseId, code: row.code, changed: Object.keys(document.values).length + 1 };
}

/** What a save answers for: the field that it changes, or everything in a row that it adds. */
function touchedBy(open: OpenOffice, change: Change): FieldPath[] {
  const { collection, row } = change;
  if (change.kind === 'remove') return [{ field: collection }];
  if (change.kind === 'set') {
    return collection === CASE_RECORD ? [{ field: change.field }] : [{ rows: collection, row, field: change.field }];
  }
  const asked = (open.configuration.fields.get(collection)?.fields ?? []).map(({ def }) => def.id);
  const fields = new Set([...asked, ...Object.keys(change.values)]);
  return [{ field: collection }, ...[...fields].map((field): FieldPath => ({ rows: collection, row, field }))];
}

function changeCase(
  open: OpenOffice,
  caseId: CaseId,
  body: DraftBody,
): { caseId: CaseId; code: string; changed: number } {
  const stored = loadCase(open, caseId);
  authoriseCase(open, 'case.write', caseId, stored);
  refuseMerged(stored);
  refuseReadOnly(open, stored);
  refuseClosed(open, body.opened, body.document);
  const typed = changesBetween(body.opened, body.document);
  refuseClosedForms(open, resourceOf(open, stored), typed);
  // Only what the person touched is judged: answers that were merged in meanwhile must not block the work (R12).
  const touched = typed.flatMap((change) => touchedBy(open, change));
  const checked = checkDocument(open, body, touched);
  const document = takeRisk(open, body.opened, checked.value);
  needRiskReason(body.opened, document);
  const changes = changesBetween(body.opened, document);
  acceptChecks(open, stored.row.n, body.accepted);
  if (changes.length > 0) {
    const inHand = new RecordsInHand(stored.records);
    author(open, savesOf(open, stored, body, changes, document.values['risk_reason']), inHand);
    offerToPartners(open, stored.row.n);
    // Tasks and findings are of all answers: of those closed to the editor too, and of those that arrived meanwhile.
    const whole = changesBetween(documentOf(stored), body.opened).length === 0;
    const resolved = whole ? { resolved: checked.resolved } : {};
    projectCase(open, stored.row, { before: stored, records: inHand.all, ...resolved });
    endUncovered(open, stored.row.n);
    audit(
      open,
      'case.saved',
      caseId,
      'done',
      changes.map((c) => (c.kind === 'set' ? c.field : c.collection)).join(' '),
    );
  }
  return { caseId, code: stored.row.code, changed: changes.length };
}

/**
 * Turns a draft into a case, or an edit's changes into a signed save. One transaction: the commits, the states, the
 * projections, the audit line, and the end of the draft. The draft stays when anything stops it.
 */
export function saveCase(open: OpenOffice, { draftId }: Input<'cases.save'>): Output<'cases.save'> {
  const row = ownDraft(open, draftId);
  const body = bodyOf(row);
  const before = { ...open.counters };
  try {
    const saved = open.db.transaction(() => {
      const result = row.caseId === null ? registerDraft(open, body) : changeCase(open, row.caseId, body);
      open.repos.drafts.remove(draftId);
      return result;
    });
    tellChanged(open, [saved.caseId]);
    return { ...saved, savedAtUtc: instantOf(open.clock.now()) };
  } catch (error) {
    Object.assign(open.counters, before);
    throw error;
  }
}
