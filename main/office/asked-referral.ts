import type { ReferralEnd } from '#core/exchange/op.ts';
import type { OfficeId } from '#core/ids.ts';
import type { AskedReferralRow } from '../storage/asked-referral.repo.ts';
import type { StreamRow } from '../storage/case.repo.ts';
import type { OfficeRow } from '../storage/office.repo.ts';
import { author } from './author.ts';
import { streamIdOf } from './case-streams.ts';
import { isConfirmedBy } from './cursors.ts';
import { linkState, linkTo } from './link-state.ts';
import { offerToPartners } from './offer-changes.ts';
import type { OpenOffice } from './open-office.ts';
import type { SentBody } from './passed-over.ts';
import { judgingDay } from './today.ts';

/** The stream of a referral's file in which both offices say where it stands. */
export const wordsOf = (open: OpenOffice, fileN: number): StreamRow | undefined =>
  open.repos.cases.streamsOf(fileN).find(({ compartment }) => compartment === 'referral');

/** Whether a bundle has held anything of a case or file on its way to an office. */
export function wasHeld(open: OpenOffice, caseN: number, office: OfficeRow): boolean {
  const link = linkTo(open, office.officeId);
  const sent = open.repos.links.bundlesOf(office.n, 'out').map(({ body }) => (JSON.parse(body) as SentBody).to);
  const until = Math.max(linkState(open, link).acked, 0, ...sent);
  return until > 0 && open.repos.links.casesAt(link, 1, until).includes(caseN);
}

/**
 * Ends a referral that this office sent: the other office reads nothing of it any more when it hears of the end. Of one
 * that no bundle has held yet nothing leaves at all. In the caller's transaction.
 */
export function endReferral(open: OpenOffice, asked: AskedReferralRow, why: ReferralEnd): void {
  const office = open.repos.offices.officeById(asked.to);
  const stream = wordsOf(open, asked.fileN);
  if (asked.ended !== undefined || office === undefined || stream === undefined) return;
  author(open, [{ stream, ops: [['refer', asked.row, 'end', why]] }]);
  if (wasHeld(open, asked.fileN, office)) {
    offerToPartners(open, asked.fileN);
    return;
  }
  open.repos.links.takeBack(linkTo(open, office.officeId), asked.fileN);
  open.repos.links.unshare(asked.fileN, office.n);
}

/** Why the answers of a referral are for nobody any more; undefined: they may be read. */
export function overBecause(open: OpenOffice, asked: AskedReferralRow): ReferralEnd | 'expired' | undefined {
  return asked.ended ?? (asked.until < judgingDay(open) ? 'expired' : undefined);
}

/**
 * Forgets the answers that went along, at either office: its log keeps that there were some, not what they said. So a
 * bundle that is written later cannot hold them either (exchange.md R5, R9).
 */
export function eraseSnapshot(open: OpenOffice, { row, fileN }: Pick<AskedReferralRow, 'row' | 'fileN'>): void {
  const { repos } = open;
  const words = wordsOf(open, fileN);
  if (words === undefined) return;
  const streamId = streamIdOf(words.streamId, 'snapshot');
  const stream = repos.cases.streamById(streamId);
  repos.commits.erase(streamId);
  if (stream !== undefined) repos.records.clear(stream.sid);
  repos.asked.markErased(row);
}

/** Forgets the answers of referrals whose last day is over. In the caller's transaction. */
export function expireReferrals(open: OpenOffice): void {
  for (const asked of open.repos.asked.notErased())
    if (overBecause(open, asked) !== undefined) eraseSnapshot(open, asked);
}

/** How far the last word about a referral to another office has come; `unsent`: nothing of it leaves any more. */
export function deliveryOf(
  open: OpenOffice,
  { fileN, to }: AskedReferralRow,
): 'unsent' | 'waiting' | 'written' | 'delivered' {
  const office = open.repos.offices.officeById(to);
  const link = linkTo(open, to);
  const last = open.repos.links.lastPositionOf(link, fileN);
  if (last === 0) return 'unsent';
  if (office !== undefined && isConfirmedBy(open, office, last)) return 'delivered';
  const written =
    office !== undefined &&
    open.repos.links.bundlesOf(office.n, 'out').some(({ state, body }) => {
      const { from, to } = JSON.parse(body) as SentBody;
      return state === 'written' && from <= last && to >= last;
    });
  return written ? 'written' : 'waiting';
}

/** The other of the two offices of a referral. */
export const otherOffice = (open: OpenOffice, { from, to }: Pick<AskedReferralRow, 'from' | 'to'>): OfficeId =>
  from === open.self.officeId ? to : from;
