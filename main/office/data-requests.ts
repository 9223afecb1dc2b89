import { dayAt } from '#core/casework/working-time.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import type { CaseId, OfficeId } from '#core/ids.ts';
import { requestClock, requestDue } from '#core/privacy/data-request.ts';
import { decide } from '#core/rights/decide.ts';
import { Refusal } from '#core/result.ts';
import { newId } from '../crypto/hashing.ts';
import { audit } from './audit.ts';
import { auditWords } from './audit-words.ts';
import { isBarred } from './case-exceptions.ts';
import { loadCaseRecord, resourceOf } from './case-document.ts';
import { instantOf } from './clock.ts';
import { changedSince } from './data-protection/what-left.ts';
import { recipientsOf } from './data-recipients.ts';
import { listedByCode } from './listed-by-code.ts';
import type { OpenOffice } from './open-office.ts';
import { personName } from './person-name.ts';
import { nameIn, requestWords } from './passed-requests.ts';
import { keepEntry } from './register-entries.ts';
import { answerIn, openingOf, REQUEST, requestEntries, toldOf, type Entries, type Entry } from './request-entries.ts';
import { latestDay } from './today.ts';

interface Numbered {
  readonly id: string;
  readonly number: number;
  readonly entries: Entries;
}
type Heading = Output<'dataRequests.list'>[number];

/** All requests, numbered; for somebody with a conflict of interest there is none about that case. */
function requestsHere(open: OpenOffice): readonly Numbered[] {
  return [...requestEntries(open)]
    .map(([id, entries], i) => ({ id, entries, number: i + 1 }))
    .filter(({ entries }) => {
      const { caseId } = openingOf(entries);
      return caseId === undefined || !isBarred(open, caseId);
    });
}

/** FORM_STALE: there is none. */
function requestHere(open: OpenOffice, id: string): Numbered {
  const found = requestsHere(open).find((one) => one.id === id);
  if (found === undefined) throw new Refusal('FORM_STALE');
  return found;
}

const isExtended = (entries: Entries): boolean => entries.some(({ entry }) => entry.kind === 'extended');
const isIdentified = (entries: Entries): boolean =>
  entries.some(({ entry }) => entry.kind === 'identity' || (entry.kind === 'opened' && entry.identity !== ''));

/** The case as its line in the request shows it. */
function caseOf(open: OpenOffice, caseId: CaseId): Pick<Heading, 'case'> {
  const row = open.repos.cases.byId(caseId);
  if (row === undefined) return {};
  const mayOpen = decide(open.subject, 'case.view', resourceOf(open, loadCaseRecord(open, row))).allowed;
  return { case: { caseId, code: row.code, mayOpen } };
}

/** Who asks tells who the child is: hidden with it. */
const whoAsks = (open: OpenOffice, { who, caseId }: Extract<Entry, { kind: 'opened' }>): string =>
  caseId !== undefined && open.subject.exceptions.unnamed.has(caseId) ? '' : who;

/** With which hand-over of the case a request came here, and with which it went on: names of offices. */
function carriedOf(open: OpenOffice, id: string, caseId: CaseId | undefined): Pick<Heading, 'from' | 'wentTo'> {
  const row = caseId === undefined ? undefined : open.repos.cases.byId(caseId);
  const handovers = row === undefined ? [] : requestWords(open, row.n, id).map(({ handover }) => handover);
  const nameOf = (office: OfficeId): string => open.repos.offices.officeById(office)?.name ?? '';
  const came = handovers.findLast(({ to }) => to === open.self.officeId);
  // A case that came back is answered for here again, whoever answered in between.
  const isHere = row?.ownerOfficeN === open.self.officeN;
  const went = isHere ? undefined : handovers.findLast(({ from }) => from === open.self.officeId);
  return {
    ...(came === undefined ? {} : { from: nameOf(came.from) }),
    ...(went === undefined ? {} : { wentTo: nameOf(went.to) }),
  };
}

function headingOf(open: OpenOffice, id: string, number: number, entries: Entries): Heading {
  const opening = openingOf(entries);
  const { sort, by, received, caseId } = opening;
  const extended = isExtended(entries);
  const answer = answerIn(entries);
  const answered = answer && dayAt(answer.at, open.self.timeZone);
  return {
    id,
    number,
    sort,
    by,
    who: whoAsks(open, opening),
    ...(caseId === undefined ? {} : caseOf(open, caseId)),
    received,
    due: requestDue(received, extended),
    extended,
    clock: requestClock(received, extended, answered, latestDay(open)),
    identified: isIdentified(entries),
    ...(answer === undefined ? {} : { outcome: answer.outcome }),
    ...carriedOf(open, id, caseId),
  };
}

/** Requests of people about their data: those that wait first, the nearest last day first; then the answered, newest first. */
export function listDataRequests(
  open: OpenOffice,
  { caseId }: Input<'dataRequests.list'>,
): Output<'dataRequests.list'> {
  const wanted = requestsHere(open).filter(
    ({ entries }) => caseId === undefined || openingOf(entries).caseId === caseId,
  );
  const headings = wanted.map(({ id, entries, number }) => headingOf(open, id, number, entries));
  const waits = headings.filter(({ outcome }) => outcome === undefined);
  return [
    ...waits.toSorted((a, b) => a.due.localeCompare(b.due) || a.number - b.number),
    ...headings.filter(({ outcome }) => outcome !== undefined).toReversed(),
  ];
}

/** One request with everything that was written about it. FORM_STALE: there is none. */
export function readDataRequest(open: OpenOffice, { id }: Input<'dataRequests.read'>): Output<'dataRequests.read'> {
  const { entries, number } = requestHere(open, id);
  const { caseId, received, sort } = openingOf(entries);
  const row = caseId === undefined ? undefined : open.repos.cases.byId(caseId);
  const came = row === undefined ? [] : requestWords(open, row.n, id);
  const { nameOf } = auditWords(open);
  const writer = (by: string): string => personName(open, by) || nameIn(came, by) || nameOf(by);
  return {
    ...headingOf(open, id, number, entries),
    entries: entries.map(({ at, by, entry }) => ({
      atUtc: instantOf(at),
      by: writer(by),
      entry: entry.kind === 'opened' ? { ...entry, who: whoAsks(open, entry) } : entry,
    })),
    recipients: caseId === undefined ? [] : toldOf(open, entries, recipientsOf(open, caseId)),
    changed: caseId === undefined || sort !== 'correction' ? [] : [...changedSince(open, caseId, received)],
  };
}

/** Writes a request down. FORM_CASE_NOT_FOUND; FORM_INVALID { field: received } for a day that has not come. */
export function openDataRequest(open: OpenOffice, input: Input<'dataRequests.open'>): Output<'dataRequests.open'> {
  const { code, ...asked } = input;
  if (asked.received > latestDay(open)) throw new Refusal('FORM_INVALID', { field: 'received' });
  const about = code === '' ? {} : { caseId: listedByCode(open, code) };
  const id = newId();
  open.db.transaction(() => {
    keepEntry(open, REQUEST, id, { kind: 'opened', ...asked, ...about } satisfies Entry);
    audit(open, 'request.opened', about.caseId ?? id, 'done', asked.sort);
  });
  return { id };
}

function refuseEntry(open: OpenOffice, entries: Entries, entry: Entry): void {
  const after = entry.kind === 'note' || entry.kind === 'informed' || entry.kind === 'corrected';
  if (entry.kind === 'informed' && entry.on !== undefined && entry.on > latestDay(open))
    throw new Refusal('FORM_INVALID', { field: 'on' });
  if (answerIn(entries) !== undefined && !after) throw new Refusal('FORM_STALE');
  const { received } = openingOf(entries);
  // Who asks must hear of it within the first month.
  if (entry.kind === 'extended' && (isExtended(entries) || latestDay(open) > requestDue(received, false)))
    throw new Refusal('FORM_STALE');
  if (entry.kind === 'answered' && entry.outcome !== 'refused' && !isIdentified(entries))
    throw new Refusal('FORM_NEEDED', { field: 'identity' });
}

/** Adds to a request; the answer ends it. FORM_STALE; FORM_NEEDED { field: identity }. */
export function addToDataRequest(
  open: OpenOffice,
  { id, entry }: Input<'dataRequests.add'>,
): Output<'dataRequests.add'> {
  const { entries } = requestHere(open, id);
  refuseEntry(open, entries, entry);
  open.db.transaction(() => {
    keepEntry(open, REQUEST, id, entry satisfies Entry);
    const object = openingOf(entries).caseId ?? id;
    const detail = entry.kind === 'answered' ? entry.outcome : entry.kind;
    audit(open, entry.kind === 'answered' ? 'request.answered' : 'request.added', object, 'done', detail);
  });
  return {};
}
