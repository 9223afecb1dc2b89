import { describe, expect, it } from 'vitest';
import { checkMerge } from './merge-model.ts';

describe('merging', () => {
  it(
    'ends the same everywhere, with older versions, computers taken out and put back, and is what the whole history says',
    { timeout: 240_000 },
    () => {
      const short = checkMerge({ runs: 1500, seed: 20_261, commands: 60 });
      expect(short.runs).toBe(1500);
      const stats = checkMerge({ runs: 500, seed: 20_260, commands: 400 });
      expect(stats.runs).toBe(500);
      // The property would prove little if nothing ever clashed.
      expect(stats.deliveries).toBeGreaterThan(80_000);
      expect(stats.conflicts).toBeGreaterThan(1000);
      expect(stats.setAside).toBeGreaterThan(1000);
      expect(stats.upgrades).toBeGreaterThan(300);
      expect(stats.unwitnessed).toBeGreaterThan(100);
      expect(stats.witnessed).toBeGreaterThan(500);
      expect(stats.putBack).toBeGreaterThan(60);
      expect(stats.renewed).toBeGreaterThan(60);
    },
  );
});
