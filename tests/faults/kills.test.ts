import { expect, test } from 'vitest';
import { kills } from '../lab/kills.ts';

// `npm run lab` kills a thousand times; here every kind of work is killed a few times, at moments that are new each run.
const [RUNS, LIVES] = [18, 3];

test('killed at random moments of saving, importing, migrating, backing up, restoring and changing the key: nothing acknowledged is lost', async () => {
  const seed = Date.now();
  const { lost, byWork, acknowledged } = await kills({ runs: RUNS, seed, most: LIVES });
  expect(lost, `seed ${String(seed)}`).toEqual([]);
  expect(Object.values(byWork).every((count) => count >= 2)).toBe(true);
  expect(acknowledged).toBeGreaterThan(0);
}, 300_000);
