import { own } from '../forms/answer-kind.ts';
import type { CaseDocument } from '../forms/types.ts';
import { startOf } from './span.ts';

interface ChangedDay {
  readonly day: string;
  readonly reason: string;
}

/** The office's own changes to single tasks: put off, or due on another day. The latest of each kind counts. */
export interface TaskChanges {
  readonly until: ReadonlyMap<string, ChangedDay>;
  readonly due: ReadonlyMap<string, ChangedDay>;
}

export function changesIn(document: CaseDocument): TaskChanges {
  const until = new Map<string, ChangedDay>();
  const due = new Map<string, ChangedDay>();
  for (const { values } of own(document.rows, 'task_changes') ?? []) {
    const key = values['task_key'];
    if (typeof key !== 'string') continue;
    const snoozed = startOf(values['task_snoozed_until']);
    const moved = startOf(values['task_due_override']);
    const why = values['task_reason'];
    const reason = typeof why === 'string' ? why : '';
    if (snoozed !== undefined && 'day' in snoozed) until.set(key, { day: snoozed.day, reason });
    if (moved !== undefined && 'day' in moved) due.set(key, { day: moved.day, reason });
  }
  return { until, due };
}
