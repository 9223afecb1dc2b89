import { expect, it } from 'vitest';
import { checkOfficeState } from './office-state-model.ts';

it(
  'the computers of one office end with the same, whatever they hear of late, twice or never',
  { timeout: 60_000 },
  () => {
    const stats = checkOfficeState({ runs: 3000, seed: 20_262, steps: 60 });
    // The property would prove little if nothing were ever changed apart.
    expect(stats.apart).toBeGreaterThan(3000);
    expect(stats.read).toBeGreaterThan(10_000);
  },
);
