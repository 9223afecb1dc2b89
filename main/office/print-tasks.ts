import { hiddenDeadlines, tellingDeadlines } from '#core/casework/deadline-class.ts';
import type { PrintContext } from '#core/reports/context.ts';
import type { DueLine } from '#core/reports/summary-tables.ts';
import type { ReferralTo } from '#core/sharing/referral-gate.ts';
import { holdsKey, withheldOf } from '#core/sharing/withheld.ts';
import { documentOf, sightOfCase, type StoredCase } from './case-document.ts';
import { instantOf } from './clock.ts';
import { taskNow } from './list-tasks.ts';
import type { OpenOffice } from './open-office.ts';
import { tasksOfCase } from './project-tasks.ts';

/**
 * What the case needs now, at the office that is responsible as well as at one that is asked to be. `to`: for whom the
 * paper is, where it leaves the office; tasks that would tell of what the consent withholds from them are left out.
 */
export function openTasks(
  open: OpenOffice,
  stored: StoredCase,
  { language }: PrintContext,
  to?: ReferralTo,
): DueLine[] {
  const now = taskNow(open);
  const closed = hiddenDeadlines(open.configuration, sightOfCase(open, stored).seesKey);
  const withheld = to && withheldOf(open.configuration, documentOf(stored).values, to);
  const telling = withheld && tellingDeadlines(open.configuration, (key) => holdsKey(withheld, key));
  const hidden = new Set([...closed, ...(telling ?? [])]);
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
