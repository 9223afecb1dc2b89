import { expect, it } from 'vitest';
import { countPlaywright, countVitest, lastLines, settle } from '../../scripts/test/count-results.ts';

const file = (status: string, ...tests: string[]): { status: string; assertionResults: { status: string }[] } => ({
  status,
  assertionResults: tests.map((s) => ({ status: s })),
});

it('counts tests, and a file that could not be loaded as one failure', () => {
  const report = {
    testResults: [file('passed', 'passed', 'passed', 'skipped'), file('failed', 'failed'), file('failed')],
  };
  expect(countVitest(report)).toEqual({ passed: 2, failed: 2, skipped: 1 });
});

it('counts a test that passed only when repeated, and a run that broke, as failures', () => {
  const stats = { expected: 3, unexpected: 1, flaky: 1, skipped: 0 };
  expect(countPlaywright({ stats, errors: [] })).toEqual({ passed: 3, failed: 2, skipped: 0 });
  const none = { expected: 0, unexpected: 0, flaky: 0, skipped: 0 };
  expect(countPlaywright({ stats: none, errors: [{}] }).failed).toBe(1);
});

it('never calls a run good that ended badly or left no report', () => {
  const good = { passed: 5, failed: 0, skipped: 0 };
  expect(settle(good, 0)).toEqual(good);
  expect(settle(good, 1).failed).toBe(1);
  expect(settle(undefined, 0).failed).toBe(1);
});

it('ends with a line that always has the same form', () => {
  const good = { passed: 5, failed: 0, skipped: 0 };
  expect(lastLines([good, good])).toEqual(['10 passed, 0 failed']);
  const lines = lastLines([good, { passed: 1, failed: 2, skipped: 3 }]);
  expect(lines.at(-1)).toBe('6 passed, 2 failed');
  expect(lines.at(-2)).toContain('3 skipped');
});
