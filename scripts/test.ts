// npm test: unit, property, contract, storage, exchange, form and fault tests, then the end-to-end tests on the built
// app. The last line is "N passed, N failed".
import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { installedElectron } from './app/find-engine.ts';
import { ensureBuilt } from './app/ensure-built.ts';
import {
  countPlaywright,
  countVitest,
  lastLines,
  playwrightFailures,
  settle,
  vitestFailures,
  type Counts,
  type PlaywrightReport,
  type VitestReport,
} from './test/count-results.ts';

const root = join(import.meta.dirname, '..');
const results = join(root, 'test-results');
const reports = { unit: join(results, 'unit.json'), e2e: join(results, 'e2e.json') };

function runNode(args: readonly string[]): number {
  return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status ?? 1;
}
function read<T>(file: string): T | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch {
    console.error(`no readable report in ${file}`);
    return undefined;
  }
}

/** What stood on the page of each end-to-end test that failed: often all that is left of a failure on another machine. */
function tellPages(): void {
  const files = globSync('e2e/**/error-context.md', { cwd: results });
  for (const file of files) console.error(`\n${file}\n${readFileSync(join(results, file), 'utf8')}`);
}

mkdirSync(results, { recursive: true });
for (const file of Object.values(reports)) rmSync(file, { force: true });

const unitCode = runNode([
  'node_modules/vitest/vitest.mjs',
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${reports.unit}`,
]);
const unitReport = read<VitestReport>(reports.unit);
const unit = settle(unitReport && countVitest(unitReport), unitCode);

let e2e: Counts;
let e2eReport: PlaywrightReport | undefined;
try {
  ensureBuilt();
  const code = runNode(['node_modules/@playwright/test/cli.js', 'test']);
  e2eReport = read<PlaywrightReport>(reports.e2e);
  e2e = settle(e2eReport && countPlaywright(e2eReport), code);
  if (e2e.failed > 0) tellPages();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  e2e = settle(undefined, 1);
}

// Again at the end, which is often all that is kept of a run on another machine.
for (const failure of [
  ...(unitReport ? vitestFailures(unitReport) : []),
  ...(e2eReport ? playwrightFailures(e2eReport) : []),
])
  console.error(`\n${failure}`);

const onElectron = process.env['HIFADHI_E2E'] !== 'host' && installedElectron() !== undefined;
console.log(`\nEnd-to-end tests ran on ${onElectron ? 'Electron' : 'the test host (Chromium)'}.`);
for (const line of lastLines([unit, e2e])) console.log(line);
process.exitCode = unit.failed + e2e.failed > 0 ? 1 : 0;
