import type { CaseId } from '#core/ids.ts';
import { Refusal } from '#core/result.ts';
import { APART } from '#core/exchange/op.ts';
import { decide } from '#core/rights/decide.ts';
import type { SharingDecision } from '#core/sharing/consent.ts';
import type { Input } from '#core/contracts/index.ts';
import type { CaseRow } from '../storage/case.repo.ts';
import { hasLeft, type OfficeRow } from '../storage/office.repo.ts';
import { collectPile } from '../crypto/collector.ts';
import { author, type StreamSave } from './author.ts';
import { loadCaseRecord, resourceOf } from './case-document.ts';
import { hasOtherComputers } from './cursors.ts';
import { judge, type Candidate } from './judge-case.ts';
import { waitingOn } from './link-health.ts';
import { offerToPartners } from './offer-changes.ts';
import type { OpenOffice } from './open-office.ts';

/** Commits under one signature: readers take 256 ids in a signed list, and one case has fewer than ten streams. */
const GRANTS_AT_ONCE = 240;

/** SYNC_OFFICE_UNKNOWN, and SYNC_OFFICE_DROPPED for one that is no longer in the programme: nothing is sent to it. */
export function knownOffice(open: OpenOffice, officeId: Input<'exchange.preview'>['office']): OfficeRow {
  const office = open.repos.offices.officeById(officeId);
  if (!office || office.isSelf) throw new Refusal('SYNC_OFFICE_UNKNOWN');
  if (hasLeft(office)) throw new Refusal('SYNC_OFFICE_DROPPED');
  return office;
}

/** As `knownOffice`, or this office where it has other computers: they get everything. */
export function linkedOffice(open: OpenOffice, officeId: Input<'exchange.preview'>['office']): OfficeRow {
  const own = open.repos.offices.officeById(officeId);
  return own?.isSelf === true && hasOtherComputers(open) ? own : knownOffice(open, officeId);
}

/** Whether the signed-in person may send this case, and so see what of it leaves. */
export const reaches = (open: OpenOffice, row: CaseRow): boolean =>
  decide(open.subject, 'exchange.send', resourceOf(open, loadCaseRecord(open, row))).allowed;

/**
 * The cases a selection means: those chosen, or all open own ones that the person reaches, and always those with
 * changes that wait.
 */
export function candidates(
  open: OpenOffice,
  office: OfficeRow,
  selection: Input<'exchange.preview'>['selection'],
): Candidate[] {
  // Nothing of an office is judged for its own computers: what waits goes.
  if (office.isSelf) return [];
  const asked = new Set<number>();
  if ('cases' in selection) {
    for (const id of selection.cases) {
      const row = open.repos.cases.byId(id);
      if (!row) throw new Refusal('FORM_CASE_NOT_FOUND');
      asked.add(row.n);
    }
  } else if ('allOpen' in selection) {
    for (const row of open.repos.cases.all()) {
      if (row.ownerOfficeN !== open.self.officeN || open.repos.list.get(row.n)?.status !== 'open') continue;
      if (reaches(open, row)) asked.add(row.n);
    }
  }
  const chosen = new Set([...waitingOn(open, office).cases, ...asked]);
  return [...chosen].flatMap((n) => {
    const row = open.repos.cases.byNumber(n);
    if (!row) return [];
    const { decision, firstTime } = judge(open, row, office);
    collectPile();
    // The end of a share that is still on its way begins no new one.
    return [{ row, decision, firstTime: firstTime && asked.has(n) }];
  });
}

/** Whether every one of these cases may leave for an office now. Ones that do not wait are not asked about. */
export function allLeave(open: OpenOffice, office: OfficeRow, cases: readonly number[]): boolean {
  if (office.isSelf) return true;
  const waiting = new Set(waitingOn(open, office).cases);
  return cases.every((n) => {
    const row = waiting.has(n) ? open.repos.cases.byNumber(n) : undefined;
    return row === undefined || judge(open, row, office).decision.leaves;
  });
}

/** What the grant of a case rests on: the consent it was decided by, and when. */
const consentReference = (decision: SharingDecision): string => `consent:${decision.consent}`;

const grantsOf = (open: OpenOffice, { row, decision }: Candidate, office: OfficeRow, now: number): StreamSave[] =>
  open.repos.cases
    .streamsOf(row.n)
    .filter(({ compartment }) => !APART.has(compartment))
    .map((stream): StreamSave => ({
      stream,
      ops: [['grant', office.officeId, 1, 'case-management', consentReference(decision), now]],
    }));

/**
 * Gives an office the cases that may leave and that it does not have: a signed grant in each of their streams, many
 * under one signature. Answers how many cases are new for that office.
 */
export function shareCases(open: OpenOffice, office: OfficeRow, list: readonly Candidate[]): CaseId[] {
  const now = open.clock.now();
  const fresh = list.filter((candidate) => candidate.firstTime && candidate.decision.leaves);
  for (let next = 0; next < fresh.length;) {
    open.db.transaction(() => {
      const rows: CaseRow[] = [];
      const saves: StreamSave[] = [];
      for (; next < fresh.length && saves.length < GRANTS_AT_ONCE; next += 1) {
        const candidate = fresh[next];
        if (!candidate) continue;
        rows.push(candidate.row);
        saves.push(...grantsOf(open, candidate, office, now));
      }
      author(open, saves);
      for (const row of rows) {
        open.repos.links.share(row.n, office.n, now);
        offerToPartners(open, row.n);
      }
    });
    collectPile();
  }
  return fresh.map(({ row }) => row.caseId);
}
