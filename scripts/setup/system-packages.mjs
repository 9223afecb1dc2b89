import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const ELECTRON = { win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' };
const TRIES = 3;

/** @param {string} name */
const inPath = (name) => (process.env['PATH'] ?? '').split(delimiter).some((dir) => existsSync(join(dir, name)));

/** @param {string} root */
function hasElectron(root) {
  const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(root, 'node_modules/electron/dist');
  return existsSync(join(dist, ELECTRON[process.platform] ?? 'electron'));
}

function hasFonts() {
  const noto = '/usr/share/fonts/truetype/noto';
  if (existsSync(noto) && readdirSync(noto).some((f) => f.startsWith('NotoSansKhmer'))) return true;
  const listed = spawnSync('fc-list', [':family=Noto Sans Khmer'], { encoding: 'utf8' });
  return listed.status === 0 && listed.stdout.trim() !== '';
}

const POSTGRES = '/usr/lib/postgresql';
function hasPostgres() {
  if (!existsSync(POSTGRES)) return false;
  return readdirSync(POSTGRES).some((version) => existsSync(join(POSTGRES, version, 'bin/postgres')));
}

const NEEDS = {
  chromium: {
    packages: ['chromium'],
    /** @param {string} root */
    has: (root) => hasElectron(root) || [process.env['HIFADHI_CHROMIUM'], ...CHROMIUM].some((p) => p && existsSync(p)),
  },
  fonts: { packages: ['fonts-noto-core'], has: hasFonts },
  pdf: { packages: ['poppler-utils'], has: () => inPath('pdftotext') },
  postgres: { packages: ['postgresql'], has: hasPostgres },
  // The part of LibreOffice that opens spreadsheets, without a window: 120 MB, a minute or two to install.
  spreadsheets: { packages: ['libreoffice-calc-nogui'], has: () => inPath('soffice') },
  // Another program that opens our bundles and saved files; its tests say so where it is missing.
  age: { packages: ['age'], has: () => inPath('age') },
  // Lets system calls of an office fail, one after the other; its tests say so where it is missing.
  strace: { packages: ['strace'], has: () => inPath('strace') },
  display: {
    packages: ['xvfb', 'xauth'],
    has: () => Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']) || inPath('Xvfb'),
  },
};

/**
 * What each script needs of the system. Without a display the app still runs, only nobody sees it; without LibreOffice
 * who asked for it says so; without age or strace their tests pass by.
 */
const NEEDED_BY = {
  demo: ['chromium', 'fonts', 'pdf'],
  test: ['chromium', 'fonts', 'pdf', 'age', 'strace'],
  lab: ['strace'],
  bench: ['chromium', 'fonts', 'postgres'],
  'with-postgres': ['postgres'],
  'with-libreoffice': ['spreadsheets'],
  start: ['chromium', 'fonts', 'display'],
  dev: ['chromium', 'fonts', 'display'],
};
const NOT_ESSENTIAL = ['display', 'spreadsheets', 'age', 'strace'];

/**
 * The names of what `script` needs and the computer lacks.
 * @param {string} root
 * @param {string} script
 */
export const missingFor = (root, script) => (NEEDED_BY[script] ?? []).filter((need) => !NEEDS[need].has(root));

/** @param {string[]} packages */
function aptInstall(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = ['-o', 'DPkg::Lock::Timeout=300'];
  spawnSync('apt-get', ['update', '-q'], { stdio: 'inherit', env });
  const args = [...options, 'install', '-y', '-q', '--no-install-recommends', ...packages];
  return spawnSync('apt-get', args, { stdio: 'inherit', env }).status === 0;
}

/**
 * Sees to Chromium, fonts and tools: installs them where that is allowed (Debian's package manager, as root, unless
 * HIFADHI_SETUP=never), otherwise says what to install and ends the process.
 * @param {string} root
 * @param {string} script
 */
export function installSystemPackages(root, script) {
  let missing = missingFor(root, script);
  if (missing.length === 0) return;
  if (process.platform !== 'linux') {
    if (!missing.includes('chromium')) return;
    console.error('[setup] Electron is needed on this system: connect to the internet and run "npx install-electron".');
    process.exit(1);
  }
  const apt = existsSync('/usr/bin/apt-get') && process.getuid?.() === 0 && process.env['HIFADHI_SETUP'] !== 'never';
  for (let i = 0; apt && i < TRIES && missing.length > 0; i++) {
    const packages = missing.flatMap((need) => NEEDS[need].packages);
    console.error(`[setup] installing ${packages.join(', ')} with apt-get…`);
    aptInstall(packages);
    missing = missingFor(root, script);
  }
  if (missing.length === 0) return;
  const packages = missing.flatMap((need) => NEEDS[need].packages).join(' ');
  console.error(`[setup] please install: sudo apt-get install --no-install-recommends ${packages}`);
  if (missing.some((need) => !NOT_ESSENTIAL.includes(need))) process.exit(1);
}
