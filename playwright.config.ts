import { defineConfig } from '@playwright/test';

/** The longest walks begin first: one that begins last keeps one core busy for a minute and the others idle. */
const LONGEST = ['**/screens.e2e.ts', '**/trust.e2e.ts', '**/office-referral.e2e.ts'];

export default defineConfig({
  testDir: 'tests/e2e',
  projects: [
    { name: 'longest', testMatch: LONGEST },
    { name: 'all others', testMatch: '**/*.e2e.ts', testIgnore: LONGEST },
  ],
  // The projects' own settings name a declaration file for the database driver, which cannot be run.
  tsconfig: 'tests/e2e/tsconfig.run.json',
  globalSetup: './tests/builders/kept-folder.ts',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  // A walk often waits for the page; two walks leave two cores idle for a quarter of the time.
  workers: 3,
  forbidOnly: true,
  outputDir: 'test-results/e2e',
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
});
