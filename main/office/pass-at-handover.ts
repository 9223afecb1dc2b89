import { HANDOVER_STREAM, type PassedRequestEntry, type PassOp } from '#core/exchange/passed-words.ts';
import type { GoesAlong } from '#core/contracts/handovers.contract.ts';
import type { Hold } from '#core/contracts/holds.contract.ts';
import { requestDue } from '#core/privacy/data-request.ts';
import type { UserId } from '#core/ids.ts';
import type { CaseRow, StreamRow } from '../storage/case.repo.ts';
import type { PassedGuard } from '../storage/passed-guard.repo.ts';
import { audit } from './audit.ts';
import { instantOf } from './clock.ts';
import { handoverOfStream, isOfOthers, passedWords, sayBeside, wordsIn, wordsOfKind } from './handover-stream.ts';
import { protecting } from './kept-at-handover.ts';
import type { OpenOffice } from './open-office.ts';
import { incidentsToPass } from './passed-incidents.ts';
import { requestsToPass, takeRequestEntry } from './passed-requests.ts';

/** Who set a hold, and when. */
interface SetBy {
  readonly at: number;
  readonly by: string;
}

/** What would go along with a case if it were another office's now, without names. */
export function goesAlong(open: OpenOffice, row: CaseRow): GoesAlong {
  const kept = protecting(open, '', row);
  const requests = new Map<string, readonly PassedRequestEntry[]>();
  for (const { id, entry } of requestsToPass(open, row)) requests.set(id, [...(requests.get(id) ?? []), entry]);
  return {
    holds: kept.flatMap((op) => (op[2] === 'held' ? [op[4]] : [])),
    ...Object.fromEntries(kept.flatMap((op) => (op[2] === 'longer' ? [['longer', op[3]]] : []))),
    hidden: open.repos.guards.hiddenName(row.n) !== undefined,
    restricted: open.repos.restrictions.holds(row.caseId),
    requests: [...requests.values()].flatMap(([opened, ...more]): GoesAlong['requests'] => {
      if (opened?.kind !== 'opened') return [];
      const has = (kind: PassedRequestEntry['kind']): number => more.filter((one) => one.kind === kind).length;
      const due = requestDue(opened.received, has('extended') > 0);
      return [{ sort: opened.sort, due, answered: has('answered') > 0, owed: has('owed') }];
    }),
    incidents: incidentsToPass(open, row).map(({ facts }) => ({ sort: facts.sort, knownUtc: instantOf(facts.known) })),
  };
}

/**
 * Says to the office that a case was given to what it needs beside the case, and no other office: reasons of holds, open
 * requests about the data on the child, incidents. In the transaction that gives the case away.
 */
export function passAlong(open: OpenOffice, transfer: string, row: CaseRow): void {
  const handover = open.repos.handovers.byRow(transfer);
  if (handover === undefined) return;
  const requests = requestsToPass(open, row, handover.to);
  const incidents = incidentsToPass(open, row);
  sayBeside(open, handover, [
    ...protecting(open, transfer, row),
    ...requests.map(({ id, entry, by, name, at }): PassOp => [
      'pass',
      transfer,
      'request',
      id,
      entry,
      by as UserId,
      name,
      at,
    ]),
    ...incidents.map(({ id, facts, by, name, at }): PassOp => [
      'pass',
      transfer,
      'incident',
      id,
      facts,
      by as UserId,
      name,
      at,
    ]),
  ]);
}

/**
 * Remembers what one of the two offices of a hand-over said beside it; it was judged before. A request about the data on the
 * child goes on here; an incident, the reason of a hold and that one was lifted are read from the log.
 */
export function notePassed(
  open: OpenOffice,
  stream: StreamRow,
  { officeN }: { readonly officeN: number },
  op: PassOp,
): void {
  const row = open.repos.cases.byNumber(stream.caseN);
  const handover = handoverOfStream(open, stream);
  if (row === undefined || handover === undefined) return;
  const here = officeN !== open.self.officeN;
  if (op[2] === 'lifted') {
    if (here) audit(open, 'hold.lifted-elsewhere', row.caseId, 'done', open.repos.offices.office(officeN)?.code ?? '');
    return;
  }
  // Holds and longer keeping have their line in the trail from the word in the core.
  if (op[2] === 'held' || op[2] === 'longer') return;
  // A request is one line of the trail, however many entries it has.
  const first = op[2] === 'incident' || op[4].kind === 'opened';
  if (first) audit(open, here ? 'transfer.kept-came' : 'transfer.kept-went', row.caseId, 'done', op[2]);
  if (op[2] === 'request' && handover.to === open.self.officeId) takeRequestEntry(open, row, op);
}

/**
 * After an upgrade: what came beside a hand-over before this program knew what it means; in the caller's transaction. What
 * two other offices say to each other is forgotten now, as it would not have been kept.
 */
export function takePassedBefore(open: OpenOffice): void {
  for (const stream of open.repos.cases.streamsWith(HANDOVER_STREAM))
    if (isOfOthers(open, stream)) open.repos.commits.eraseOfOthers(stream.sid, open.self.officeN);
    else for (const { op, office } of wordsIn(open, stream)) notePassed(open, stream, { officeN: office.n }, op);
}

/** Under which moments a hold went along with the case, or came: one that was put on again keeps the first one. */
function passedAs(open: OpenOffice, caseN: number, { at, by }: SetBy): readonly PassedGuard[] {
  const holds = open.repos.passedGuards.ofCase(caseN).filter((one) => one.kind === 'held' && one.by === by);
  const moment = holds.some((one) => one.at === at) ? at : holds.findLast((one) => one.at < at)?.at;
  return holds.filter((one) => one.at === moment);
}

/** Tells each office that has the same hold that it was lifted here, and why; in the caller's transaction. */
export function sayLifted(open: OpenOffice, { n }: CaseRow, hold: SetBy, why: string): void {
  const { id, name } = open.me;
  const told = new Set<string>();
  // A case that went to and fro has several hand-overs with the same office, which is told once.
  for (const { transfer, by, at } of passedAs(open, n, hold)) {
    const handover = open.repos.handovers.byRow(transfer);
    const other = handover?.from === open.self.officeId ? handover.to : handover?.from;
    if (handover === undefined || other === undefined || told.has(other)) continue;
    told.add(other);
    sayBeside(open, handover, [
      ['pass', transfer, 'lifted', by as UserId, at, why, id, name.slice(0, 500), open.clock.now()],
    ]);
  }
}

/** Which offices that have the same hold have lifted it since, the last one last. */
export function liftedElsewhere(open: OpenOffice, caseN: number, hold: SetBy): Hold['elsewhere'] {
  const [known] = passedAs(open, caseN, hold);
  if (known === undefined) return [];
  return wordsOfKind(passedWords(open, caseN), 'lifted').flatMap(({ op, office }) => {
    const [, , , by, at, why, , name, when] = op;
    if (office.isSelf || by !== known.by || at !== known.at || when < hold.at) return [];
    return [{ office: office.name, by: name, why, atUtc: instantOf(when) }];
  });
}
