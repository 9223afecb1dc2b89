import { hiddenDeadlines } from '#core/casework/deadline-class.ts';
import type { PrintContext } from '#core/reports/context.ts';
import type { DueLine } from '#core/reports/summary-tables.ts';
import { documentOf, sightOfCase, type StoredCase } from './case-document.ts';
import { instantOf } from './clock.ts';
import { taskNow } from './list-tasks.ts';
import type { OpenOffice } from './open-office.ts';
import { tasksOfCase } from './project-tasks.ts';

/** What the case needs now, at the office that is responsible as well as at one that is asked to be. */
export function openTasks(open: OpenOffice, stored: StoredCase, { language }: PrintContext): DueLine[] {
  const now = taskNow(open);
  const hidden = hiddenDeadlines(open.configuration, sightOfCase(open, stored).seesKey);
  const labels = new Map(
    (open.configuration.workflow?.def.deadlines ?? []).map((one) => [one.id, one.label[language]]),
  );
  return tasksOfCase(open, stored, documentOf(stored))
    .filter((task) => task.done === undefined && !hidden.has(task.deadline))
    .toSorted((a, b) => a.dueAt - b.dueAt)
    .map((task) => ({
      label: labels.get(task.deadline) ?? task.deadline,
      dueUtc: instantOf(task.dueAt),
      exact: task.exact,
      late: task.dueAt < now,
    }));
}
