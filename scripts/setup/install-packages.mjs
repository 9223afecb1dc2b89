import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** @param {string} file */
const packagesOf = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
  } catch {
    return undefined;
  }
};

/**
 * Whether node_modules is what package-lock.json asks for: npm keeps its own list of what it installed and writes it
 * last, so an interrupted installation has none. Packages for other systems may be absent.
 * @param {string} root
 */
export function isInstalled(root) {
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const present = packagesOf(join(root, 'node_modules/.package-lock.json'));
  if (wanted === undefined || present === undefined) return false;
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '') continue;
    const found = present[path];
    if (found === undefined ? entry.optional !== true : found.integrity !== entry.integrity) return false;
    if (found !== undefined && !existsSync(join(root, path))) return false;
  }
  return Object.keys(present).every((path) => path in wanted);
}

/**
 * Installs exactly what the lockfile names, once. Ends the process with npm's code when that fails.
 * @param {string} root
 */
export function installPackages(root) {
  if (isInstalled(root)) return;
  if (lstatSync(join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink()) {
    console.error(
      '[setup] node_modules leads to another folder, which npm would empty: remove the link, then try again.',
    );
    process.exit(1);
  }
  console.error('[setup] installing the packages named in package-lock.json (about a minute)…');
  // The Node that runs npm, not the pinned one, which is about to be replaced.
  const npm = process.env['npm_execpath'];
  const node = process.env['npm_node_execpath'] ?? process.execPath;
  const args = ['ci', '--loglevel=error'];
  const options = { cwd: root, stdio: 'inherit' };
  const result =
    npm !== undefined && /\.c?js$/.test(npm)
      ? spawnSync(node, [npm, ...args], options)
      : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
  if (result.status === 0) return;
  console.error('[setup] npm ci failed. Is the package registry in reach?');
  process.exit(result.status ?? 1);
}
