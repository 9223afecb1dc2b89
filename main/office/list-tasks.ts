import { isRiskLevel, type RiskLevel } from '#core/casework/risk-history.ts';
import { byUrgency, groupOf, type TaskGroup } from '#core/casework/task-order.ts';
import { endOfDay, dayAt, type WorkingTime } from '#core/casework/working-time.ts';
import type { Task } from '#core/casework/tasks.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import type { TaskLine } from '#core/contracts/tasks.contract.ts';
import { listScope } from '#core/rights/decide.ts';
import type { TaskRow } from '../storage/task.repo.ts';
import { documentOf, loadCase } from './case-document.ts';
import { lineOf } from './case-line.ts';
import { instantOf } from './clock.ts';
import type { OpenOffice } from './open-office.ts';
import { tasksOfCase } from './project-tasks.ts';
import { workingTime } from './working-time.ts';

/** A list longer than a day's reading helps nobody; the counts say how many there are. */
const MOST_LINES = 500;
const DAY_MS = 86_400_000;

/** The latest instant the office knows of: a clock that was set back hides no task. */
const nowOf = (open: OpenOffice): number => Math.max(open.counters.hlc.wall, open.clock.now());

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

function taskOf({ row, group }: Placed): TaskLine['task'] {
  return {
    key: row.key,
    deadline: row.deadline,
    form: row.form,
    ...(row.row === null ? {} : { rowId: row.row }),
    dueAtUtc: instantOf(row.dueAt),
    exact: row.exact,
    group,
    ...(row.movedFrom === null ? {} : { movedFromUtc: instantOf(row.movedFrom) }),
    ...(row.snoozedUntil === null ? {} : { snoozedUntilUtc: instantOf(row.snoozedUntil) }),
  };
}

/** What is due, most urgent first: late high risk, running clocks, today. Codes and initials, never names. */
export function listTasks(open: OpenOffice, input: Input<'tasks.list'>): Output<'tasks.list'> {
  const scope = listScope(open.subject);
  const now = nowOf(open);
  const counts: Record<TaskGroup, number> = { late: 0, clock: 0, today: 0, soon: 0, later: 0 };
  if (scope === 'none') return { nowUtc: instantOf(now), lines: [], counts };
  const owner = scope === 'own' || input.of === 'mine' ? open.me.id : undefined;
  const time = workingTime(open);
  const until = endOfDay(dayAt(now, time.zone), time.zone) + input.days * DAY_MS;
  const placed = open.repos.tasks.dueUntil(until, owner).map(({ risk, ...row }) => place(row, risk, now, time));
  for (const { group } of placed) counts[group] += 1;
  const lines = placed
    .sort(byUrgency)
    .slice(0, MOST_LINES)
    .flatMap((one): TaskLine[] => {
      const row = open.repos.list.get(one.row.caseN);
      return row === undefined ? [] : [{ task: taskOf(one), case: lineOf(open, row, false) }];
    });
  return { nowUtc: instantOf(now), lines, counts };
}

/** All tasks of one case: what is open by urgency, then what was fulfilled, the latest first. */
export function tasksInCase(open: OpenOffice, { caseId }: Input<'tasks.ofCase'>): Output<'tasks.ofCase'> {
  const stored = loadCase(open, caseId);
  const now = nowOf(open);
  const time = workingTime(open);
  const all = tasksOfCase(open, stored, documentOf(stored));
  const view = (task: Task): Output<'tasks.ofCase'>[number] => ({
    key: task.key,
    deadline: task.deadline,
    form: task.form,
    ...(task.row === undefined ? {} : { rowId: task.row }),
    dueAtUtc: instantOf(task.dueAt),
    exact: task.exact,
    group: groupOf(task, now, time),
    ...(task.moved === undefined ? {} : { movedFromUtc: instantOf(task.moved.from), moveReason: task.moved.reason }),
    ...(task.snoozedUntil === undefined ? {} : { snoozedUntilUtc: instantOf(task.snoozedUntil) }),
    ...(task.done === undefined ? {} : { done: { atUtc: instantOf(task.done.at), outcome: task.done.outcome } }),
  });
  const due = all.filter((task) => task.done === undefined).sort((a, b) => a.dueAt - b.dueAt);
  const done = all.filter((task) => task.done !== undefined).sort((a, b) => (b.done?.at ?? 0) - (a.done?.at ?? 0));
  return [...due, ...done].map(view);
}
