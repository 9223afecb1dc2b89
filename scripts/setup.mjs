// Usage: node scripts/setup.mjs <script.ts> [arguments]
// Makes a fresh clone ready, then runs the script on the pinned Node. Runs on Node 20 and without any package, because
// it is what installs them.
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackages } from './setup/install-packages.mjs';
import { runOnPinnedNode } from './setup/pinned-node.mjs';
import { installSystemPackages } from './setup/system-packages.mjs';

const OLDEST_NODE = 20;
// import.meta.dirname came with Node 20.11.
const root = fileURLToPath(new URL('..', import.meta.url));
const [script, ...args] = process.argv.slice(2);

if (script === undefined) {
  console.error('usage: node scripts/setup.mjs <script.ts> [arguments]');
  process.exit(2);
}
if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
  console.error(`Hifadhi needs Node ${OLDEST_NODE} or newer to set itself up; this is ${process.versions.node}.`);
  process.exit(1);
}
installPackages(root);
installSystemPackages(root, basename(script, '.ts'));
runOnPinnedNode(root, join(root, script), args);
