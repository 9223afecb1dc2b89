import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { isInstalled } from '../../scripts/setup/install-packages.mjs';

const here = import.meta.dirname;
const root = join(here, '../..');
const TOOLS = { 'g++': 'g++', make: 'make', python3: 'python3' } as const;
const SSL_HEADERS = [
  '/usr/include/openssl/ssl.h',
  '/usr/local/include/openssl/ssl.h',
  '/opt/homebrew/opt/openssl/include/openssl/ssl.h',
];

const inPath = (name: string): boolean =>
  (process.env['PATH'] ?? '').split(delimiter).some((dir) => existsSync(join(dir, name)));

function missingPackages(): string[] {
  const missing: string[] = Object.entries(TOOLS).flatMap(([tool, name]) => (inPath(tool) ? [] : [name]));
  return SSL_HEADERS.some((file) => existsSync(file)) ? missing : [...missing, 'libssl-dev'];
}

/** Node's own headers: those that came with the pinned Node, else the system's, else node-gyp fetches them. */
function headersDir(): string | undefined {
  const pinned = join(root, 'node_modules', `node-${process.platform}-${process.arch}`);
  return [pinned, '/usr', '/usr/local'].find((dir) => existsSync(join(dir, 'include/node/node_api.h')));
}

function installTools(missing: readonly string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const args = ['-o', 'DPkg::Lock::Timeout=300', 'install', '-y', '-q', '--no-install-recommends', ...missing];
  spawnSync('apt-get', ['update', '-q'], { stdio: 'inherit', env });
  spawnSync('apt-get', args, { stdio: 'inherit', env });
}

/** Builds the real SQLCipher from the package's sources, once. Throws with what to install when a tool is missing. */
export function buildSqlcipher(): void {
  const built = join(here, 'node_modules/@journeyapps/sqlcipher/build');
  if (isInstalled(here) && existsSync(built)) return;
  const allowed =
    process.getuid?.() === 0 && existsSync('/usr/bin/apt-get') && process.env['HIFADHI_SETUP'] !== 'never';
  if (missingPackages().length > 0 && allowed) installTools(missingPackages());
  const missing = missingPackages();
  if (missing.length > 0) throw new Error(`please install: sudo apt-get install ${missing.join(' ')}`);
  const nodedir = headersDir();
  console.error('building SQLCipher (a minute or two)…');
  const { status } = spawnSync('npm', ['ci', '--loglevel=error', '--foreground-scripts=false'], {
    cwd: here,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: { ...process.env, ...(nodedir === undefined ? {} : { npm_config_nodedir: nodedir }) },
  });
  if (status !== 0 || !existsSync(built)) throw new Error('SQLCipher could not be built');
}
