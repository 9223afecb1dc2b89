// node scripts/setup.mjs scripts/with-postgres.ts SCRIPT [arguments]: runs a script of this folder's Node with a
// PostgreSQL of its own, whose address stands in HIFADHI_POSTGRES, and removes it afterwards. Ends as the script ends.
import { spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const VERSIONS = '/usr/lib/postgresql';
const STARTS_WITHIN = 30_000;

/** Debian keeps the programs of each version apart; the newest is taken. */
function programs(): string {
  const versions = existsSync(VERSIONS) ? readdirSync(VERSIONS).filter((name) => /^\d+$/.test(name)) : [];
  const newest = versions.sort((a, b) => Number(b) - Number(a))[0];
  if (newest === undefined) throw new Error(`there is no PostgreSQL in ${VERSIONS}`);
  return join(VERSIONS, newest, 'bin');
}

/** PostgreSQL refuses to run as root: it gets the account that its package made. */
function account(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const numberOf = (flag: string): number => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout);
  const [uid, gid] = [numberOf('-u'), numberOf('-g')];
  if (!uid || !gid) throw new Error('the account "postgres" is missing');
  return { uid, gid };
}

const [script, ...args] = process.argv.slice(2);
if (script === undefined) throw new Error('which script?');
const bin = programs();
const who = account();
const folder = mkdtempSync(join(tmpdir(), 'hifadhi-postgres-'));
if (who.uid !== undefined && who.gid !== undefined) chownSync(folder, who.uid, who.gid);
const data = join(folder, 'data');

const made = spawnSync(join(bin, 'initdb'), ['-D', data, '-A', 'trust', '-U', 'hifadhi', '-E', 'UTF8', '--no-sync'], {
  ...who,
  cwd: folder,
  stdio: ['ignore', 'ignore', 'inherit'],
});
if (made.status !== 0) throw new Error('initdb failed');
// Nobody reaches it but through a socket in its own folder.
const settings = ['listen_addresses=', `unix_socket_directories=${folder}`, 'max_connections=60'];
const server = spawn(join(bin, 'postgres'), ['-D', data, ...settings.flatMap((one) => ['-c', one])], {
  ...who,
  cwd: folder,
  stdio: ['ignore', 'ignore', 'pipe'],
});

function ready(): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const late = setTimeout(() => {
      reject(new Error(`PostgreSQL did not start: ${said}`));
    }, STARTS_WITHIN);
    server.stderr.on('data', (bytes: Buffer) => {
      said = (said + bytes.toString()).slice(-4000);
      if (!said.includes('ready to accept connections')) return;
      clearTimeout(late);
      resolve();
    });
    server.once('exit', () => {
      clearTimeout(late);
      reject(new Error(`PostgreSQL ended: ${said}`));
    });
  });
}

try {
  await ready();
  const env = { ...process.env, HIFADHI_POSTGRES: `postgres://hifadhi@/postgres?host=${encodeURIComponent(folder)}` };
  const child = spawn(process.execPath, [script, ...args], { stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => child.kill(signal));
  process.exitCode = await new Promise<number>((resolve) => {
    child.once('exit', (code) => {
      resolve(code ?? 1);
    });
  });
} finally {
  const gone = new Promise((resolve) => server.once('exit', resolve));
  if (server.exitCode === null && server.kill('SIGINT')) await gone;
  rmSync(folder, { recursive: true, force: true });
}
