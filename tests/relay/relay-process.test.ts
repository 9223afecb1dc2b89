import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { generateHybridIdentity, identityToRecipient } from 'age-encryption';
import { Refusal } from '#core/result.ts';
import { makeOfficeCard } from '../../main/crypto/office-card.ts';
import { readRelayCard, type RelayCard } from '../../main/crypto/relay-card.ts';
import { fetchFile, sendFile } from '../../main/office/relay/carry-bundle.ts';
import { openLine, type RelayLine } from '../../main/office/relay/relay-line.ts';
import { packTrust, type TrustPackage } from '../../main/crypto/trust-package.ts';
import { RelayVisit } from '../../main/office/relay/relay-visit.ts';
import { makeCertificate } from '../../server/relay/self-made-certificate.ts';
import { TrustWorld } from '../builders/trust-world.ts';
import { TestPace } from './lines.ts';
import { base64url, computer, sha256, type Computer } from './test-relay.ts';

// The relay as an operator runs it: its own process, its own certificate, its commands. Killed, not stopped.
const root = join(import.meta.dirname, '../..');
const program = 'server/relay/relay.ts';
let dir: string;
let running: ChildProcess | undefined;
const closes: (() => void)[] = [];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'hifadhi-process-'));
});
afterEach(async () => {
  for (const close of closes.splice(0)) close();
  await kill();
  rmSync(dir, { recursive: true, force: true });
});

async function start(port = 0): Promise<number> {
  const args = [program, '--data', join(dir, 'data'), '--listen', `127.0.0.1:${String(port)}`];
  running = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  if (!running.stdout) throw new Error('no output');
  for await (const line of createInterface({ input: running.stdout })) {
    const said = JSON.parse(line) as { verb: string; port: number };
    if (said.verb === 'listening') return said.port;
  }
  throw new Error('the relay did not start');
}
async function kill(): Promise<void> {
  if (running?.exitCode !== null || !running.kill('SIGKILL')) return;
  await once(running, 'exit');
}
function command(...args: readonly string[]): string {
  const run = spawnSync(process.execPath, [program, ...args, '--data', join(dir, 'data')], {
    cwd: root,
    encoding: 'utf8',
  });
  return run.status === 0 ? run.stdout : `failed: ${run.stderr.split('\n')[0] ?? ''}`;
}
async function enrol(who: Computer): Promise<void> {
  const recipient = await identityToRecipient(await generateHybridIdentity());
  const path = join(dir, `${who.device}.hifadhi-card`);
  writeFileSync(path, makeOfficeCard({ ...who.card, recipient }, who.key));
  expect(command('enrol', path)).toContain(who.device);
}
function cardFor(port: number): RelayCard {
  const out = join(dir, 'relay.hifadhi-relay');
  command('card', '--url', `https://127.0.0.1:${String(port)}`, '--name', 'Marabia', '--out', out);
  const read = readRelayCard(readFileSync(out));
  if (!read.ok) throw new Error('no card');
  return read.value;
}
function lineTo(card: RelayCard): RelayLine {
  const { line, close } = openLine(card);
  closes.push(close);
  return line;
}

it('carries a bundle over TLS although it is killed in the middle, and shuts out who is revoked', async () => {
  const port = await start();
  const card = cardFor(port);
  const [from, to] = [computer(), computer()];
  await enrol(from);
  await enrol(to);
  const line = lineTo(card);
  let puts = 0;
  const killing: RelayLine = async (request) => {
    if (request.method === 'PUT' && (puts += 1) === 2) {
      // The piece is on its way when the relay dies.
      const lost = line(request).catch((error: unknown) => error);
      await kill();
      await lost;
      await start(port);
      throw new Refusal('SYNC_RELAY_UNREACHABLE');
    }
    return line(request);
  };
  const as = (who: Computer, over: RelayLine = killing): RelayVisit =>
    new RelayVisit(over, card, { device: who.device, office: who.office, key: who.key });
  const bytes = randomBytes(70_000);
  const name = base64url(sha256(bytes));
  writeFileSync(join(dir, 'out'), bytes);
  const out = { path: join(dir, 'out'), name, size: bytes.length, to: to.office, lane: 1 as const };
  const pace = new TestPace();
  expect(await sendFile(as(from), out, pace, () => Promise.resolve(true))).toBe(true);
  expect(await fetchFile(as(to), { name, size: bytes.length, path: join(dir, 'in') }, pace)).toBe(true);
  expect(readFileSync(join(dir, 'in')).equals(bytes)).toBe(true);
  expect(puts).toBeGreaterThan(2);
  expect(command('devices')).toContain('active');
  expect(command('copy', join(dir, 'copy.db'))).toContain('copied');
  expect(command('revoke', from.device)).toContain('shut out');
  // A line of its own: the relay has closed the one before if the commands took long.
  await expect(as(from, lineTo(card)).logIn()).rejects.toMatchObject({ error: { code: 'SYNC_RELAY_REVOKED' } });
  expect(command('revoke', to.device.slice(1))).toContain('no such device');
});

it('says who an office is known as before another computer of it is let in', async () => {
  const known = computer();
  await enrol(known);
  const strange = computer(known.office);
  const recipient = await identityToRecipient(await generateHybridIdentity());
  const path = join(dir, 'strange.hifadhi-card');
  writeFileSync(path, makeOfficeCard({ ...strange.card, name: 'Strange', recipient }, strange.key));
  const refused = command('enrol', path);
  expect([refused.includes('Kisimani'), refused.includes(known.device)]).toEqual([true, true]);
  expect(command('enrol', path, '--another-computer')).toContain(strange.device);
});

it('takes the list of a programme from a file once its words were given, and none that is older or of other keys', () => {
  const world = new TrustWorld();
  const fileOf = (name: string, offered: TrustPackage): string => {
    writeFileSync(join(dir, name), packTrust(offered));
    return join(dir, name);
  };
  const first = fileOf('first.hifadhi-trust', world.newest);
  const asked = command('programme', first);
  expect(asked).toContain('Nothing was changed');
  const words = /words of its keys: (.*)/.exec(asked)?.[1] ?? '';
  expect(command('programme', first, '--words', 'one two three four five six')).toContain('failed');
  // The compared root lies behind another one that it does not follow: that one would be pinned.
  const thief = new TrustWorld().newest;
  const forged = fileOf('forged.hifadhi-trust', { ...thief, roots: [...thief.roots, ...world.newest.roots] });
  expect(command('programme', forged, '--words', words)).toContain('failed');
  expect(command('programme', first, '--words', words)).toContain('list 1 is in force');
  world.sign();
  expect(command('programme', fileOf('second.hifadhi-trust', world.newest))).toContain('list 2 is in force');
  expect(command('programme', first)).toContain('a later list is there already');
  expect(command('programme', fileOf('other.hifadhi-trust', new TrustWorld().newest))).toContain('other keys');
}, 120_000);

it('says nothing to a server with another certificate, and that nobody is there when nobody is', async () => {
  await start();
  const { cert, key } = makeCertificate(['127.0.0.1']);
  let asked = 0;
  const other = createServer({ cert, key }, (_request, response) => {
    asked += 1;
    response.end();
  }).listen(0, '127.0.0.1');
  await once(other, 'listening');
  closes.push(() => other.close());
  const bound = other.address();
  const port = typeof bound === 'object' && bound ? bound.port : 0;
  const request = { method: 'GET', path: '/v1/health', headers: {}, most: 100 } as const;
  await expect(lineTo(cardFor(port))(request)).rejects.toMatchObject({ error: { code: 'SYNC_RELAY_OTHER' } });
  expect(asked).toBe(0);
  const card = cardFor(port);
  other.close();
  other.closeAllConnections();

  await expect(lineTo(card)(request)).rejects.toMatchObject({ error: { code: 'SYNC_RELAY_UNREACHABLE' } });
});
