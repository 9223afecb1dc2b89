import { textIn } from '#core/casework/row-values.ts';
import type { AskedReferral } from '#core/contracts/office-referrals.contract.ts';
import { referralPriority } from '#core/contracts/referrals.contract.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import type { Op } from '#core/exchange/op.ts';
import { CASE_RECORD } from '#core/records/changes.ts';
import { decide } from '#core/rights/decide.ts';
import { Refusal } from '#core/result.ts';
import type { AskedReferralRow } from '../storage/asked-referral.repo.ts';
import { overBecause, wordsOf } from './asked-referral.ts';
import { audit } from './audit.ts';
import { author } from './author.ts';
import { documentOf, loadCaseRow, ownerOf, resourceOf, sightOfCase, type StoredCase } from './case-document.ts';
import { beginStream } from './case-streams.ts';
import { instantOf } from './clock.ts';
import { offerToPartners } from './offer-changes.ts';
import type { OpenOffice } from './open-office.ts';
import { personName } from './person-name.ts';
import { tellChanged } from './project-case.ts';
import { together } from './record-changes.ts';
import { referralRow } from './referral-view.ts';
import { judgingDay } from './today.ts';
import { mayOwn } from './transfer-case.ts';

/** A referral of another office to this one, with the file that holds what it says. */
export interface Received {
  readonly asked: AskedReferralRow;
  readonly file: StoredCase;
}

type ReleasedValue = Output<'officeReferrals.read'>['answers'][number]['value'];

export function fileOf(open: OpenOffice, asked: AskedReferralRow): Received | undefined {
  const row = open.repos.cases.referralFile(asked.fileN);
  return row && { asked, file: loadCaseRow(open, row) };
}

/** A value of this office's own stream of a file. */
const ownValue = (file: StoredCase, field: string) =>
  file.records.find(({ coll, state }) => coll === CASE_RECORD && state.values[field] !== undefined)?.state.values[
    field
  ];

/**
 * Who may see a referral of another office: whoever reaches the office's cases, and once it was accepted for somebody,
 * they. It is nobody's case, so that no role reads more in it than in a case of their own office.
 */
const reaches = (open: OpenOffice, { file }: Received): boolean =>
  decide(open.subject, 'case.write', resourceOf(open, file)).allowed;

const stateOf = ({ ended, accepted, closedAt }: AskedReferralRow): AskedReferral['status'] => {
  if (closedAt !== undefined) return 'done';
  if (accepted === false) return 'rejected';
  if (ended !== undefined) return 'revoked';
  return accepted === undefined ? 'in_progress' : 'accepted';
};

/** How long it is said that a referral was taken back. */
const SAID_FOR = 7 * 86_400_000;

const waits = (open: OpenOffice, { endedAt }: AskedReferralRow, status: AskedReferral['status']): boolean => {
  if (status === 'revoked') return (endedAt ?? 0) > open.clock.now() - SAID_FOR;
  return status === 'in_progress' || status === 'accepted';
};

function viewOf(open: OpenOffice, received: Received): AskedReferral {
  const { asked, file } = received;
  const over = overBecause(open, asked);
  const status = stateOf(asked);
  const says = over === undefined ? (referralRow(file, asked.row)?.values ?? {}) : {};
  const priority = referralPriority.safeParse(says['referral_priority']);
  const via = says['referral_contact_via'];
  const service = textIn(says, 'referral_service');
  const registered = registeredAs(open, file);
  const mine = decide(open.subject, 'case.assign', resourceOf(open, file)).allowed;
  const readable = over === undefined && !asked.erased;
  return {
    referral: asked.row,
    code: file.row.code,
    from: open.repos.offices.officeById(asked.from)?.name ?? '',
    status,
    waits: waits(open, asked, status),
    sender: textIn(says, 'referral_sender') ?? '',
    ...(service === undefined ? {} : { service }),
    serviceOther: textIn(says, 'referral_service_other') ?? '',
    ...(priority.success ? { priority: priority.data } : {}),
    reason: textIn(says, 'referral_reason') ?? '',
    ...(via === 'via_caseworker' || via === 'direct' ? { contactVia: via } : {}),
    askedAtUtc: instantOf(asked.askedAt),
    until: asked.until,
    ...(over === undefined ? {} : { over }),
    ...(asked.answeredAt === undefined ? {} : { answeredAtUtc: instantOf(asked.answeredAt) }),
    answeredBy: asked.answeredBy,
    why: asked.reason,
    ...(asked.given === '' ? {} : { givenOn: asked.given }),
    report: asked.report,
    worker: personName(open, ownerOf(file)),
    ...(registered === undefined ? {} : { registered }),
    may: {
      read: readable,
      answer: mine && status === 'in_progress',
      close: status === 'accepted',
      register:
        readable && status === 'accepted' && registered === undefined && decide(open.subject, 'case.register').allowed,
    },
  };
}

/** The case that was registered from a referral, when this person may open it. */
function registeredAs(open: OpenOffice, file: StoredCase): AskedReferral['registered'] {
  const id = ownValue(file, 'registered_as');
  const row = typeof id === 'string' ? open.repos.cases.byId(id as never) : undefined;
  return row && { caseId: row.caseId, code: row.code };
}

/** A referral to this office that the person reaches. FORM_STALE when there is none of that id, PERM_DENIED otherwise. */
export function receivedReferral(open: OpenOffice, referral: string): Received {
  const asked = open.repos.asked.byRow(referral);
  const received = asked?.to === open.self.officeId ? fileOf(open, asked) : undefined;
  if (received === undefined) throw new Refusal('FORM_STALE');
  if (!reaches(open, received)) throw new Refusal('PERM_DENIED', { rule: 'not-yours-to-read' });
  return received;
}

const ORDER = ['in_progress', 'accepted', 'done', 'rejected', 'revoked'] as const;
const place = ({ status }: AskedReferral): number => ORDER.findIndex((one) => one === status);

/** Referrals of other offices, those to answer first, then the newest. */
export const listOfficeReferrals = (open: OpenOffice): Output<'officeReferrals.inbox'> =>
  open.repos.asked
    .toOffice(open.self.officeId)
    .flatMap((asked) => fileOf(open, asked) ?? [])
    .filter((received) => reaches(open, received))
    .map((received) => viewOf(open, received))
    .toSorted((a, b) => place(a) - place(b));

/** The answers that came along, as far as the person's class of answers goes. */
export function shownAnswers(open: OpenOffice, { file }: Received): Output<'officeReferrals.read'>['answers'] {
  const { sees } = sightOfCase(open, file);
  return Object.entries(documentOf(file).values).flatMap(([field, value]) => {
    const form = open.fields.formOf(CASE_RECORD, field);
    // A question that this office's configuration does not have says nothing here.
    if (form === undefined || !sees(CASE_RECORD, field)) return [];
    return [{ form, field, value: value as ReleasedValue }];
  });
}

/** A referral with its answers; of one that is over only what became of it. */
export function readOfficeReferral(
  open: OpenOffice,
  { referral }: Input<'officeReferrals.read'>,
): Output<'officeReferrals.read'> {
  const received = receivedReferral(open, referral);
  const asked = viewOf(open, received);
  audit(open, 'referral.opened', received.file.row.code, 'done', referral);
  return { asked, answers: asked.may.read ? shownAnswers(open, received) : [] };
}

/** Says a word about a referral, which goes to the office that asked with the next bundle. */
function say(open: OpenOffice, { asked }: Received, word: Op): void {
  const stream = wordsOf(open, asked.fileN);
  if (stream === undefined) throw new Refusal('FORM_STALE');
  author(open, [{ stream, ops: [word] }]);
  offerToPartners(open, asked.fileN);
}

/** Writes into this office's own stream of a referral's file, which never leaves it. */
export function noteOwn(
  open: OpenOffice,
  { file }: Received,
  field: 'owner_user' | 'registered_as',
  value: string,
): void {
  const stream = file.streams.find(({ compartment }) => compartment === 'admin');
  if (stream !== undefined) {
    author(open, [{ stream, ops: [['set', CASE_RECORD, CASE_RECORD, field, value, []]] }]);
    return;
  }
  const begun = beginStream(open, file.row, 'admin', undefined);
  author(open, [{ stream: begun.stream, ops: [...begun.ops, ['doc', CASE_RECORD, CASE_RECORD, { [field]: value }]] }]);
}

/**
 * Accepts a referral for somebody here, or declines it. FORM_STALE when it was answered, ended or is over,
 * PERSON_NOT_FITTING for somebody who follows no cases.
 */
export function answerOfficeReferral(open: OpenOffice, input: Input<'officeReferrals.answer'>): Record<string, never> {
  if (input.accept && !mayOwn(open, input.worker)) throw new Refusal('PERSON_NOT_FITTING');
  together(open, () => {
    const received = receivedReferral(open, input.referral);
    const { asked, file } = received;
    if (stateOf(asked) !== 'in_progress') throw new Refusal('FORM_STALE');
    say(open, received, input.accept ? ['refer', asked.row, 'accept'] : ['refer', asked.row, 'decline', input.why]);
    if (input.accept) noteOwn(open, received, 'owner_user', input.worker);
    audit(open, 'referral.answered', file.row.code, 'done', input.accept ? 'accepted' : 'rejected');
  });
  tellChanged(open, []);
  return {};
}

/**
 * Closes a referral: the service was given on a day, or it was not and why. FORM_STALE when it was not accepted or is
 * closed, FORM_INVALID { field } for a day that has not come.
 */
export function closeOfficeReferral(open: OpenOffice, input: Input<'officeReferrals.close'>): Record<string, never> {
  const given = 'given' in input ? input.given : '';
  if (given > judgingDay(open)) throw new Refusal('FORM_INVALID', { field: 'referral_service_given', count: 1 });
  together(open, () => {
    const received = receivedReferral(open, input.referral);
    const { asked, file } = received;
    if (stateOf(asked) !== 'accepted') throw new Refusal('FORM_STALE');
    say(open, received, ['refer', asked.row, 'close', given, input.report]);
    audit(open, 'referral.done', file.row.code, 'done', given === '' ? 'not given' : 'given');
  });
  tellChanged(open, []);
  return {};
}
