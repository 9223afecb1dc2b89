import type { Input } from '#core/contracts/index.ts';
import { Refusal } from '#core/result.ts';
import { setFields } from './approvals.ts';
import { documentOf } from './case-document.ts';
import type { OpenOffice } from './open-office.ts';
import { tasksOfCase } from './project-tasks.ts';
import { recordChanges } from './record-changes.ts';
import { refuseReadOnly } from './refuse-read-only.ts';
import { judgingDay } from './today.ts';

/**
 * Records what a task asked for that goes on after the closure (reference.md §2.2: post-closure check, retention
 * review): the day, and what was found or decided. The case stays closed. TASK_NOT_OPEN when it is no such task or
 * was fulfilled, FORM_INVALID for a day that has not come.
 */
export function recordAfterClosure(
  open: OpenOffice,
  input: Input<'casework.recordAfterClosure'>,
): Record<string, never> {
  recordChanges(open, input.caseId, (stored) => {
    refuseReadOnly(open, stored, 'closed');
    const document = documentOf(stored);
    const task = tasksOfCase(open, stored, document).find((one) => one.key === input.key);
    const def = open.configuration.workflow?.def.deadlines.find(({ id }) => id === task?.deadline);
    const [rows, field] = def?.done[0]?.split('.') ?? [];
    const note = def?.afterClosure?.note.split('.').at(-1);
    const isOpen = task?.row !== undefined && task.done === undefined;
    if (!isOpen || rows === undefined || field === undefined || note === undefined) throw new Refusal('TASK_NOT_OPEN');
    if (input.day > judgingDay(open)) throw new Refusal('FORM_INVALID', { field });
    const day = { date: input.day, precision: 'day', calendar: 'gregory' } as const;
    return {
      changes: setFields(rows, task.row, { [field]: day, [note]: input.note }),
      action: 'case.after-closure',
      extra: task.deadline,
    };
  });
  return {};
}
