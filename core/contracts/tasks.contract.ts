import { z } from 'zod';
import { caseLine } from './cases.contract.ts';
import { call } from './contract.ts';
import { caseId, day, fieldId, instant, none, reason, rowId } from './values.ts';

const group = z.enum(['late', 'clock', 'today', 'soon', 'later']);
const outcome = z.enum(['on_time', 'late', 'entered_late']);
/** Deadline, row and turn: the same for as long as it is the same obligation. */
const key = z.string().min(1).max(200);

export const task = z.strictObject({
  key,
  /** Id of the deadline in the configuration, which has its words. */
  deadline: fieldId,
  form: fieldId,
  rowId: rowId.exactOptional(),
  dueAtUtc: instant,
  /** Due to the minute; otherwise by the end of the day. */
  exact: z.boolean(),
  /** Counted from the earliest day that a birth not known to the day may have been. */
  earliest: z.literal(true).exactOptional(),
  group,
  /** When it was due before somebody moved it. */
  movedFromUtc: instant.exactOptional(),
  snoozedUntilUtc: instant.exactOptional(),
});

export const caseTask = z.strictObject({
  ...task.shape,
  moveReason: z.string().exactOptional(),
  snoozeReason: z.string().exactOptional(),
  done: z.strictObject({ atUtc: instant, outcome }).exactOptional(),
});

export const taskLine = z.strictObject({ task, case: caseLine });

export const tasksCalls = {
  /** Open tasks of the person's own cases or of the whole office, late high risk first. */
  list: call(
    'case.list',
    z.strictObject({ of: z.enum(['mine', 'office']), days: z.int().min(0).max(92) }),
    z.strictObject({
      nowUtc: instant,
      /** Whether the person may ask for the tasks of the whole office. */
      reach: z.enum(['own', 'office']),
      lines: z.array(taskLine).max(2000),
      /** How many there are of each group, also of those that the list was too short for. */
      counts: z.record(group, z.int()),
    }),
  ),
  /** All tasks of one case, what was fulfilled last. */
  ofCase: call('case.view', z.strictObject({ caseId }), z.array(caseTask)),
  /** Puts a task off until a day. What is late stays where it is. */
  snooze: call('case.write', z.strictObject({ caseId, key, until: day, why: reason }), none),
  /** Another day than the table says, with the reason. */
  move: call('case.write', z.strictObject({ caseId, key, due: day, why: reason }), none),
} as const;

export type TaskLine = z.infer<typeof taskLine>;
export type CaseTask = z.infer<typeof caseTask>;
export type TaskGroupName = z.infer<typeof group>;
