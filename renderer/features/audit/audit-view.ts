import type { Input } from '#core/contracts/index.ts';
import type { AuditArea } from '#core/audit/areas.ts';
import type { CaseId } from '#core/ids.ts';

/** Which lines of the log somebody looks at. */
export interface AuditView {
  readonly who: string | undefined;
  readonly area: AuditArea | undefined;
  /** Only what was refused or failed. */
  readonly trouble: boolean;
  /** Days of the office, `YYYY-MM-DD`; both count. */
  readonly from: string | undefined;
  readonly to: string | undefined;
}

export const everyLine: AuditView = {
  who: undefined,
  area: undefined,
  trouble: false,
  from: undefined,
  to: undefined,
};

/** The question to the office, without its limit. */
export function questionOf(view: AuditView, caseId: CaseId | undefined): Omit<Input<'audit.list'>, 'limit'> {
  const { who, area, trouble, from, to } = view;
  return {
    ...(caseId === undefined ? {} : { caseId }),
    ...(who === undefined ? {} : { who }),
    ...(area === undefined ? {} : { area }),
    ...(trouble ? { trouble } : {}),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}
