// npm run check: everything that is not a behaviour test. Ends with code 1 when anything is found.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { checkElectronAge } from './check/electron-age.ts';
import { checkLicences } from './check/licences.ts';
import { checkLockfile } from './check/lockfile.ts';
import { checkMessages } from './check/messages.ts';

const root = join(import.meta.dirname, '..');
const tool =
  (path: string, ...args: string[]) =>
  (): boolean =>
    spawnSync(process.execPath, [join('node_modules', path), ...args], { cwd: root, stdio: 'inherit' }).status === 0;
const look = (check: () => { findings: string[]; notes: string[] }) => (): boolean => {
  const { findings, notes } = check();
  for (const note of notes) console.log(`  ${note}`);
  for (const finding of findings) console.log(`  ✗ ${finding}`);
  return findings.length === 0;
};

const checks: readonly (readonly [string, () => boolean])[] = [
  ['types', tool('vue-tsc/bin/vue-tsc.js', '-b')],
  ['lint', tool('eslint/bin/eslint.js', '.', '--max-warnings', '0')],
  ['boundaries', tool('vitest/vitest.mjs', 'run', 'tests/unit/lint-boundaries.test.ts')],
  ['format', tool('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.')],
  ['messages', look(() => checkMessages(root))],
  ['lockfile', look(() => checkLockfile(root))],
  ['licences', look(() => checkLicences(root))],
  ['electron', look(() => checkElectronAge(root, new Date()))],
];

const failed: string[] = [];
for (const [name, check] of checks) {
  console.log(`\n== ${name}`);
  if (!check()) failed.push(name);
}
console.log(failed.length === 0 ? '\nall checks passed' : `\nfailed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
