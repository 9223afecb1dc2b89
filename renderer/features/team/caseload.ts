import type { Output } from '#core/contracts/index.ts';

/** Open cases that one caseworker can follow well (reference.md §1.2). */
export const GUIDELINE = 25;

export interface Load {
  readonly user: string;
  readonly name: string;
  readonly open: number;
  readonly high: number;
  /** Late tasks in this person's cases. */
  readonly late: number;
  /** Parts of the bar in hundredths of its length. */
  readonly highPart: number;
  readonly restPart: number;
  readonly over: number;
}
interface Caseload {
  readonly lines: readonly Load[];
  /** Where the guideline stands on the bars, in hundredths. */
  readonly guidelineAt: number;
  readonly average: number;
}

/** Caseloads side by side, the largest first; all bars have one scale, on which the guideline always has its place. */
export function caseloadOf(colleagues: Output<'casework.colleagues'>, tasks: Output<'tasks.list'>['lines']): Caseload {
  const late = new Map<string, number>();
  for (const { task, case: line } of tasks) {
    const owner = line.owner?.user;
    if (task.group === 'late' && owner !== undefined) late.set(owner, (late.get(owner) ?? 0) + 1);
  }
  const longest = Math.max(GUIDELINE * 1.2, ...colleagues.map(({ open }) => open));
  const part = (count: number): number => (count / longest) * 100;
  const lines = colleagues
    .map(({ user, name, open, high }) => ({
      user,
      name,
      open,
      high,
      late: late.get(user) ?? 0,
      highPart: part(high),
      restPart: part(open - high),
      over: Math.max(0, open - GUIDELINE),
    }))
    .toSorted((a, b) => b.open - a.open || a.name.localeCompare(b.name));
  const all = colleagues.reduce((sum, { open }) => sum + open, 0);
  return { lines, guidelineAt: part(GUIDELINE), average: colleagues.length === 0 ? 0 : all / colleagues.length };
}
