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
  settle,
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
function read<T>(file: string, count: (report: T) => Counts): Counts | undefined {
  try {
    return count(JSON.parse(readFileSync(file, 'utf8')) as T);
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
const unit = settle(read<VitestReport>(reports.unit, countVitest), unitCode);

let e2e: Counts;
try {
  ensureBuilt();
  const code = runNode(['node_modules/@playwright/test/cli.js', 'test']);
  e2e = settle(read<PlaywrightReport>(reports.e2e, countPlaywright), code);
  if (e2e.failed > 0) tellPages();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  e2e = settle(undefined, 1);
}

const onElectron = process.env['HIFADHI_E2E'] !== 'host' && installedElectron() !== undefined;
console.log(`\nEnd-to-end tests ran on ${onElectron ? 'Electron' : 'the test host (Chromium)'}.`);
for (const line of lastLines([unit, e2e])) console.log(line);
process.exitCode = unit.failed + e2e.failed > 0 ? 1 : 0;
