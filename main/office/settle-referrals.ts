import { textIn } from '#core/casework/row-values.ts';
import type { Values } from '#core/forms/types.ts';
import type { Change } from '#core/records/changes.ts';
import { endsReferral } from '#core/sharing/referral-gate.ts';
import { fieldsOf } from '#core/sharing/referral-package.ts';
import { withheldOf } from '#core/sharing/withheld.ts';
import type { AskedReferralRow } from '../storage/asked-referral.repo.ts';
import type { CaseRow } from '../storage/case.repo.ts';
import { setFields } from './approvals.ts';
import { endReferral, otherOffice } from './asked-referral.ts';
import { audit, type AuditAction } from './audit.ts';
import { author } from './author.ts';
import { documentOf, loadCaseRow, type StoredCase } from './case-document.ts';
import { savesOf } from './change-ops.ts';
import { shownOf } from './drafts.ts';
import { momentAt } from './moment-here.ts';
import { offerToPartners } from './offer-changes.ts';
import type { OpenOffice } from './open-office.ts';
import { gateOf } from './prepare-referral.ts';
import { projectCase } from './project-case.ts';
import { answered, finished, knownFields, serviceGiven } from './referral-answers.ts';
import { referralRow, REFERRALS, statusIn } from './referral-view.ts';

/**
 * The own case that a referral was made in; after an older copy was put back it is found by the referral's row. None for
 * a referral of another office, nor once the case is another office's.
 */
function originOf(open: OpenOffice, asked: AskedReferralRow): CaseRow | undefined {
  const { cases, referrals } = open.repos;
  if (asked.from !== open.self.officeId) return undefined;
  const found = asked.caseN === undefined ? referrals.casesOf(asked.row) : [asked.caseN];
  return found.flatMap((n) => cases.byNumber(n) ?? []).find(({ ownerOfficeN }) => ownerOfficeN === open.self.officeN);
}

/** Writes into the case what became of a referral. The caller tells the page. */
function write(open: OpenOffice, stored: StoredCase, changes: readonly Change[], action: AuditAction): void {
  author(open, savesOf(open, stored, { shown: shownOf(stored), decided: true }, changes, undefined));
  offerToPartners(open, stored.row.n);
  projectCase(open, stored.row, { before: stored });
  audit(open, action, stored.row.caseId);
}

/** What the other office said so far, in the order in which it was said, as the form keeps it. */
function saidOf(open: OpenOffice, asked: AskedReferralRow): readonly Values[] {
  const { accepted, answeredAt, closedAt } = asked;
  const at = (instant: number) => momentAt(instant, open.self.timeZone);
  const said: Values[] = [];
  if (accepted !== undefined && answeredAt !== undefined)
    said.push(answered({ by: asked.answeredBy, at: at(answeredAt), ...(accepted ? {} : { declined: asked.reason }) }));
  if (closedAt !== undefined)
    said.push(finished({ report: asked.report, ...(asked.given === '' ? {} : { given: asked.given }) }));
  return said;
}

/** Lets the other office's answers have their effect in the case. Answers the case's number when something changed. */
function tellCase(open: OpenOffice, asked: AskedReferralRow): number | undefined {
  const said = saidOf(open, asked);
  const news = said.slice(asked.told);
  const origin = originOf(open, asked);
  if (news.length === 0 || origin === undefined) return undefined;
  open.repos.asked.tell(asked.row, said.length);
  const stored = loadCaseRow(open, origin);
  const row = referralRow(stored, asked.row);
  // Taken back before the answer came, or removed: the sender's word stands.
  if (row === undefined || !['in_progress', 'accepted'].includes(statusIn(row.values))) return undefined;
  const changes = setFields(REFERRALS, row.id, knownFields(open, Object.assign({}, ...news) as Values));
  const given = asked.given === '' ? undefined : momentAt(Date.parse(`${asked.given}T12:00:00Z`), open.self.timeZone);
  const service = given === undefined ? [] : serviceGiven(stored, row, given);
  write(open, stored, [...changes, ...service], asked.closedAt === undefined ? 'referral.answered' : 'referral.done');
  return origin.n;
}

/** Whether a referral that was sent rests on nothing any more: consent ended, or the case is not this office's own. */
function isUncovered(open: OpenOffice, asked: AskedReferralRow, stored: StoredCase | undefined): boolean {
  const row = stored && referralRow(stored, asked.row);
  if (stored === undefined || row === undefined) return true;
  const document = documentOf(stored);
  const gate = gateOf(open, document, { to: 'office', service: textIn(row.values, 'referral_service') });
  // What was listed after it was sent is with the other office: it reads nothing of the referral any more.
  const { holds } = withheldOf(open.configuration, document.values, 'office');
  return (
    endsReferral(document.values, row.values, gate) || fieldsOf(row.values).some((field) => holds(undefined, field))
  );
}

/**
 * Ends the referrals to other offices that consent covers no longer (exchange.md R5): asked with every save of the case,
 * and again before anything leaves. In the caller's transaction.
 *
 * @param of the case whose referrals are asked about; all when left out.
 */
export function endUncovered(open: OpenOffice, of?: number): void {
  for (const asked of open.repos.asked.notErased()) {
    if (asked.from !== open.self.officeId || (of !== undefined && asked.caseN !== of)) continue;
    const origin = originOf(open, asked);
    const stored = origin && loadCaseRow(open, origin);
    if (!isUncovered(open, asked, stored)) continue;
    endReferral(open, asked, stored === undefined ? 'taken_back' : 'consent');
    const row = stored && referralRow(stored, asked.row);
    if (stored === undefined || row === undefined) continue;
    if (!['in_progress', 'accepted'].includes(statusIn(row.values))) continue;
    write(open, stored, setFields(REFERRALS, row.id, { referral_status: 'revoked' }), 'referral.revoked');
  }
}

/**
 * What came about referrals has its effect, in the transaction that brought it: answers go into the case, and answers of
 * this office go back to where the referral came from. Answers the numbers of the cases that changed.
 */
export function settleReferrals(open: OpenOffice, files: Iterable<number>): number[] {
  const changed: number[] = [];
  for (const fileN of files) {
    const asked = open.repos.asked.ofFile(fileN);
    const office = asked && open.repos.offices.officeById(otherOffice(open, asked));
    if (asked === undefined || office === undefined) continue;
    open.repos.links.share(fileN, office.n, open.clock.now());
    const told = tellCase(open, asked);
    if (told !== undefined) changed.push(told);
  }
  return changed;
}
