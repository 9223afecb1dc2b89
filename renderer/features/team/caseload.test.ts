import { describe, expect, it } from 'vitest';
import type { Output } from '#core/contracts/index.ts';
import { filterIn } from '#core/finding/filter.ts';
import { caseloadOf, listBehind } from './caseload.ts';

type Worker = Output<'supervision.workload'>['workers'][number];
const person = (name: string, open: number, high = 0): Worker => ({
  user: name as Worker['user'],
  name,
  now: { open, high, tasks: 0, late: 0 },
});
const load = (...workers: Worker[]): Output<'supervision.workload'> => ({ standard: 25, workers });

describe('caseloads side by side', () => {
  it('has the largest first, and says by how much it is over the guideline', () => {
    const { lines, average } = caseloadOf(load(person('Amani', 10, 2), person('Neema', 31, 4)));
    expect(lines.map(({ name, over }) => [name, over])).toEqual([
      ['Neema', 6],
      ['Amani', 0],
    ]);
    expect(average).toBe(20.5);
  });
  it('draws every bar and the guideline within the same length', () => {
    for (const open of [0, 3, 25, 26, 300]) {
      const { lines, guidelineAt } = caseloadOf(load(person('Amani', open, Math.min(open, 2))));
      const [line] = lines;
      if (line === undefined) throw new Error('there is no line');
      expect(line.highPart + line.restPart).toBeLessThanOrEqual(100.000001);
      expect(line.highPart + line.restPart > guidelineAt).toBe(open > 25);
      expect(guidelineAt).toBeGreaterThan(0);
      expect(guidelineAt).toBeLessThanOrEqual(100);
    }
    expect(caseloadOf(load()).average).toBe(0);
  });
  it('leads to lists whose filters an address can carry', () => {
    const user = 'AAAAAAAAAAAAAAAAAAAAAA' as Worker['user'];
    for (const which of ['open', 'high', 'tasks', 'late'] as const) {
      const to = listBehind(user, which);
      expect(filterIn((to as { query: { where: string } }).query.where)).toBeDefined();
    }
  });
});
