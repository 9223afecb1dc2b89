import { GUIDELINE } from '#core/casework/caseload.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import type { WorkLoad } from '#core/contracts/supervision.contract.ts';
import type { Filter } from '#core/finding/filter.ts';
import type { CaseId, UserId } from '#core/ids.ts';
import { decide } from '#core/rights/decide.ts';
import type { CaseListRow } from '../storage/case-list.repo.ts';
import { conflictsWith } from './case-exceptions.ts';
import { resourceOfLine } from './case-line.ts';
import { countOf } from './list-cases.ts';
import { countRecords } from './list-records.ts';
import { taskNow } from './list-tasks.ts';
import type { OpenOffice } from './open-office.ts';
import { ownList } from './record-list-reach.ts';
import { renewDay } from './renew-day.ts';
import { listColleagues, mayOwn } from './transfer-case.ts';

const carriedBy = (user: UserId): Filter => ({
  all: [
    { on: 'owner', in: [user] },
    { on: 'status', in: ['open'] },
    { on: 'office', in: ['own'] },
  ],
});

/** What somebody carries, counted as the lists count that open behind it. */
function loadOf(open: OpenOffice, user: UserId): WorkLoad {
  const mine = carriedBy(user);
  const tasks = ownList(open, 'tasks');
  return {
    open: countOf(open, mine),
    high: countOf(open, { all: [mine, { on: 'risk', in: ['high'] }] }),
    tasks: countRecords(open, tasks, mine),
    late: countRecords(open, tasks, { all: [mine, { on: 'task', due: 'late' }] }),
  };
}

/** Everybody who follows cases, with what they carry: cases of reference.md §1.2, and the work that is open in them. */
export function workload(open: OpenOffice): Output<'supervision.workload'> {
  renewDay(open);
  const workers = listColleagues(open).map(({ user, name }) => ({ user, name, now: loadOf(open, user) }));
  return { standard: GUIDELINE, workers };
}

type Stay = Output<'supervision.preview'>['stay'][number];

/** Why a case would not change hands; undefined: it would. The same questions as `assignCases` asks. */
function staysBecause(open: OpenOffice, line: CaseListRow, to: UserId): Stay['because'] | undefined {
  const allowed = line.isOwn && decide(open.subject, 'case.assign', resourceOfLine(open, line)).allowed;
  if (!allowed) return 'denied';
  if (!mayOwn(open, to) || conflictsWith(open, line.caseN, to)) return 'not-fitting';
  if (line.ownerUser === to) return 'same';
  // A case that goes on under another code is nobody's work any more.
  return open.repos.merged.into(line.caseN) === undefined ? undefined : 'ended';
}

/** What one case adds to a load. */
function weightOf(open: OpenOffice, line: CaseListRow): WorkLoad {
  if (line.status !== 'open') return { open: 0, high: 0, tasks: 0, late: 0 };
  const now = taskNow(open);
  const tasks = open.repos.tasks.ofCase(line.caseN);
  return {
    open: 1,
    high: line.risk === 'high' ? 1 : 0,
    tasks: tasks.length,
    late: tasks.filter(({ dueAt }) => dueAt < now).length,
  };
}

const plus = (a: WorkLoad, b: WorkLoad, sign: 1 | -1): WorkLoad => ({
  open: a.open + sign * b.open,
  high: a.high + sign * b.high,
  tasks: a.tasks + sign * b.tasks,
  late: a.late + sign * b.late,
});

/** What everybody would carry if these cases went to these people, and which cases would stay where they are. */
export function previewMoves(open: OpenOffice, { moves }: Input<'supervision.preview'>): Output<'supervision.preview'> {
  const { standard, workers } = workload(open);
  const then = new Map(workers.map(({ user, now }) => [user, now]));
  const stay: Stay[] = [];
  for (const { caseId, to } of new Map(moves.map((move) => [move.caseId, move])).values()) {
    const line = lineOfCase(open, caseId);
    // Nothing is told of a case that is not there, or not in the person's reach: not even its code.
    if (line === undefined || !decide(open.subject, 'case.list', resourceOfLine(open, line)).allowed) continue;
    const because = staysBecause(open, line, to);
    if (because !== undefined) {
      stay.push({ caseId, code: line.code, because });
      continue;
    }
    const weight = weightOf(open, line);
    const [from, goes] = [line.ownerUser === null ? undefined : then.get(line.ownerUser), then.get(to)];
    if (from !== undefined && line.ownerUser !== null) then.set(line.ownerUser, plus(from, weight, -1));
    if (goes !== undefined) then.set(to, plus(goes, weight, 1));
  }
  return { standard, workers: workers.map((one) => ({ ...one, then: then.get(one.user) ?? one.now })), stay };
}

function lineOfCase(open: OpenOffice, caseId: CaseId): CaseListRow | undefined {
  const row = open.repos.cases.byId(caseId);
  return row && open.repos.list.get(row.n);
}
