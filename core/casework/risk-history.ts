import type { DueByRisk, Span } from '../forms/workflow-def.ts';
import { dueAfter, type Due, type Start } from './span.ts';
import type { WorkingTime } from './working-time.ts';

export const RISK_LEVELS = ['high', 'medium', 'low', 'none'] as const;
export type RiskLevel = (typeof RISK_LEVELS)[number];

/** A risk level and the instant from which it held, earliest first. */
export interface RiskChange {
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
  readonly level: RiskLevel;
}

export const isRiskLevel = (value: unknown): value is RiskLevel => RISK_LEVELS.some((level) => level === value);

const RANK: Readonly<Record<RiskLevel, number>> = { high: 0, medium: 1, low: 2, none: 3 };

/** The higher of two levels. */
export const higherRisk = (a: RiskLevel, b: RiskLevel): RiskLevel => (RANK[b] < RANK[a] ? b : a);

/** The level that held at an instant; before the first one the first, since a case without one is not judged yet. */
export function levelAt(history: readonly RiskChange[], at: number): RiskLevel | undefined {
  let level = history[0]?.level;
  for (const change of history) if (change.at <= at) level = change.level;
  return level;
}

const spanOf = (table: DueByRisk, level: RiskLevel): Span | undefined => table[level];

/**
 * When a deadline falls due, with every change of the risk level until it was fulfilled or until now (reference.md §2.3):
 *
 * | change  | not due yet                                    | overdue already |
 * |---------|------------------------------------------------|-----------------|
 * | raised  | counted anew from the change, if that is earlier | stays overdue |
 * | lowered | counted from the start with the longer span    | stays overdue   |
 *
 * @param until the end of what counts: the instant of the event that fulfilled it, or now.
 * Undefined when nothing is due at the level.
 */
export function dueWithRisk(
  start: Start,
  startsAt: number,
  table: DueByRisk,
  history: readonly RiskChange[],
  until: number,
  time: WorkingTime,
): Due | undefined {
  let level = levelAt(history, startsAt);
  if (level === undefined) return undefined;
  const from = (begin: Start, at: RiskLevel): Due | undefined => {
    const span = spanOf(table, at);
    return span === undefined ? undefined : dueAfter(begin, span, time, at !== 'high');
  };
  let due = from(start, level);
  for (const change of history) {
    if (change.at <= startsAt || change.at > until || change.level === level) continue;
    const raised = RANK[change.level] < RANK[level];
    level = change.level;
    if (due !== undefined && due.at < change.at) continue;
    const counted = from(raised ? { at: change.at } : start, level);
    if (raised && due !== undefined && counted !== undefined && counted.at >= due.at) continue;
    due = counted ?? (raised ? due : undefined);
  }
  return due;
}
