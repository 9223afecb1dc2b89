import type { CaseId } from '#core/ids.ts';

/** Puts a task off until a day, or moves the day on which it is due. */
export type TaskAct = 'put_off' | 'move';

export interface TaskChangeWanted {
  readonly act: TaskAct;
  readonly caseId: CaseId;
  readonly key: string;
  readonly what: string;
  readonly code: string;
}
