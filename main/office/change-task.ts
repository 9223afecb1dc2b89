import type { Input } from '#core/contracts/index.ts';
import type { DateValue, Values } from '#core/forms/types.ts';
import { Refusal } from '#core/result.ts';
import { newId } from '../crypto/hashing.ts';
import { documentOf } from './case-document.ts';
import { momentHere } from './moment-here.ts';
import type { OpenOffice } from './open-office.ts';
import { tasksOfCase } from './project-tasks.ts';
import { recordChanges } from './record-changes.ts';
import { refuseReadOnly } from './refuse-read-only.ts';
import { judgingDay } from './today.ts';

const dayValue = (date: string): DateValue => ({ date, precision: 'day', calendar: 'gregory' });

function change(open: OpenOffice, input: Input<'tasks.snooze'> | Input<'tasks.move'>, values: Values): void {
  recordChanges(open, input.caseId, (stored) => {
    // What is left in a closed case are the tasks that go on after it.
    refuseReadOnly(open, stored, 'closed');
    const task = tasksOfCase(open, stored, documentOf(stored)).find((one) => one.key === input.key);
    if (task === undefined || task.done !== undefined) throw new Refusal('TASK_NOT_OPEN');
    const row = {
      task_key: input.key,
      task_reason: input.why,
      task_by: open.me.id,
      task_at: momentHere(open),
      ...values,
    };
    return {
      changes: [{ kind: 'add', collection: 'task_changes', row: newId(), values: row }],
      action: 'task.changed',
      extra: task.deadline,
    };
  });
}

/** Puts a task off until a day, with the reason. TASK_NOT_OPEN when it was fulfilled, TASK_DAY_PAST for a day gone by. */
export function snoozeTask(open: OpenOffice, input: Input<'tasks.snooze'>): Record<string, never> {
  if (input.until <= judgingDay(open)) throw new Refusal('TASK_DAY_PAST');
  change(open, input, { task_snoozed_until: dayValue(input.until) });
  return {};
}

/** Moves the day of a task, with the reason; the day that the table says stays in view. Refuses as `snoozeTask` does. */
export function moveTask(open: OpenOffice, input: Input<'tasks.move'>): Record<string, never> {
  if (input.due < judgingDay(open)) throw new Refusal('TASK_DAY_PAST');
  change(open, input, { task_due_override: dayValue(input.due) });
  return {};
}
