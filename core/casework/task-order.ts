import type { RiskLevel } from './risk-history.ts';
import type { Task } from './tasks.ts';
import { dayAt, endOfDay, type WorkingTime } from './working-time.ts';

const RISK_ORDER: Readonly<Record<RiskLevel, number>> = { high: 0, medium: 1, low: 2, none: 3 };

/** Groups of "My day", in the order in which they stand (ui-guide.md §4.2). */
export type TaskGroup = 'late' | 'clock' | 'today' | 'soon' | 'later';

/** Where a task stands at an instant. What is late, or has a clock that runs, is never put off by a snooze. */
export function groupOf(
  task: Pick<Task, 'dueAt' | 'exact' | 'snoozedUntil'>,
  now: number,
  time: WorkingTime,
): TaskGroup {
  if (task.dueAt < now) return 'late';
  const untilToday = endOfDay(dayAt(now, time.zone), time.zone);
  const snoozed = task.snoozedUntil !== undefined && task.snoozedUntil > now;
  if (task.exact && task.dueAt <= now + 72 * 3_600_000 && !snoozed) return 'clock';
  if (snoozed) return 'later';
  if (task.dueAt <= untilToday) return 'today';
  return task.dueAt <= untilToday + 7 * 86_400_000 ? 'soon' : 'later';
}

const GROUP_ORDER: readonly TaskGroup[] = ['late', 'clock', 'today', 'soon', 'later'];

/** The order of the reminder list: late high first, never hidden by a filter or a sort (ui-guide.md §1.7). */
export function byUrgency<
  T extends { readonly group: TaskGroup; readonly risk: RiskLevel | undefined; readonly dueAt: number },
>(a: T, b: T): number {
  const rank = (one: T): number => {
    const risk = one.risk === undefined ? RISK_ORDER.none : RISK_ORDER[one.risk];
    const place = GROUP_ORDER.indexOf(one.group);
    // Late high, clocks, today high, late medium, today medium, late low, today low, then what comes.
    if (one.group === 'late') return risk === 0 ? 0 : 2 + risk * 2;
    if (one.group === 'clock') return 1;
    if (one.group === 'today') return risk === 0 ? 2 : 3 + risk * 2;
    return 20 + place;
  };
  return rank(a) - rank(b) || a.dueAt - b.dueAt;
}
