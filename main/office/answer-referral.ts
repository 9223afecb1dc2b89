import { textIn } from '#core/casework/row-values.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import { risk } from '#core/contracts/values.ts';
import type { Row } from '#core/forms/types.ts';
import { CASE_RECORD } from '#core/records/changes.ts';
import { Refusal } from '#core/result.ts';
import { withdrawnSince } from '#core/sharing/referral-gate.ts';
import { fieldsOf, packageFor, releasedAnswers } from '#core/sharing/referral-package.ts';
import { setFields } from './approvals.ts';
import { endReferral } from './asked-referral.ts';
import { audit } from './audit.ts';
import { isBarred, isUnnamed } from './case-exceptions.ts';
import { documentOf, loadCase, loadCaseRow, type StoredCase } from './case-document.ts';
import { momentHere } from './moment-here.ts';
import type { OpenOffice } from './open-office.ts';
import { recordChanges } from './record-changes.ts';
import { answered, finished, knownFields, serviceGiven } from './referral-answers.ts';
import { REFERRALS, isMine, recipientKind, referralRow, referralView, statusIn } from './referral-view.ts';
import { judgingDay } from './today.ts';

type ReleasedValue = Output<'referrals.read'>['answers'][number]['value'];

/** The referral in a state in which this may be done by this person. FORM_STALE, PERM_DENIED otherwise. */
function actable(open: OpenOffice, stored: StoredCase, id: string, act: 'answer' | 'finish' | 'revoke'): Row {
  const row = referralRow(stored, id);
  if (row === undefined) throw new Refusal('FORM_STALE');
  const { status, may } = referralView(open, stored, row);
  const fits = { answer: ['in_progress'], finish: ['accepted'], revoke: ['in_progress', 'accepted'] }[act];
  if (!fits.includes(status)) throw new Refusal('FORM_STALE');
  if (!may[act]) throw new Refusal('PERM_DENIED', { rule: `not-yours-to-${act}` });
  return row;
}

/**
 * Accepts a referral or declines it with a reason. FORM_REASON_NEEDED without one, FORM_STALE when it was answered or
 * taken back meanwhile, PERM_DENIED for anybody but the recipient or, of an organisation outside, the case's people.
 */
export function answerReferral(open: OpenOffice, input: Input<'referrals.answer'>): Record<string, never> {
  if (!input.accept && input.why.length < 3)
    throw new Refusal('FORM_REASON_NEEDED', { field: 'referral_rejected_reason' });
  recordChanges(open, input.of, (stored) => {
    const row = actable(open, stored, input.referral, 'answer');
    const outside = recipientKind(row.values) === 'provider';
    const by = outside ? (textIn(row.values, 'referral_recipient_person') ?? open.me.name) : open.me.name;
    const answer = answered({ by, at: momentHere(open), ...(input.accept ? {} : { declined: input.why }) });
    return {
      changes: setFields(REFERRALS, row.id, knownFields(open, answer)),
      action: 'referral.answered',
      extra: input.accept ? 'accepted' : 'rejected',
    };
  });
  return {};
}

/**
 * The service was given on a day, with what the recipient reports. FORM_INVALID { field } for a day that has not come,
 * otherwise as `answerReferral`. Of the day no hour is known: the row of the service gets that of this moment.
 */
export function finishReferral(open: OpenOffice, input: Input<'referrals.finish'>): Record<string, never> {
  if (input.given > judgingDay(open)) throw new Refusal('FORM_INVALID', { field: 'referral_service_given', count: 1 });
  recordChanges(open, input.of, (stored) => {
    const row = actable(open, stored, input.referral, 'finish');
    const now = momentHere(open);
    const moment = { ...now, at: `${input.given}${now.at.slice(10)}` };
    const done = knownFields(open, finished({ given: input.given, report: input.feedback }));
    return {
      changes: [...setFields(REFERRALS, row.id, done), ...serviceGiven(stored, row, moment)],
      action: 'referral.done',
    };
  });
  return {};
}

/** Takes a referral back, with the reason. What the recipient saw meanwhile is not undone; nothing more is shown. */
export function revokeReferral(open: OpenOffice, input: Input<'referrals.revoke'>): Record<string, never> {
  recordChanges(open, input.caseId, (stored) => {
    const row = actable(open, stored, input.referral, 'revoke');
    return {
      changes: setFields(
        REFERRALS,
        row.id,
        knownFields(open, { referral_status: 'revoked', referral_revoked_reason: input.why }),
      ),
      written: () => {
        const asked = open.repos.asked.byRow(row.id);
        if (asked?.from === open.self.officeId) endReferral(open, asked, 'taken_back');
      },
      action: 'referral.revoked',
    };
  });
  return {};
}

/** Referrals to the signed-in person, those that wait for an answer first, then by when it is expected. */
export function listReferrals(open: OpenOffice): Output<'referrals.inbox'> {
  const found = open.repos.referrals.openTo(open.me.id).flatMap(({ caseN, row: id }) => {
    const row = open.repos.cases.byNumber(caseN);
    if (row?.ownerOfficeN !== open.self.officeN || isBarred(open, row.caseId)) return [];
    const stored = loadCaseRow(open, row);
    const one = referralRow(stored, id);
    if (one === undefined || !isMine(open, one.values)) return [];
    const level = risk.safeParse(open.repos.list.get(caseN)?.risk);
    return [
      {
        caseId: row.caseId,
        code: row.code,
        ...(level.success ? { risk: level.data } : {}),
        referral: referralView(open, stored, one),
      },
    ];
  });
  const order = ({ referral }: (typeof found)[number]): string =>
    `${referral.status === 'in_progress' ? '0' : '1'}${referral.dueAtUtc ?? '9'}`;
  return found.toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
}

/**
 * A referral with the answers that came along, as they stand now, for its recipient: the case itself stays closed.
 * What was chosen is judged again. PERM_DENIED for anybody else; opening it is a line in the audit trail.
 */
export function readReferral(open: OpenOffice, input: Input<'referrals.read'>): Output<'referrals.read'> {
  const stored = loadCase(open, input.of);
  const row = referralRow(stored, input.referral);
  if (row === undefined) throw new Refusal('FORM_STALE');
  const status = statusIn(row.values);
  if (!isMine(open, row.values)) throw new Refusal('PERM_DENIED', { rule: 'not-yours-to-read' });
  if (status !== 'in_progress' && status !== 'accepted') throw new Refusal('FORM_STALE');
  const document = documentOf(stored);
  const withdrawn = withdrawnSince(document.values, row.values);
  const lines = packageFor(open.configuration, document, undefined, 'colleague');
  const fields = new Set(fieldsOf(row.values));
  const hidden = (field: string): boolean =>
    isUnnamed(open, input.of) && open.fields.place(CASE_RECORD, field).identifies;
  const chosen = lines.filter(({ field, closed }) => closed === undefined && fields.has(field) && !hidden(field));
  const values = releasedAnswers(document, withdrawn ? [] : chosen.map(({ field }) => field));
  audit(open, 'referral.opened', input.of, 'done', input.referral);
  return {
    code: stored.row.code,
    referral: referralView(open, stored, row),
    answers: chosen.flatMap(({ form, field }) => {
      const value = values[field];
      return value === undefined ? [] : [{ form, field, value: value as ReleasedValue }];
    }),
    withdrawn,
  };
}
