import { spawn, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

// scripts/setup.mjs in a project of its own that needs no package, so that npm itself can run without a network.
const repository = join(import.meta.dirname, '../..');
const MANIFEST = { name: 'small', version: '1.0.0' };
const LOCK = { ...MANIFEST, lockfileVersion: 3, requires: true, packages: { '': MANIFEST } };
const INSTALLED = 'node_modules/.package-lock.json';
let root: string;

const write = (path: string, text: string): void => {
  writeFileSync(join(root, path), text);
};
const writeLock = (packages: object): void => {
  write('package-lock.json', JSON.stringify({ ...LOCK, packages: { '': MANIFEST, ...packages } }));
};
const writeInstalled = (packages: object): void => {
  mkdirSync(join(root, 'node_modules/a'), { recursive: true });
  write(INSTALLED, JSON.stringify({ ...LOCK, packages }));
};
function setup(...args: string[]): SpawnSyncReturns<string> {
  // As called from a shell: npm is found in the path and says so in its output.
  const env: NodeJS.ProcessEnv = { ...process.env, HIFADHI_SETUP: 'never' };
  delete env['npm_execpath'];
  return spawnSync(process.execPath, [join(root, 'scripts/setup.mjs'), ...args], { encoding: 'utf8', env });
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'hifadhi-setup-'));
  mkdirSync(join(root, 'scripts'));
  cpSync(join(repository, 'scripts/setup.mjs'), join(root, 'scripts/setup.mjs'));
  cpSync(join(repository, 'scripts/setup'), join(root, 'scripts/setup'), { recursive: true });
  write('package.json', JSON.stringify(MANIFEST));
  writeLock({});
  write('scripts/hello.ts', 'const given: string[] = process.argv.slice(2);\nconsole.log(JSON.stringify(given));\n');
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

it('hands every argument to the script and leaves an installation that fits alone', () => {
  writeInstalled({});
  const before = readFileSync(join(root, INSTALLED), 'utf8');
  const run = setup('scripts/hello.ts', '--out', 'a folder', '--no-open');
  expect(run.stdout.trim()).toBe('["--out","a folder","--no-open"]');
  expect(run.stderr).not.toContain('installing');
  expect(run.status).toBe(0);
  expect(readFileSync(join(root, INSTALLED), 'utf8')).toBe(before);
});

it('ends with the code of the script', () => {
  writeInstalled({});
  write('scripts/bad.ts', 'process.exitCode = 7;\n');
  expect(setup('scripts/bad.ts').status).toBe(7);
});

it('installs on a fresh clone, then runs the script', () => {
  const first = setup('scripts/hello.ts');
  expect(first.stderr).toContain('installing the packages');
  expect(first.stdout.trim().split('\n').at(-1)).toBe('[]');
  expect(first.status).toBe(0);
});

it.each([
  ['of another version', { 'node_modules/a': { integrity: 'old' } }],
  ['absent', {}],
])('installs anew when a package is %s', (_what, installed) => {
  writeLock({ 'node_modules/a': { version: '1.0.0', integrity: 'new' } });
  writeInstalled(installed);
  const run = setup('scripts/hello.ts');
  expect(run.stderr).toContain('installing the packages');
});

it('never empties the folder of another clone that node_modules leads to', () => {
  const shared = mkdtempSync(join(tmpdir(), 'hifadhi-shared-'));
  writeFileSync(join(shared, 'kept'), '');
  symlinkSync(shared, join(root, 'node_modules'));
  const run = setup('scripts/hello.ts');
  expect(run.stderr).toContain('leads to another folder');
  expect(run.status).toBe(1);
  expect(readdirSync(shared)).toEqual(['kept']);
  rmSync(shared, { recursive: true });
});

it('does not start the script when the installation fails', () => {
  rmSync(join(root, 'package-lock.json')); // npm ci refuses to guess
  const run = setup('scripts/hello.ts');
  expect(run.stderr).toContain('npm ci failed');
  expect(run.stdout).not.toContain('[]');
  expect(run.status).not.toBe(0);
});

it('does without packages for other systems', () => {
  writeLock({ 'node_modules/other-system': { version: '1.0.0', integrity: 'x', optional: true } });
  writeInstalled({});
  expect(setup('scripts/hello.ts').status).toBe(0);
});

it('says how to use it when no script is named', () => {
  const run = setup();
  expect(run.stderr).toContain('usage');
  expect(run.status).toBe(2);
});

it('passes a signal on and ends as the script ends', async () => {
  writeInstalled({});
  write(
    'scripts/wait.ts',
    "process.on('SIGTERM', () => {\n  console.log('told');\n  process.exit(5);\n});\nsetInterval(() => undefined, 1000);\nconsole.log('ready');\n",
  );
  const child = spawn(process.execPath, [join(root, 'scripts/setup.mjs'), 'scripts/wait.ts']);
  let said = '';
  const ready = new Promise<void>((resolve) => {
    child.stdout.on('data', (data: Buffer) => {
      said += data.toString();
      if (said.includes('ready')) resolve();
    });
  });
  await ready;
  child.kill('SIGTERM');
  const [code] = (await once(child, 'close')) as [number];
  expect(code).toBe(5);
  expect(said).toContain('told');
});
