import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const DOWNLOAD_MS = 300_000;
const BINARIES: Partial<Record<NodeJS.Platform, string>> = {
  win32: 'electron.exe',
  darwin: 'Electron.app/Contents/MacOS/Electron',
};

export interface Engine {
  readonly kind: 'electron' | 'host';
  readonly path: string;
}

/** Electron's binary if it is on this computer. HIFADHI_HOST=1 pretends that it is not. */
export function installedElectron(): string | undefined {
  if (process.env['HIFADHI_HOST'] === '1') return undefined;
  const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(root, 'node_modules/electron/dist');
  const path = join(dist, BINARIES[process.platform] ?? 'electron');
  return existsSync(path) ? path : undefined;
}

/** Tries to fetch Electron's binary, which comes from a code host and not from the package registry. */
function downloadElectron(say: (text: string) => void): string | undefined {
  if (process.env['HIFADHI_HOST'] === '1' || process.env['ELECTRON_OVERRIDE_DIST_PATH'] !== undefined) return undefined;
  say('Electron is not on this computer yet; trying to download it…');
  const installer = join(root, 'node_modules/electron/install.js');
  const result = spawnSync(process.execPath, [installer], {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    timeout: DOWNLOAD_MS,
    env: { ...process.env, ELECTRON_GET_NO_PROGRESS: '1' },
  });
  const found = result.status === 0 ? installedElectron() : undefined;
  if (found === undefined) say(`the download failed (${result.stderr.trim().split('\n')[0] ?? ''}).`);
  return found;
}

/**
 * What will run the app: real Electron if it is here or can be fetched, else the test host (Linux only, undefined
 * elsewhere). `say` tells a person what happens.
 */
export function findEngine(say: (text: string) => void): Engine | undefined {
  const electron = installedElectron() ?? downloadElectron(say);
  if (electron !== undefined) return { kind: 'electron', path: electron };
  if (process.platform !== 'linux') {
    say('Electron is needed on this system: connect to the internet and run "npx install-electron".');
    return undefined;
  }
  return { kind: 'host', path: join(root, 'tests/host/electron') };
}
