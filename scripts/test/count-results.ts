/** How a test run ended. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The parts of Vitest's JSON report that are read. */
export interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly message?: string;
    readonly status: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages?: readonly string[] | null;
    }[];
  }[];
}
interface PlaywrightSuite {
  readonly suites?: readonly PlaywrightSuite[];
  readonly specs: readonly {
    readonly title: string;
    readonly file: string;
    readonly ok: boolean;
    readonly tests: readonly { readonly results: readonly { readonly error?: { readonly message?: string } }[] }[];
  }[];
}
/** The parts of Playwright's JSON report that are read. */
export interface PlaywrightReport {
  readonly suites: readonly PlaywrightSuite[];
  readonly stats: {
    readonly expected: number;
    readonly unexpected: number;
    readonly flaky: number;
    readonly skipped: number;
  };
  readonly errors: readonly unknown[];
}

export function countVitest(report: VitestReport): Counts {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const file of report.testResults) {
    const statuses = file.assertionResults.map((a) => a.status);
    counts.passed += statuses.filter((s) => s === 'passed').length;
    counts.skipped += statuses.filter((s) => s !== 'passed' && s !== 'failed').length;
    const failed = statuses.filter((s) => s === 'failed').length;
    // A file that could not be loaded has no tests, but it has not passed.
    counts.failed += failed === 0 && file.status === 'failed' ? 1 : failed;
  }
  return counts;
}

/** A test that passed only when repeated has failed. */
export function countPlaywright({ stats, errors }: PlaywrightReport): Counts {
  const failed = stats.unexpected + stats.flaky;
  return { passed: stats.expected, failed: failed === 0 ? errors.length : failed, skipped: stats.skipped };
}

const MOST = 4000;
const failure = (where: string, said: readonly string[]): string =>
  `FAILED ${where}\n${said.join('\n').slice(0, MOST)}`;

/** Each unit test that failed, with what was said; a file that could not be loaded as one. */
export function vitestFailures({ testResults }: VitestReport): readonly string[] {
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((one) => one.status === 'failed');
    if (failed.length === 0) return status === 'failed' ? [failure(name, [message ?? ''])] : [];
    return failed.map((one) => failure(`${name}: ${one.fullName}`, one.failureMessages ?? []));
  });
}

/** Each end-to-end test that failed, with what was said. */
export function playwrightFailures({ suites }: Pick<PlaywrightReport, 'suites'>): readonly string[] {
  return suites.flatMap((suite) => [
    ...suite.specs
      .filter(({ ok }) => !ok)
      .map(({ file, title, tests }) => {
        const errors = tests.flatMap(({ results }) => results.map(({ error }) => error?.message ?? ''));
        return failure(`${file}: ${title}`, errors);
      }),
    ...playwrightFailures({ suites: suite.suites ?? [] }),
  ]);
}

/**
 * The counts of one runner: a runner that ended badly without a failed test, or left no report, counts as one failure.
 */
export function settle(counts: Counts | undefined, exitCode: number): Counts {
  if (!counts) return { passed: 0, failed: 1, skipped: 0 };
  return exitCode !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/** The last lines of `npm test`: the last one always has the same form. */
export function lastLines(all: readonly Counts[]): readonly string[] {
  const sum = (pick: (c: Counts) => number): number => all.reduce((n, c) => n + pick(c), 0);
  const skipped = sum((c) => c.skipped);
  return [
    ...(skipped > 0 ? [`${String(skipped)} skipped, because this machine cannot run them`] : []),
    `${String(sum((c) => c.passed))} passed, ${String(sum((c) => c.failed))} failed`,
  ];
}
