import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '**/*.e2e.ts',
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
