// node scripts/setup.mjs scripts/with-libreoffice.ts SCRIPT [arguments]: runs a script where LibreOffice should be there.
// Where it could not be installed it says so, in words that nobody overlooks, and ends without a failure: that is the
// machine's affair and not the project's.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const [script, ...args] = process.argv.slice(2);
if (script === undefined) throw new Error('which script?');
if (existsSync('/usr/bin/soffice')) {
  process.exitCode = spawnSync(process.execPath, [script, ...args], { stdio: 'inherit' }).status ?? 1;
} else {
  const line = '*'.repeat(100);
  console.error(`${line}\nLibreOffice is not here and could not be installed: NOTHING was opened with it.\n${line}`);
}
