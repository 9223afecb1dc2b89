// Usage: node scripts/fake-dist.ts <folder>
// A folder shaped like Electron's Linux distribution, to exercise the packaging where the real one cannot be had.
import { FuseV1Options } from '@electron/fuses';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The mark by which the fuse tool finds the fuses in the binary, then their version. */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const FUSE_VERSION = 1;
const FILES = [
  'LICENSE',
  'LICENSES.chromium.html',
  'chrome_100_percent.pak',
  'chrome_200_percent.pak',
  'chrome-sandbox',
  'chrome_crashpad_handler',
  'icudtl.dat',
  'libEGL.so',
  'libffmpeg.so',
  'resources.pak',
  'snapshot_blob.bin',
  'v8_context_snapshot.bin',
  'locales/en-US.pak',
  'locales/ar.pak',
  'locales/fr.pak',
  'locales/de.pak',
];

const root = join(import.meta.dirname, '..');
const dir = process.argv[2] ?? join(root, 'build/fake-dist');
const manifest = readFileSync(join(root, 'node_modules/electron/package.json'), 'utf8');
const { version } = JSON.parse(manifest) as { version: string };
const fuses = Object.values(FuseV1Options).filter((v) => typeof v === 'number').length;

rmSync(dir, { recursive: true, force: true });
mkdirSync(join(dir, 'locales'), { recursive: true });
mkdirSync(join(dir, 'resources'));
for (const file of FILES) writeFileSync(join(dir, file), '');
writeFileSync(join(dir, 'version'), version);
const script = '#!/bin/sh\necho "in the place of Electron, for the packaging test only" >&2\nexit 3\n';
const wire = Buffer.from([FUSE_VERSION, fuses, ...Buffer.from('1'.repeat(fuses))]);
const binary = Buffer.concat([Buffer.from(script), Buffer.from(SENTINEL), wire, Buffer.alloc(64)]);
writeFileSync(join(dir, 'electron'), binary, { mode: 0o755 });
