import { extractAll, extractFile, listPackage } from '@electron/asar';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, launch, makeFolder, removeFolder, root, test } from './fixture.ts';

// The package as electron-builder makes it, around a folder that only looks like Electron's: what is in it, what is not,
// its fuses, and that the app starts from nothing else.
test.describe.configure({ mode: 'serial' });

let folder: string;
const packaged = (...path: string[]): string => join(folder, 'release/linux-unpacked', ...path);
const archive = (): string => packaged('resources/app.asar');

function runNode(...args: readonly string[]): void {
  const run = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', timeout: 120_000 });
  if (run.status !== 0) throw new Error(`${args[0] ?? ''} failed: ${run.stdout}${run.stderr}`);
}

test.beforeAll(() => {
  test.setTimeout(180_000);
  folder = makeFolder();
  runNode('scripts/fake-dist.ts', join(folder, 'dist'));
  runNode(
    'node_modules/electron-builder/cli.js',
    '--linux',
    'dir',
    '--publish',
    'never',
    `-c.electronDist=${join(folder, 'dist')}`,
    `-c.directories.output=${join(folder, 'release')}`,
  );
});
test.afterAll(() => {
  removeFolder(folder);
});

test('holds the app, its resources, one database binary, and nothing of the tools', () => {
  const files = listPackage(archive(), { isPack: false });
  for (const needed of ['/dist/main/index.js', '/dist/main/office-worker.js', '/dist/preload/index.cjs', '/LICENSE']) {
    expect(files).toContain(needed);
  }
  expect(files.some((f) => f.startsWith('/resources/config/') && f.endsWith('.json'))).toBe(true);
  expect(files.some((f) => f.startsWith('/resources/locales/ar/'))).toBe(true);
  const modules = new Set(files.flatMap((f) => /^\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(f)?.[1] ?? []));
  expect([...modules]).toEqual(['better-sqlite3-multiple-ciphers']);
  expect(files.filter((f) => f.endsWith('.node'))).toHaveLength(1);
  expect(files.filter((f) => /\.(?:map|ts|c|cc|h)$/.test(f))).toEqual([]);
  expect(files.filter((f) => /^\/(?:tests|scripts|docs|core|main|renderer|server)\//.test(f))).toEqual([]);
});

test('carries the notices of what is bundled, and the page can show them', () => {
  const text = extractFile(archive(), 'dist/renderer/third-party-notices.txt').toString('utf8');
  const named = new Set([...text.matchAll(/^(\S+) \d[\w.+-]* \([^)]+\)$/gm)].map(([, name]) => name));
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const bundled = [
    '@vue/runtime-dom',
    'zod',
    'reka-ui',
    'pdfjs-dist',
    'hash-wasm',
    'age-encryption',
    'cborg',
    '@lucide/vue',
  ];
  for (const name of [...bundled, '@fontsource-variable/noto-sans-khmer', ...Object.keys(dependencies)])
    expect(named, name).toContain(name);
  for (const tool of ['vitest', 'vite', 'typescript', 'eslint', 'electron']) expect(named).not.toContain(tool);
  for (const words of [
    'Permission is hereby granted',
    'Apache License',
    'SIL OPEN FONT LICENSE',
    'Redistribution and use',
  ])
    expect(text).toContain(words);
});

test('has the database binary outside the archive and only our languages', () => {
  const unpacked = packaged('resources/app.asar.unpacked/node_modules/better-sqlite3-multiple-ciphers/prebuilds');
  expect(readdirSync(unpacked)).toEqual([`linux-${process.arch}.node`]);
  expect(readdirSync(packaged('locales')).sort()).toEqual(['ar.pak', 'en-US.pak', 'fr.pak']);
});

test('has every fuse set', async () => {
  expect(existsSync(packaged('hifadhi'))).toBe(true);
  const wire = await getCurrentFuseWire(packaged('hifadhi'));
  const on = [
    FuseV1Options.EnableCookieEncryption,
    FuseV1Options.EnableEmbeddedAsarIntegrityValidation,
    FuseV1Options.OnlyLoadAppFromAsar,
    FuseV1Options.WasmTrapHandlers,
  ];
  const all = Object.values(FuseV1Options).filter((v): v is FuseV1Options => typeof v === 'number');
  for (const fuse of all) {
    expect(wire[fuse], FuseV1Options[fuse]).toBe(on.includes(fuse) ? FuseState.ENABLE : FuseState.DISABLE);
  }
});

test('starts from the archive alone', async ({ userData }) => {
  extractAll(archive(), join(folder, 'app'));
  const app = await launch(userData, {}, join(folder, 'app'));
  const page = await app.firstWindow();
  await expect(page.getByRole('heading').first()).toBeVisible();
  await app.close();
});
