import { expect, it } from 'vitest';
import { MERGE_MUTANTS, mergeUnderTest, STATE_MUTANTS, stateUnderTest } from './merge-mutants.ts';
import { findSurvivors } from './seeded-mutants.ts';

it('the property of the merge finds every seeded mistake', { timeout: 240_000 }, async () => {
  expect(await findSurvivors(MERGE_MUTANTS, mergeUnderTest(150))).toEqual([]);
});

it(
  'the property of what computers of one office tell each other finds every seeded mistake',
  { timeout: 240_000 },
  async () => {
    expect(await findSurvivors(STATE_MUTANTS, stateUnderTest(1000))).toEqual([]);
  },
);
