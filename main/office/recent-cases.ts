import type { CaseLine } from '#core/contracts/cases.contract.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import { Refusal } from '#core/result.ts';
import { MOST_PINNED } from '../storage/case-visit.repo.ts';
import { loadCase } from './case-document.ts';
import { lineOf } from './case-line.ts';
import { listReach } from './list-reach.ts';
import { taskNow } from './list-tasks.ts';
import type { OpenOffice } from './open-office.ts';

/** What the person opened last and pinned, without what their lists reach no more. Codes and initials, never names. */
export function recentCases(open: OpenOffice): Output<'finding.recent'> {
  const { visits, list } = open.repos;
  const { limit } = listReach(open);
  const lines = (numbers: readonly number[]): CaseLine[] => {
    const reached = list.meeting(numbers, limit);
    return numbers.flatMap((n) => {
      const row = reached.has(n) ? list.get(n) : undefined;
      return row === undefined ? [] : [lineOf(open, row, false)];
    });
  };
  return { pinned: lines(visits.pinned(open.me.id)), recent: lines(visits.recent(open.me.id)) };
}

/** PINS_FULL when too many are pinned: a list that nobody looks through helps nobody. */
export function pinCase(open: OpenOffice, { caseId, pinned }: Input<'finding.pin'>): Record<string, never> {
  const { row } = loadCase(open, caseId);
  const { visits } = open.repos;
  if (pinned && visits.pinned(open.me.id).length >= MOST_PINNED) throw new Refusal('PINS_FULL');
  visits.pin(open.me.id, row.n, pinned ? taskNow(open) : null);
  return {};
}
