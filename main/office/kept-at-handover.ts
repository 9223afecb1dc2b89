import { isKeep, judgeKept, type KeepOp } from '#core/exchange/kept-words.ts';
import { UNSAID, type PassOp } from '#core/exchange/passed-words.ts';
import type { OfficeId, UserId } from '#core/ids.ts';
import type { CaseRow, StreamRow } from '../storage/case.repo.ts';
import type { KeptLongerRow } from '../storage/kept-longer.repo.ts';
import type { GuardKind, PassedGuard } from '../storage/passed-guard.repo.ts';
import { audit } from './audit.ts';
import { loadCaseRow, ownerOf } from './case-document.ts';
import { opsOf } from './commit-by-dot.ts';
import { passedWords, wordsOfKind } from './handover-stream.ts';
import { HOLD, holdStories, type Held, type HoldEntry } from './held-cases.ts';
import type { OpenOffice } from './open-office.ts';
import { personName } from './person-name.ts';
import type { Kept } from './register-entries.ts';

/** Most holds of one case that go along: far more than courts order, and far fewer than fill a commit. */
const MOST_HOLDS = 100;

/** By whom, and when, in milliseconds since 1970 UTC. */
interface Decided {
  readonly by: string;
  readonly at: number;
}

/**
 * Who decided something about a case, here or at an office before; empty where nobody knows the name. Of what came along it
 * is the name that came with it: no office has somebody of another one appear as who decided.
 */
export const deciderName = (open: OpenOffice, caseN: number, { by, at }: Decided): string =>
  open.repos.passedGuards.ofCase(caseN).find((one) => one.by === by && one.at === at)?.byName ?? personName(open, by);

/** With which hand-over of the case a decision came here or went from here, if it did: names of offices. */
export function carriedBy(
  open: OpenOffice,
  caseN: number,
  kind: GuardKind,
  { by, at }: Decided,
): { readonly from?: string; readonly wentTo?: string } {
  const { passedGuards, handovers, offices } = open.repos;
  const nameOf = (office: OfficeId): string => offices.officeById(office)?.name ?? '';
  const known = passedGuards
    .ofCase(caseN)
    .filter((one) => one.kind === kind && one.at === at && one.by === by)
    .flatMap(({ transfer }) => handovers.byRow(transfer) ?? []);
  const came = known.findLast(({ to }) => to === open.self.officeId);
  const went = known.findLast(({ from }) => from === open.self.officeId);
  return {
    ...(came === undefined ? {} : { from: nameOf(came.from) }),
    ...(went === undefined ? {} : { wentTo: nameOf(went.to) }),
  };
}

/**
 * What goes along with a case that is given to another office: every hold, the last decision to keep it longer, a hidden
 * name. Why it is held or kept longer is said in the stream of the hand-over, for the new owner alone. Why a name is hidden stays here: it is said to those who may protect cases alone, and offices with a copy read on.
 */
export function keptWith(open: OpenOffice, transfer: string, row: CaseRow): KeepOp[] {
  const hidden = open.repos.guards.hiddenName(row.n);
  const kept = protecting(open, transfer, row).map((op): KeepOp => {
    if (op[2] === 'held') return ['keep', transfer, 'held', UNSAID, UNSAID, op[5], op[6], op[7], op[8]];
    return ['keep', transfer, 'longer', op[3], '', op[5], op[6], op[7]];
  });
  if (hidden === undefined) return kept;
  return [...kept, ['keep', transfer, 'hidden', hidden.by, deciderName(open, row.n, hidden).slice(0, 500), hidden.at]];
}

/** Why a case is kept longer; of what came with it the office before says why in the stream of the hand-over. */
export const whyLonger = (open: OpenOffice, { caseN, why, by, at }: KeptLongerRow): string =>
  why !== ''
    ? why
    : (wordsOfKind(passedWords(open, caseN), 'longer').find(({ op }) => op[5] === by && op[7] === at)?.op[4] ?? '');

/** Holds and the last decision to keep the case longer, in full: for the new owner alone (decision 0080). */
export function protecting(
  open: OpenOffice,
  transfer: string,
  { n, caseId }: CaseRow,
): Extract<PassOp, readonly [unknown, unknown, 'held' | 'longer', ...unknown[]]>[] {
  const named = (decided: Decided): string => deciderName(open, n, decided).slice(0, 500);
  const holds = holdStories(open, caseId)
    .flatMap(({ held, lifted }) => (lifted ? [] : [held]))
    .slice(-MOST_HOLDS)
    .map(
      ({ at, by, entry: { why, authority, until = '' } }) =>
        ['pass', transfer, 'held', why, authority, until, by as UserId, named({ by, at }), at] as const,
    );
  const longer = open.repos.keptLonger.latest().get(n);
  if (longer === undefined) return holds;
  const why = whyLonger(open, longer);
  return [...holds, ['pass', transfer, 'longer', longer.until, why, longer.by, named(longer), longer.at]];
}

/** `said`: when the office before gave the case away with it. */
function takeHold(open: OpenOffice, { caseId }: CaseRow, { at, by, entry }: Kept<Held>, said: number): void {
  const known = holdStories(open, caseId).find(({ held }) => held.at === at && held.by === by);
  // Another computer of this office may have told of it already, and somebody may have lifted it since.
  if (known && (known.lifted === undefined || known.lifted.at > said)) return;
  // One that this office lifted while another one had the case, and that lies on it still, is a hold of its own now.
  const body = JSON.stringify(entry satisfies HoldEntry);
  open.repos.registers.add(HOLD, { id: caseId, at: known ? said : at, by, body });
}

/** Here the name is hidden from all but who took the case over; who may protect cases can let others see it. */
function takeHidden(
  open: OpenOffice,
  row: CaseRow,
  op: Extract<KeepOp, readonly [unknown, unknown, 'hidden', ...unknown[]]>,
): void {
  const { guards, offices } = open.repos;
  if (guards.hiddenName(row.n) !== undefined) return;
  const owner = ownerOf(loadCaseRow(open, row));
  const person = offices.people().find(({ userId, officeN }) => userId === owner && officeN === open.self.officeN);
  const [, , , by, , at] = op;
  guards.hide({ caseN: row.n, people: person ? [person.userId] : [], roles: [], why: '', by, at });
}

function passedOf(op: KeepOp, caseN: number): PassedGuard {
  const known = { transfer: op[1], kind: op[2], caseN };
  switch (op[2]) {
    case 'held':
      return { ...known, by: op[6], byName: op[7], at: op[8] };
    case 'longer':
      return { ...known, by: op[5], byName: op[6], at: op[7] };
    case 'hidden':
      return { ...known, by: op[3], byName: op[4], at: op[5] };
  }
}

/**
 * Remembers what went along with a case; it was judged before (core/exchange/kept-words.ts). At the office that took the
 * case it holds from now on as if it had been decided there; at any other it is known that it went, and nothing changes.
 *
 * @param wall when its author wrote the commit, in milliseconds since 1970 UTC.
 */
export function noteKept(open: OpenOffice, { caseN }: StreamRow, wall: number, op: KeepOp): void {
  const { cases, handovers, keptLonger, passedGuards } = open.repos;
  const row = cases.byNumber(caseN);
  const handover = handovers.byRow(op[1]);
  if (row === undefined || handover?.own === undefined || !passedGuards.add(passedOf(op, caseN))) return;
  const here = handover.to === open.self.officeId;
  if (here || handover.from === open.self.officeId)
    audit(open, here ? 'transfer.kept-came' : 'transfer.kept-went', row.caseId, 'done', op[2]);
  if (!here) return;
  if (op[2] === 'held') {
    const [, , , why, authority, until, by, , at] = op;
    const entry = { kind: 'held', why, authority, ...(until === '' ? {} : { until }) } as const;
    takeHold(open, row, { at, by, entry }, Math.min(wall, open.clock.now()));
  } else if (op[2] === 'longer') {
    const [, , , until, why, by, , at] = op;
    keptLonger.add({ caseN, until, why, by, at });
  } else takeHidden(open, row, op);
}

/** After an upgrade: what came along before this program knew what it means. In the caller's transaction, before cases are projected. */
export function takeKeptBefore(open: OpenOffice): void {
  const { cases, commits } = open.repos;
  for (const sid of cases.everyStream()) {
    const stream = cases.stream(sid);
    if (stream?.compartment !== 'core') continue;
    for (const commit of [...commits.ofStream(sid)]) {
      const ops = opsOf(commit);
      // Nobody judged it when it came.
      if (judgeKept(ops, stream.compartment) !== undefined) continue;
      for (const op of ops.filter(isKeep)) noteKept(open, stream, commit.wall, op);
    }
  }
}
