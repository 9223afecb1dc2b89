import { describe, expect, it } from 'vitest';
import type { Approval, CaseActivity, CaseFlag } from '#core/contracts/casework.contract.ts';
import { openDecisions, settledDecisions } from './decisions.ts';

const may = { note: true, approve: true, assign: true, refer: true, close: true, reopen: false, disable: true };
const approval = (approvalId: string, rowId: string, status: Approval['status'], hour: number): Approval => ({
  approvalId,
  for: 'assessment',
  rowId,
  status,
  requestedBy: 'Amani',
  requestedAtUtc: `2026-11-20T${String(hour).padStart(2, '0')}:00:00Z`,
  mayDecide: false,
  mine: false,
});
const flag = (flagId: string, more: Partial<CaseFlag> = {}): CaseFlag => ({
  flagId,
  message: flagId,
  by: 'Amani',
  atUtc: '2026-11-20T08:00:00Z',
  ...more,
});
const with_ = (more: Partial<CaseActivity>): CaseActivity => ({
  notes: [],
  flags: [],
  approvals: [],
  transfers: [],
  referrals: [],
  closureBlockers: [],
  may,
  ...more,
});

describe('what waits for an answer around a case', () => {
  it('holds a returned record until it is asked for again', () => {
    const back = approval('1', 'a', 'returned', 9);
    expect(openDecisions(with_({ approvals: [back] })).approvals).toEqual([back]);
    const again = approval('2', 'a', 'requested', 10);
    const both = with_({ approvals: [again, back] });
    expect(openDecisions(both).approvals).toEqual([again]);
    expect(settledDecisions(both).approvals).toEqual([back]);
  });
  it('orders flags by their day, those without one last, and leaves settled ones out', () => {
    const resolved = { by: 'Amani', atUtc: '2026-11-21T08:00:00Z', how: 'done' };
    const flags = [flag('none'), flag('late', { due: '2026-11-30' }), flag('soon', { due: '2026-11-22' })];
    const all = with_({ flags: [...flags, flag('settled', { resolved })] });
    expect(openDecisions(all).flags.map(({ flagId }) => flagId)).toEqual(['soon', 'late', 'none']);
    expect(settledDecisions(all).flags.map(({ flagId }) => flagId)).toEqual(['settled']);
  });
});
