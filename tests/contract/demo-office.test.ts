import { expect, test } from 'vitest';
import { OfficeCaller } from '../builders/office-caller.ts';
import { PlayedClock } from '../builders/played-clock.ts';
import { resourcesDir, temporaryFolder, withCheapKeys } from '../faults/temporary-office.ts';

// "Try with demo data", years after the data was made: the children live now.
const NOW = Date.parse('2029-05-09T07:30:00Z');

test('the demo office has a day of work in it, whenever it is made: some late, some for today, more to come', async () => {
  const clock = new PlayedClock();
  clock.set(NOW);
  const caller = new OfficeCaller(temporaryFolder(), resourcesDir, 'test', clock);
  try {
    const made = await withCheapKeys(() => caller.call('setup.createDemo', { language: 'en' }));
    expect(made.cases).toBe(60);
    const { lines, counts } = await caller.call('tasks.list', { of: 'office', days: 7 });
    expect(counts.late).toBeGreaterThan(2);
    expect(counts.late).toBeLessThan(lines.length * 0.7);
    expect(counts.soon).toBeGreaterThan(5);
    const { all } = await caller.call('cases.counts', {});
    expect(all).toBe(60);
  } finally {
    caller.close();
  }
}, 120_000);
