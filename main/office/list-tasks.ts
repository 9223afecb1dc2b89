import { hiddenDeadlines } from '#core/casework/deadline-class.ts';
import { isRiskLevel, type RiskLevel } from '#core/casework/risk-history.ts';
import { byUrgency, groupOf, type TaskGroup } from '#core/casework/task-order.ts';
import type { Task } from '#core/casework/tasks.ts';
import { dayAt, endOfDay, type WorkingTime } from '#core/casework/working-time.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import type { TaskLine } from '#core/contracts/tasks.contract.ts';
import type { ReadyFilter } from '#core/finding/ready-filter.ts';
import { reachesNothing, reachesOthers, reachOf, type Reach } from '#core/rights/reach.ts';
import type { CaseListRow } from '../storage/case-list.repo.ts';
import type { TaskRow } from '../storage/task.repo.ts';
import { documentOf, loadCase, sightIn, sightOfCase } from './case-document.ts';
import { lineOf, resourceOfLine } from './case-line.ts';
import { instantOf } from './clock.ts';
import { limitOf } from './list-reach.ts';
import type { OpenOffice } from './open-office.ts';
import { tasksOfCase } from './project-tasks.ts';
import { renewDay } from './renew-day.ts';
import { workingTime } from './working-time.ts';

/** A list longer than a day's reading helps nobody; the counts say how many there are. */
const MOST_LINES = 500;
/** A birthday that is years away is no work yet. */
const LOOK_AHEAD_DAYS = 400;
const DAY_MS = 86_400_000;

/** The latest instant the office knows of: a clock that was set back hides no task. */
export const taskNow = (open: OpenOffice): number => Math.max(open.counters.hlc.wall, open.clock.now());

interface Placed {
  readonly row: TaskRow;
  readonly group: TaskGroup;
  readonly risk: RiskLevel | undefined;
  readonly dueAt: number;
}

function place(row: TaskRow, risk: string | null, now: number, time: WorkingTime): Placed {
  const snoozed = row.snoozedUntil === null ? {} : { snoozedUntil: row.snoozedUntil };
  const group = groupOf({ dueAt: row.dueAt, exact: row.exact, ...snoozed }, now, time);
  return { row, group, risk: isRiskLevel(risk) ? risk : undefined, dueAt: row.dueAt };
}

/** A task as a list shows it, with the urgency it has now. */
export const taskAt = (row: TaskRow, now: number, time: WorkingTime): TaskLine['task'] =>
  taskOf(place(row, null, now, time));

function taskOf({ row, group }: Placed): TaskLine['task'] {
  return {
    key: row.key,
    deadline: row.deadline,
    form: row.form,
    ...(row.row === null ? {} : { rowId: row.row }),
    dueAtUtc: instantOf(row.dueAt),
    exact: row.exact,
    ...(row.earliest ? { earliest: true as const } : {}),
    group,
    ...(row.movedFrom === null ? {} : { movedFromUtc: instantOf(row.movedFrom) }),
    ...(row.snoozedUntil === null ? {} : { snoozedUntilUtc: instantOf(row.snoozedUntil) }),
  };
}

const NO_OFFICE = { all: false, office: false } as const;

/** How far the tasks of a person reach: a clerk enters for others and is reminded of the own cases only (ui-guide §4.2). */
export function followedReach({ subject, me }: OpenOffice): Reach {
  const reach = reachOf(subject, 'case.list', ({ rights, owns }) => owns === true || !rights.includes('case.write'));
  const listed = reachOf(subject);
  return reachesNothing(reach) && !reachesNothing(listed) ? [...listed, { ...NO_OFFICE, owners: [me.id] }] : reach;
}

/** Whether a person may hear of a task: few deadlines tell of a sensitive answer, and only those look at the case. */
function hearsOf(open: OpenOffice): (row: TaskRow, listed: () => CaseListRow | undefined) => boolean {
  const secret = hiddenDeadlines(open.configuration, () => false);
  const hidden = new Map<string, ReadonlySet<string>>();
  return (row, listed) => {
    if (!secret.has(row.deadline)) return true;
    const line = listed();
    if (line === undefined) return false;
    const sight = sightIn(open, resourceOfLine(open, line));
    const closed = hidden.get(sight.key) ?? hiddenDeadlines(open.configuration, sight.seesKey);
    hidden.set(sight.key, closed);
    return !closed.has(row.deadline);
  };
}

/** What is due, most urgent first: late high risk, running clocks, today. Codes and initials, never names. */
export const listTasks = (open: OpenOffice, input: Input<'tasks.list'>): Output<'tasks.list'> =>
  dueTasks(open, input, false);

/** The same; with names only after it was decided and written down that they may be shown. */
export function dueTasks(open: OpenOffice, input: Input<'tasks.list'>, names: boolean): Output<'tasks.list'> {
  renewDay(open);
  const followed = followedReach(open);
  const now = taskNow(open);
  const counts: Record<TaskGroup, number> = { late: 0, clock: 0, today: 0, soon: 0, later: 0 };
  const reach = reachesOthers(followed, open.me.id) ? 'office' : 'own';
  if (reachesNothing(followed)) return { nowUtc: instantOf(now), reach, lines: [], counts };
  const mine: ReadyFilter = { is: 'owner', in: [open.me.id], nobody: false };
  const where: ReadyFilter = { is: 'all', parts: [limitOf(open, followed), ...(input.of === 'mine' ? [mine] : [])] };
  const time = workingTime(open);
  const until = endOfDay(dayAt(now, time.zone), time.zone) + input.days * DAY_MS;
  const mayHear = hearsOf(open);
  const listed = (caseN: number): CaseListRow | undefined => open.repos.list.get(caseN);
  const placed = open.repos.tasks
    .dueUntil(until, where)
    .filter((row) => mayHear(row, () => listed(row.caseN)))
    .map(({ risk, ...row }) => place(row, risk, now, time));
  for (const { group } of placed) counts[group] += 1;
  const lines = placed
    .sort(byUrgency)
    .slice(0, MOST_LINES)
    .flatMap((one): TaskLine[] => {
      const row = listed(one.row.caseN);
      return row === undefined ? [] : [{ task: taskOf(one), case: lineOf(open, row, names) }];
    });
  return { nowUtc: instantOf(now), reach, lines, counts };
}

/** All tasks of one case that the person may hear of: what is open by urgency, then what was fulfilled, the latest first. */
export function tasksInCase(open: OpenOffice, { caseId }: Input<'tasks.ofCase'>): Output<'tasks.ofCase'> {
  const stored = loadCase(open, caseId);
  const now = taskNow(open);
  const time = workingTime(open);
  const sight = sightOfCase(open, stored);
  const hidden = hiddenDeadlines(open.configuration, sight.seesKey);
  const saysWhy = sight.sees('task_changes', 'task_reason');
  const all = tasksOfCase(open, stored, documentOf(stored)).filter((task) => !hidden.has(task.deadline));
  const view = (task: Task): Output<'tasks.ofCase'>[number] => ({
    key: task.key,
    deadline: task.deadline,
    form: task.form,
    ...(task.row === undefined ? {} : { rowId: task.row }),
    dueAtUtc: instantOf(task.dueAt),
    exact: task.exact,
    ...(task.earliest === undefined ? {} : { earliest: task.earliest }),
    group: groupOf(task, now, time),
    ...(task.moved === undefined ? {} : { movedFromUtc: instantOf(task.moved.from) }),
    ...(task.moved === undefined || !saysWhy ? {} : { moveReason: task.moved.reason }),
    ...(task.snoozedUntil === undefined ? {} : { snoozedUntilUtc: instantOf(task.snoozedUntil) }),
    ...(task.snoozeReason === undefined || !saysWhy ? {} : { snoozeReason: task.snoozeReason }),
    ...(task.done === undefined ? {} : { done: { atUtc: instantOf(task.done.at), outcome: task.done.outcome } }),
  });
  const due = all
    .filter((task) => task.done === undefined && task.dueAt <= now + LOOK_AHEAD_DAYS * DAY_MS)
    .sort((a, b) => a.dueAt - b.dueAt);
  const done = all.filter((task) => task.done !== undefined).sort((a, b) => (b.done?.at ?? 0) - (a.done?.at ?? 0));
  return [...due, ...done].map(view);
}
