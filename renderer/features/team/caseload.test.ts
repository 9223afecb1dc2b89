import { describe, expect, it } from 'vitest';
import type { Output } from '#core/contracts/index.ts';
import { caseloadOf } from './caseload.ts';

type Colleague = Output<'casework.colleagues'>[number];
const person = (name: string, open: number, high = 0): Colleague => ({
  user: name as Colleague['user'],
  name,
  open,
  high,
});
const task = (owner: string | undefined, group: 'late' | 'today') =>
  ({
    task: { group },
    case: owner === undefined ? {} : { owner: { user: owner } },
  }) as unknown as Output<'tasks.list'>['lines'][number];

describe('caseloads side by side', () => {
  it('has the largest first, says by how much it is over the guideline, and counts late tasks by owner', () => {
    const tasks = [task('Amani', 'late'), task('Amani', 'today'), task('Neema', 'late'), task(undefined, 'late')];
    const { lines, average } = caseloadOf([person('Amani', 10, 2), person('Neema', 31, 4)], tasks);
    expect(lines.map(({ name, over, late }) => [name, over, late])).toEqual([
      ['Neema', 6, 1],
      ['Amani', 0, 1],
    ]);
    expect(average).toBe(20.5);
  });
  it('draws every bar and the guideline within the same length', () => {
    for (const open of [0, 3, 25, 26, 300]) {
      const { lines, guidelineAt } = caseloadOf([person('Amani', open, Math.min(open, 2))], []);
      const [line] = lines;
      if (line === undefined) throw new Error('there is no line');
      expect(line.highPart + line.restPart).toBeLessThanOrEqual(100.000001);
      expect(line.highPart + line.restPart > guidelineAt).toBe(open > 25);
      expect(guidelineAt).toBeGreaterThan(0);
      expect(guidelineAt).toBeLessThanOrEqual(100);
    }
    expect(caseloadOf([], []).average).toBe(0);
  });
});
