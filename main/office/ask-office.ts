import type { ReferralWish } from '#core/contracts/referrals.contract.ts';
import type { Op, ReferralStream } from '#core/exchange/op.ts';
import type { FieldValue } from '#core/forms/types.ts';
import type { CaseId, CommitId, StreamId } from '#core/ids.ts';
import { CASE_RECORD } from '#core/records/changes.ts';
import { allowedOf, releasedAnswers } from '#core/sharing/referral-package.ts';
import { newId } from '../crypto/hashing.ts';
import { author } from './author.ts';
import { documentOf, type StoredCase } from './case-document.ts';
import { addStream, streamIdOf } from './case-streams.ts';
import { offerToPartners } from './offer-changes.ts';
import type { OpenOffice } from './open-office.ts';
import { offeredBy } from './prepare-referral.ts';
import { REFERRALS } from './referral-view.ts';

/** What the other office is told beside the answers: what is asked and by whom, nothing of who allowed it and why. */
const TOLD = [
  'referral_date',
  'referral_sender',
  'referral_sender_agency',
  'referral_priority',
  'referral_service',
  'referral_service_other',
  'referral_reason',
  'referral_contact_via',
  'referral_child_informed',
  'referral_caregiver_informed',
] as const;

interface Sent {
  /** Id of the row in `referrals`, and what stands in it. */
  readonly row: string;
  readonly answers: Readonly<Record<string, FieldValue | undefined>>;
  /** What it rests on: consent itself, a recorded ground, or a supervisor. */
  readonly basis: string;
}

/**
 * Makes the file of a referral to another office, which goes with the next bundle to it and to nobody else: a stream for
 * what is said about it, and one with the chosen answers as they stand now, without history (exchange.md §6.10). Of an
 * answer that is closed, or was not chosen, there is nothing in it. Does nothing for any other recipient. In the
 * caller's transaction.
 */
export function askOffice(
  open: OpenOffice,
  stored: StoredCase,
  { to, fields, service }: ReferralWish,
  { row, answers, basis }: Sent,
): void {
  const { repos, self, clock } = open;
  const office = to.kind === 'office' && to.office !== undefined ? repos.offices.officeById(to.office) : undefined;
  if (to.kind !== 'office' || office === undefined || to.until === undefined) return;
  const { code, n: caseN } = stored.row;
  const file = { caseId: newId<CaseId>(), code, ownerOfficeN: self.officeN, createdAt: clock.now() };
  const fileN = repos.cases.add(file, 'referral');
  const grant: Op = ['grant', office.officeId, 0, 'referral', `consent:${basis}`, clock.now()];
  const begin = (compartment: ReferralStream, streamId: StreamId, ops: readonly Op[], on?: CommitId) => {
    const stream = addStream(open, { streamId, caseN: fileN, compartment, ownerOfficeN: self.officeN });
    const facts = [file.caseId, compartment, self.officeId, code] as const;
    const gen: Op = on === undefined ? ['gen', ...facts] : ['gen', ...facts, on];
    return author(open, [{ stream, ops: [gen, grant, ...ops] }])[0];
  };
  const wordsId = newId<StreamId>();
  const asking = begin('referral', wordsId, [['refer', row, 'ask', office.officeId, to.until]]);
  const chosen = allowedOf(offeredBy(open, stored, { to: to.kind, service }), fields);
  const says = TOLD.flatMap((field) => {
    const value = answers[field];
    return value === undefined ? [] : [[field, value] as const];
  });
  const shown: Op[] = [
    ['doc', CASE_RECORD, CASE_RECORD, releasedAnswers(documentOf(stored), chosen)],
    ['doc', REFERRALS, row, Object.fromEntries(says)],
  ];
  begin('snapshot', streamIdOf(wordsId, 'snapshot'), shown, asking);
  repos.asked.setCase(row, caseN);
  repos.links.share(fileN, office.n, clock.now());
  offerToPartners(open, fileN);
}
