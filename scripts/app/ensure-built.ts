import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const root = join(import.meta.dirname, '../..');
const stamp = join(root, 'dist/.built-from');
/** What goes into dist/. The configuration is read at run time and is not among it. */
const SOURCES = [
  'core',
  'main',
  'preload',
  'renderer',
  'resources/fonts',
  'resources/icons',
  'resources/locales',
  'resources/print',
  'package-lock.json',
  'package.json',
  'scripts/third-party-notices.ts',
  'vite.config.ts',
  'vite.main.config.ts',
  'vite.preload.config.ts',
];
const CONFIGS = ['vite.config.ts', 'vite.main.config.ts', 'vite.preload.config.ts'];

function* filesBelow(path: string): Generator<string> {
  if (!existsSync(path)) return;
  if (!statSync(path).isDirectory()) {
    yield path;
    return;
  }
  const names = readdirSync(path).sort();
  for (const name of names) if (!name.endsWith('.test.ts')) yield* filesBelow(join(path, name));
}

/** A fingerprint of every file that the build reads, by content, so that a fresh checkout with new dates is not stale. */
export function sourcesFingerprint(): string {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    for (const file of filesBelow(join(root, source))) {
      hash
        .update(`${relative(root, file)}\0`)
        .update(readFileSync(file))
        .update('\0');
    }
  }
  return hash.digest('hex');
}

/** Builds page, shell, worker and preload into dist/ when the sources have changed since the last time. Throws if not. */
export function ensureBuilt(): 'built' | 'up to date' {
  const fingerprint = sourcesFingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint) return 'up to date';
  console.error('[build] building…');
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  for (const config of CONFIGS) {
    const args = [vite, 'build', '--logLevel', 'warn', '-c', config];
    const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
    if (status !== 0) throw new Error(`the build failed (${config})`);
  }
  writeFileSync(stamp, fingerprint);
  return 'built';
}
