import { defineConfig } from '@playwright/test';
import base from './playwright.config.ts';

/** Walks that are measured and take long: part of `npm run lab`, never of `npm test`. */
export default defineConfig({
  ...base,
  testDir: 'tests/lab',
  testMatch: '**/*.lab.ts',
  timeout: 1_800_000,
  workers: 1,
  outputDir: 'test-results/lab',
  reporter: [['list']],
});
