import { momentIn } from '#core/casework/row-values.ts';
import type { RequestRecipient } from '#core/contracts/data-requests.contract.ts';
import { Refusal } from '#core/result.ts';
import type { CaseId } from '#core/ids.ts';
import { fieldsOf } from '#core/sharing/referral-package.ts';
import type { AuditRow } from '../storage/audit-chain.ts';
import { auditWords } from './audit-words.ts';
import { documentOf, loadCaseRecord, sightOfCase } from './case-document.ts';
import { instantOf } from './clock.ts';
import { answersOfPaper, exportIn, paperIn } from './data-protection/what-left.ts';
import { linkState, linkTo } from './link-state.ts';
import type { OpenOffice } from './open-office.ts';
import { recipientKind, REFERRALS, statusIn, toName } from './referral-view.ts';

/** Somebody who got answers of a case. `got`: which, by `field` or `rows.field`; absent: the log does not say. */
export interface Recipient extends Omit<RequestRecipient, 'told' | 'concerned'> {
  readonly got?: 'all' | ReadonlySet<string>;
}

/** So many lines of the trail about one case are looked at, the newest first. */
const MOST_LINES = 2000;

/** Offices that have the case get what is corrected with the next bundle; a receipt says that it came there. */
function officesOf(open: OpenOffice, caseN: number): readonly Recipient[] {
  const { links, offices } = open.repos;
  return links.sharesOf(caseN).flatMap(({ officeN, since }): Recipient[] => {
    const office = offices.office(officeN);
    if (office === undefined || office.isSelf) return [];
    const link = linkTo(open, office.officeId);
    const { acked, lastDelivered } = linkState(open, link);
    const arrived = links.lastPositionOf(link, caseN) <= acked;
    return [
      {
        key: `office ${office.officeId}`,
        kind: 'office',
        name: office.name,
        atUtc: instantOf(since),
        got: 'all',
        arrived: arrived && lastDelivered !== undefined ? { atUtc: instantOf(lastDelivered) } : {},
      },
    ];
  });
}

/** What left by paper and by file, as the trail of the case tells it. */
function takenOut(open: OpenOffice, caseId: CaseId): readonly Recipient[] {
  const { nameOf } = auditWords(open);
  const taken = new Map<string, Recipient>();
  const put = ({ at, who }: AuditRow, one: Omit<Recipient, 'atUtc' | 'name'> & { readonly to?: string }): void => {
    if (taken.has(one.key)) return;
    const { to, ...rest } = one;
    taken.set(one.key, { ...rest, name: to ?? nameOf(who), atUtc: instantOf(at) });
  };
  for (const line of open.repos.audit.list({ object: caseId, limit: MOST_LINES })) {
    if (line.result !== 'done') continue;
    if (line.action === 'report.made') {
      const paper = paperIn(line.extra);
      const got = answersOfPaper(open.configuration.configuration, paper);
      put(line, {
        key: `paper ${line.who} ${paper}`,
        kind: 'paper',
        what: paper,
        ...(got === undefined ? {} : { got }),
      });
    } else if (line.action === 'case.exported') {
      const file = exportIn(open, line.extra);
      put(line, { key: `file ${line.extra}`, kind: 'file', ...file });
    } else if (line.action === 'attachment.saved') put(line, { key: `attachment ${line.who}`, kind: 'file' });
  }
  return [...taken.values()];
}

/**
 * Who got answers of a case, and which: offices that have it, those it was referred to, and who took it out on paper or in
 * a file (reference.md §8.2, article 19). Names stand only where the signed-in person may read them in the case.
 */
export function recipientsOf(open: OpenOffice, caseId: CaseId): readonly Recipient[] {
  const row = open.repos.cases.byId(caseId);
  if (row === undefined) throw new Refusal('FORM_CASE_NOT_FOUND');
  const record = loadCaseRecord(open, row);
  const named = sightOfCase(open, record).sees(REFERRALS, 'referral_recipient_agency');
  const referrals = (documentOf(record).rows[REFERRALS] ?? []).flatMap(({ id, values }): Recipient[] => {
    if (statusIn(values) === 'draft') return [];
    const at = momentIn(values, 'referral_date');
    const name = toName(open, values);
    return [
      {
        key: `referral ${id}`,
        kind: recipientKind(values),
        ...(named && name !== '' ? { name } : {}),
        ...(at === undefined ? {} : { atUtc: instantOf(at) }),
        got: new Set(fieldsOf(values)),
      },
    ];
  });
  return [...officesOf(open, row.n), ...referrals, ...takenOut(open, caseId)];
}
