import type { Output } from '#core/contracts/index.ts';
import { filterText, type Filter } from '#core/finding/filter.ts';
import type { RouteLocationRaw } from 'vue-router';
import { carriedBy } from '../supervision/open-cases.ts';

type Worker = Output<'supervision.workload'>['workers'][number];

export interface Load {
  readonly user: Worker['user'];
  readonly name: string;
  readonly now: Worker['now'];
  /** Parts of the bar in hundredths of its length. */
  readonly highPart: number;
  readonly restPart: number;
  readonly over: number;
}
interface Caseload {
  readonly lines: readonly Load[];
  /** Where a full load stands on the bars, in hundredths. */
  readonly guidelineAt: number;
  readonly average: number;
}

/** Caseloads side by side, the largest first; all bars have one scale, on which the full load always has its place. */
export function caseloadOf({ standard, workers }: Output<'supervision.workload'>): Caseload {
  const longest = Math.max(standard * 1.2, ...workers.map(({ now }) => now.open));
  const part = (count: number): number => (count / longest) * 100;
  const lines = workers
    .map(({ user, name, now }) => ({
      user,
      name,
      now,
      highPart: part(now.high),
      restPart: part(now.open - now.high),
      over: Math.max(0, now.open - standard),
    }))
    .toSorted((a, b) => b.now.open - a.now.open || a.name.localeCompare(b.name));
  const all = workers.reduce((sum, { now }) => sum + now.open, 0);
  return { lines, guidelineAt: part(standard), average: workers.length === 0 ? 0 : all / workers.length };
}

/** The list behind each number of a person's load: it holds exactly what was counted. */
export function listBehind(user: Worker['user'], which: keyof Worker['now']): RouteLocationRaw {
  const mine = carriedBy(user);
  const also = (more: Filter): Filter => ({ all: [mine, more] });
  switch (which) {
    case 'open':
      return { path: '/cases', query: { where: filterText(mine) } };
    case 'high':
      return { path: '/cases', query: { where: filterText(also({ on: 'risk', in: ['high'] })) } };
    case 'tasks':
      return { path: '/lists/tasks', query: { where: filterText(mine) } };
    case 'late':
      return { path: '/lists/tasks', query: { where: filterText(also({ on: 'task', due: 'late' })) } };
  }
}
