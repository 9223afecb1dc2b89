import { expect, it } from 'vitest';
import { MERGE_MUTANTS, mergeUnderTest } from './merge-mutants.ts';
import { findSurvivors } from './seeded-mutants.ts';

it('the property of the merge finds every seeded mistake', { timeout: 240_000 }, async () => {
  expect(await findSurvivors(MERGE_MUTANTS, mergeUnderTest(150))).toEqual([]);
});
