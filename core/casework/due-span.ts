import { dayAt } from './working-time.ts';

/** How far away something due is. `today`: by the end of this day. */
export type DueSpan =
  | { readonly kind: 'today' }
  | { readonly kind: 'late' | 'left'; readonly unit: 'minutes' | 'hours' | 'days'; readonly count: number };

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** From here on days say more than hours. */
const HOURS_LATE = 48;
const HOURS_LEFT = 72;

const dayNumber = (day: string): number => Date.parse(`${day}T00:00:00Z`) / DAY_MS;

/**
 * Hours for what is due to the hour, days for the rest (ui-guide §4.2): "21 h late", "31 h left", "3 days late", today.
 *
 * @param zone the office's; days are counted by its midnights.
 */
export function dueSpan(task: { readonly dueAt: number; readonly exact: boolean }, now: number, zone: string): DueSpan {
  const ahead = task.dueAt - now;
  const kind = ahead < 0 ? 'late' : 'left';
  if (task.exact) {
    const away = Math.abs(ahead);
    if (away < HOUR_MS) return { kind, unit: 'minutes', count: Math.max(1, Math.floor(away / MINUTE_MS)) };
    const hours = Math.floor(away / HOUR_MS);
    if (hours < (kind === 'late' ? HOURS_LATE : HOURS_LEFT)) return { kind, unit: 'hours', count: hours };
    return { kind, unit: 'days', count: Math.floor(hours / 24) };
  }
  const days = dayNumber(dayAt(task.dueAt, zone)) - dayNumber(dayAt(now, zone));
  if (days === 0) return { kind: 'today' };
  return { kind: days < 0 ? 'late' : 'left', unit: 'days', count: Math.abs(days) };
}
