import { cpSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const NAME = 'HIFADHI_TEST_RUN';

/**
 * Begins a run of tests: its processes find here what one of them has made already. Used as the global set-up of unit
 * and end-to-end tests; what it returns ends the run.
 */
// Both runners call the file's default export.
// eslint-disable-next-line no-restricted-syntax -- and know no named one.
export default function beginRun(): () => void {
  const dir = mkdtempSync(join(tmpdir(), 'hifadhi-run-'));
  process.env[NAME] = dir;
  // Each process that a test starts compiles the same modules again otherwise, which takes longer than what it does then.
  process.env['NODE_COMPILE_CACHE'] ??= join(dir, 'compiled');
  return () => {
    rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
  };
}

/** The folder of the run of tests that this process belongs to; it goes with the run. */
export const runFolder = (): string | undefined => process.env[NAME];

/**
 * Fills `dir` with what `make` writes into an empty folder. Within a run of tests that is made once under `name` and
 * copied: the same few offices would be set up in a hundred files otherwise. Whoever asks may change its copy.
 */
export async function keptFolder(name: string, dir: string, make: (dir: string) => Promise<void>): Promise<void> {
  const run = runFolder();
  if (run === undefined) {
    await make(dir);
    return;
  }
  const kept = join(run, name);
  if (!existsSync(kept)) {
    const own = mkdtempSync(join(run, 'making-'));
    await make(own);
    try {
      renameSync(own, kept);
    } catch (error) {
      // Another process was faster; what it made is as good.
      if (!existsSync(kept)) throw error;
      rmSync(own, { recursive: true, force: true });
    }
  }
  cpSync(kept, dir, { recursive: true });
}
