import vue from '@vitejs/plugin-vue';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [vue()],
  resolve: {
    alias: {
      electron: join(import.meta.dirname, 'tests/unit/no-electron.ts'),
      'hash-wasm': join(import.meta.dirname, 'tests/builders/remembered-argon2.ts'),
    },
  },
  test: {
    // The default leaves one core to a watching person; on two cores that doubles the time.
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['tests/{unit,property,contract,storage,exchange,forms,faults,relay}/**/*.test.ts'],
          environment: 'node',
          pool: 'forks',
          globalSetup: 'tests/builders/kept-folder.ts',
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'renderer',
          include: ['renderer/**/*.test.ts'],
          environment: 'happy-dom',
          testTimeout: 15_000,
        },
      },
    ],
  },
});
