import { expect, it } from 'vitest';
import {
  countPlaywright,
  countVitest,
  lastLines,
  playwrightFailures,
  settle,
  vitestFailures,
  type VitestReport,
} from '../../scripts/test/count-results.ts';

const file = (status: string, ...tests: string[]): VitestReport['testResults'][number] => ({
  name: 'some.test.ts',
  status,
  message: 'it did not load',
  assertionResults: tests.map((s, i) => ({ status: s, fullName: `test ${String(i)}`, failureMessages: [`said ${s}`] })),
});

it('counts tests, and a file that could not be loaded as one failure', () => {
  const report = {
    testResults: [file('passed', 'passed', 'passed', 'skipped'), file('failed', 'failed'), file('failed')],
  };
  expect(countVitest(report)).toEqual({ passed: 2, failed: 2, skipped: 1 });
});

it('counts a test that passed only when repeated, and a run that broke, as failures', () => {
  const stats = { expected: 3, unexpected: 1, flaky: 1, skipped: 0 };
  expect(countPlaywright({ stats, errors: [], suites: [] })).toEqual({ passed: 3, failed: 2, skipped: 0 });
  const none = { expected: 0, unexpected: 0, flaky: 0, skipped: 0 };
  expect(countPlaywright({ stats: none, errors: [{}], suites: [] }).failed).toBe(1);
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

it('names at the end what failed and what was said of it', () => {
  expect(vitestFailures({ testResults: [file('passed', 'passed'), file('failed', 'passed', 'failed')] })).toEqual([
    'FAILED some.test.ts: test 1\nsaid failed',
  ]);
  expect(vitestFailures({ testResults: [file('failed')] })).toEqual(['FAILED some.test.ts\nit did not load']);
  const spec = (title: string, ok: boolean): object => ({
    title,
    ok,
    file: 'walk.e2e.ts',
    tests: [{ results: ok ? [{}] : [{ error: { message: 'no heading' } }] }],
  });
  const inner = { specs: [spec('deep', false)] };
  const suites = [{ specs: [spec('good', true), spec('bad', false)], suites: [inner] }] as never;
  expect(playwrightFailures({ suites })).toEqual([
    'FAILED walk.e2e.ts: bad\nno heading',
    'FAILED walk.e2e.ts: deep\nno heading',
  ]);
});
