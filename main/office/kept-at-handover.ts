import { isKeep, type KeepOp } from '#core/exchange/kept-words.ts';
import type { UserId } from '#core/ids.ts';
import type { CaseRow, StreamRow } from '../storage/case.repo.ts';
import type { PassedGuard } from '../storage/passed-guard.repo.ts';
import { audit } from './audit.ts';
import { loadCaseRow, ownerOf } from './case-document.ts';
import { opsOf } from './commit-by-dot.ts';
import { HOLD, holdsOn, type Held, type HoldEntry } from './held-cases.ts';
import type { OpenOffice } from './open-office.ts';
import { personName } from './person-name.ts';
import type { Kept } from './register-entries.ts';

/** Most holds of one case that go along: far more than courts order, and far fewer than fill a commit. */
const MOST_HOLDS = 100;

/** Who decided something about a case, here or at an office before; empty where nobody knows the name. */
export const deciderName = (open: OpenOffice, caseN: number, by: string): string =>
  personName(open, by) || (open.repos.passedGuards.ofCase(caseN).find((one) => one.by === by)?.byName ?? '');

/** What goes along with a case that is given to another office: every hold, the last decision to keep it longer, a hidden name. */
export function keptWith(open: OpenOffice, transfer: string, { n, caseId }: CaseRow): KeepOp[] {
  const { keptLonger, guards } = open.repos;
  const named = (by: string): string => deciderName(open, n, by).slice(0, 500);
  const holds = holdsOn(open, caseId)
    .slice(-MOST_HOLDS)
    .map(({ at, by, entry: { why, authority, until = '' } }): KeepOp => [
      'keep',
      transfer,
      'held',
      why,
      authority,
      until,
      by as UserId,
      named(by),
      at,
    ]);
  const longer = keptLonger.latest().get(n);
  const hidden = guards.hiddenName(n);
  return [
    ...holds,
    ...(longer
      ? [['keep', transfer, 'longer', longer.until, longer.why, longer.by, named(longer.by), longer.at] as const]
      : []),
    ...(hidden ? [['keep', transfer, 'hidden', hidden.why, hidden.by, named(hidden.by), hidden.at] as const] : []),
  ];
}

function takeHold(open: OpenOffice, { caseId }: CaseRow, { at, by, entry }: Kept<Held>): void {
  const { registers } = open.repos;
  const body = JSON.stringify(entry satisfies HoldEntry);
  // Another computer of this office may have told of it already.
  const known = registers.about(HOLD, caseId).some((one) => one.at === at && one.by === by && one.body === body);
  if (!known) registers.add(HOLD, { id: caseId, at, by, body });
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
  const [, , , why, by, , at] = op;
  guards.hide({ caseN: row.n, people: person ? [person.userId] : [], roles: [], why, by, at });
}

function passedOf(op: KeepOp, caseN: number): PassedGuard {
  const known = { transfer: op[1], kind: op[2], caseN };
  switch (op[2]) {
    case 'held':
      return { ...known, by: op[6], byName: op[7], at: op[8] };
    case 'longer':
      return { ...known, by: op[5], byName: op[6], at: op[7] };
    case 'hidden':
      return { ...known, by: op[4], byName: op[5], at: op[6] };
  }
}

/**
 * Remembers what went along with a case; it was judged before (core/exchange/kept-words.ts). At the office that took the
 * case it holds from now on as if it had been decided there; at any other it is known that it went, and nothing changes.
 */
export function noteKept(open: OpenOffice, { caseN }: StreamRow, op: KeepOp): void {
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
    takeHold(open, row, { at, by, entry: { kind: 'held', why, authority, ...(until === '' ? {} : { until }) } });
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
    const found = [...commits.ofStream(sid)].flatMap((commit) =>
      commit.payload === null ? [] : opsOf(commit).filter(isKeep),
    );
    for (const op of found) noteKept(open, stream, op);
  }
}
