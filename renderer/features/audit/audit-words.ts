import type { AuditLine } from '#core/contracts/audit.contract.ts';

export const AUDIT_FILTERS = ['all', 'look', 'cases', 'paper', 'exchange', 'session'] as const;
export type AuditFilter = (typeof AUDIT_FILTERS)[number];

const AREAS: Readonly<Record<Exclude<AuditFilter, 'all' | 'look'>, readonly string[]>> = {
  cases: ['case', 'conflict', 'family', 'incident'],
  paper: ['report', 'export'],
  exchange: ['bundle', 'office'],
  session: ['session', 'person', 'right'],
};

/** Whether a line belongs under a filter. Actions are named `<area>.<verb>`. */
export function fitsFilter(line: AuditLine, filter: AuditFilter): boolean {
  if (filter === 'all') return true;
  if (filter === 'look') return line.result !== 'done';
  return AREAS[filter].includes(line.action.split('.')[0] ?? '');
}

/** The message key of an action. */
export const actionKey = (action: string): string => `audit.action_${action.replace('.', '_')}`;
