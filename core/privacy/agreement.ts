import { daysBetween } from '../forms/iso-date.ts';

/** With whom an office writes down who does what with data (reference.md §8.2, articles 26 and 28). Names are permanent. */
export const AGREEMENT_SORTS = ['processor', 'joint', 'sharing'] as const;

/** `later`: it has not begun. `soon`: it ends within the days of the reminder. `ended`: before its day, by somebody. */
export type AgreementState = 'later' | 'running' | 'soon' | 'over' | 'ended';

export interface AgreementTerm {
  readonly from: string;
  readonly until?: string;
  /** Days before the end from which the page says so. */
  readonly remind: number;
  readonly ended?: string;
}

/** How an agreement stands on `today`. `days`: until its end, or since; absent without one. */
export function agreementState(
  { from, until, remind, ended }: AgreementTerm,
  today: string,
): { readonly state: AgreementState; readonly days?: number } {
  if (ended !== undefined && ended <= today) return { state: 'ended' };
  const left = until === undefined ? undefined : (daysBetween(today, until) ?? 0);
  if (left !== undefined && left < 0) return { state: 'over', days: -left };
  if (from > today) return { state: 'later' };
  if (left === undefined) return { state: 'running' };
  return { state: left <= remind ? 'soon' : 'running', days: left };
}
