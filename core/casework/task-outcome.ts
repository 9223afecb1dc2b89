import type { Start } from './span.ts';
import { startOfDay } from './working-time.ts';

/** What a fulfilled task was: by the day of the event, and by when it was written down (reference.md §2.3). */
export type TaskOutcome = 'on_time' | 'late' | 'entered_late';

/** What fulfilled a task. Instants in milliseconds since 1970 UTC. */
export interface Fulfilment {
  readonly at: Start;
  /** The instant that it counts as: of a day its end. */
  readonly instant: number;
  /** When it was written down; undefined when that is not known. */
  readonly enteredAt: number | undefined;
}

/** On time by the day of the event; late when the event was; on time but entered late when only the entry was. */
export function outcomeOf({ at, instant, enteredAt }: Fulfilment, dueAt: number, zone: string): TaskOutcome {
  if (('day' in at ? startOfDay(at.day, zone) : at.at) > dueAt) return 'late';
  return enteredAt !== undefined && enteredAt > dueAt && instant < enteredAt ? 'entered_late' : 'on_time';
}
