import type { RiskLevel } from '../casework/risk-history.ts';
import type { TaskOutcome } from '../casework/task-outcome.ts';
import type { ApprovalSubject, DeadlineSort } from '../forms/workflow-def.ts';

/**
 * What makes an office have a case, work on it and stop. `withdrawn`: a duplicate, a mistake, or gone on under another
 * code.
 */
export const MOVES = ['new', 'in', 'reopened', 'closed', 'out', 'withdrawn', 'restored'] as const;
export type MoveKind = (typeof MOVES)[number];
/** Day, kind, and why: a closure's reason, the office of a hand-over. Days are days since 1970, at the office. */
export type Move = readonly [day: number, kind: MoveKind, why: string];

/** Answers that are corrected rather than changed: what they say now is what they always were. */
export interface PastFacts {
  readonly sex?: string;
  /** Day of birth, stated or worked back from the age. */
  readonly born?: number;
  readonly area?: string;
  readonly source?: string;
  readonly displacement?: string;
  readonly disability?: string;
  readonly protection?: string;
  readonly concerns: readonly string[];
}

export const DATED = ['assessed', 'planned', 'incident', 'in_care', 'traced', 'reunified', 'feedback'] as const;
export type DatedKind = (typeof DATED)[number];

/**
 * A deadline with what became of it; `done` null: nothing so far, or nothing ever (`missed`: it is counted anew since).
 * That there is such a deadline may tell of an answer.
 */
export type PastTask = readonly [
  sort: DeadlineSort,
  due: number,
  done: number | null,
  outcome: TaskOutcome | 'missed' | '',
  deadline: string,
];
export type PastReferral = readonly [
  service: string,
  sent: number,
  answered: number | null,
  status: string,
  given: number | null,
];
export type PastService = readonly [type: string, asked: number, given: number | null, result: string];
export type PastAction = readonly [due: number | null, done: number | null, status: string];
export type PastApproval = readonly [about: ApprovalSubject, asked: number, decided: number | null, status: string];

/**
 * Everything about one case that numbers are made of, with the days on which it happened, so that a report about last
 * year counts what was true then. Made from the answers, the log and the hand-overs; nothing in it is an answer in words.
 */
export interface CasePast {
  readonly facts: PastFacts;
  /** In the order in which they happened. */
  readonly moves: readonly Move[];
  readonly risks: readonly (readonly [day: number, level: RiskLevel])[];
  readonly owners: readonly (readonly [day: number, user: string])[];
  readonly tasks: readonly PastTask[];
  /** `about`: the kind of care, how satisfied somebody was; empty when there is nothing to tell. */
  readonly dated: readonly (readonly [kind: DatedKind, day: number, about: string])[];
  readonly services: readonly PastService[];
  readonly referrals: readonly PastReferral[];
  readonly actions: readonly PastAction[];
  readonly approvals: readonly PastApproval[];
  /** Days on which a flag was set and resolved. */
  readonly flags: readonly (readonly [day: number, resolved: number | null])[];
  /** Days on which somebody met the child, the earliest first. */
  readonly contacts: readonly number[];
  /** Day of the latest change. */
  readonly updated: number;
}

/** The last entry that began by a day; before the first one the first: what is not judged yet is as it was judged first. */
export function asOf<T>(entries: readonly (readonly [day: number, value: T])[], day: number): T | undefined {
  let found = entries[0]?.[1];
  for (const [from, value] of entries) if (from <= day) found = value;
  return found;
}
