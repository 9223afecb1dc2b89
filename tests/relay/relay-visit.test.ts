import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from 'cborg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Refusal } from '#core/result.ts';
import { RELAY_LIMITS } from '#core/relay/relay-limits.ts';
import { fetchFile, sendFile, type OutgoingFile } from '../../main/office/relay/carry-bundle.ts';
import { listMailbox } from '../../main/office/relay/mailbox-list.ts';
import { backOff } from '../../main/office/relay/patience.ts';
import type { RelayLine, RelayReply } from '../../main/office/relay/relay-line.ts';
import { RelayVisit } from '../../main/office/relay/relay-visit.ts';
import { signingKey } from '../../main/crypto/ed25519.ts';
import { relayKeyOf } from '../../main/crypto/relay-login.ts';
import { dataPlace, type DataPlace } from './databases.ts';
import { TestPace, plainLine } from './lines.ts';
import { TestRelay, base64url, computer, sha256, type Computer } from './test-relay.ts';

let place: DataPlace;
let relay: TestRelay;
let dir: string;
let [from, to]: Computer[] = [];
let pace: TestPace;

beforeEach(async () => {
  place = await dataPlace('sqlite');
  relay = await new TestRelay(place).start();
  dir = mkdtempSync(join(tmpdir(), 'hifadhi-visit-'));
  pace = new TestPace();
  [from, to] = [computer(), computer()];
  await relay.enrol(from, to);
});
afterEach(async () => {
  await relay.stop();
  await place.remove();
  rmSync(dir, { recursive: true, force: true });
});

const visitAs = (who: Computer | undefined, line: RelayLine = plainLine(relay), now?: () => number): RelayVisit => {
  if (!who) throw new Error('nobody');
  const card = { name: 'R', url: 'https://relay.example.org', key: relayKeyOf(relay.key), certificate: undefined };
  return new RelayVisit(line, card, { device: who.device, office: who.office, key: who.key }, now);
};
function fileOf(bytes: Uint8Array): OutgoingFile {
  const path = join(dir, base64url(sha256(bytes)).slice(0, 8));
  writeFileSync(path, bytes);
  if (!to) throw new Error('nobody');
  return { path, name: base64url(sha256(bytes)), size: bytes.length, to: to.office, lane: 1 };
}
const always = (): Promise<boolean> => Promise.resolve(true);
const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return 'none';
  } catch (error) {
    return error instanceof Refusal ? error.error.code : String(error);
  }
};

describe('a visit to the relay', () => {
  it('begins its session anew before it ends, so that no piece is brought twice', async () => {
    const out = fileOf(randomBytes(150_000));
    const asked: string[] = [];
    const slow: RelayLine = async (request) => {
      const reply = await plainLine(relay)(request);
      asked.push(`${request.method} ${request.path.split('?')[0] ?? ''} ${String(reply.status)}`);
      // Each piece takes four minutes of the fifteen that a session lasts.
      if (request.method !== 'PUT') return reply;
      pace.time += 4 * 60_000;
      relay.time += 4 * 60_000;
      return reply;
    };
    expect(await sendFile(visitAs(from, slow, pace.now), out, pace, always)).toBe(true);
    const pieces = asked.filter((one) => one.startsWith('PUT'));
    expect(pieces.length).toBeGreaterThan(4);
    expect(asked.filter((one) => one.endsWith('401'))).toEqual([]);
    expect(pieces.slice(0, -1).filter((one) => !one.endsWith('204'))).toEqual([]);
    expect(asked.filter((one) => one.startsWith('POST /v1/auth/session')).length).toBeGreaterThan(1);
  });

  it('stops a download before the next piece once nobody waits for it, and goes on there when somebody does', async () => {
    const bytes = randomBytes(150_000);
    const out = fileOf(bytes);
    await sendFile(visitAs(from), out, pace, always);
    const path = join(dir, 'got');
    const wanted = { name: out.name, size: out.size, path };
    const parts: string[] = [];
    const counting: RelayLine = (request) => {
      if (request.method === 'GET') parts.push(request.headers['range'] ?? '');
      return plainLine(relay)(request);
    };
    const left = (): Promise<void> =>
      parts.length < 2 ? Promise.resolve() : Promise.reject(new Refusal('AUTH_LOCKED'));
    expect(await codeOf(fetchFile(visitAs(to, counting), wanted, pace, left))).toBe('AUTH_LOCKED');
    expect(parts.length).toBe(2);
    expect(await fetchFile(visitAs(to, counting), wanted, pace)).toBe(true);
    expect(new Set(parts).size).toBe(parts.length);
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  it('goes on at the byte where it stood, whatever is cut, in both directions', async () => {
    const bytes = randomBytes(150_000);
    const out = fileOf(bytes);
    let requests = 0;
    // Two of five requests are lost: half of them on the way there, half on the way back, when the relay has done it.
    const bad: RelayLine = async (request) => {
      requests += 1;
      if (requests % 5 === 1) throw new Refusal('SYNC_RELAY_UNREACHABLE');
      const reply = await plainLine(relay)(request);
      if (requests % 5 === 3) throw new Refusal('SYNC_RELAY_UNREACHABLE');
      return reply;
    };
    expect(await sendFile(visitAs(from, bad), out, pace, always)).toBe(true);
    const path = join(dir, 'got');
    const wanted = { name: out.name, size: out.size, path };
    expect(await fetchFile(visitAs(to, bad), wanted, pace)).toBe(true);
    expect(readFileSync(path).equals(bytes)).toBe(true);
    expect(pace.pauses.length).toBeGreaterThan(5);
  });

  it('fetches only what an earlier visit has not, and throws away what does not add up', async () => {
    const bytes = randomBytes(100_000);
    const out = fileOf(bytes);
    await sendFile(visitAs(from), out, pace, always);
    const path = join(dir, 'got');
    let fetched = 0;
    const counting: RelayLine = async (request) => {
      const reply = await plainLine(relay)(request);
      if (request.method === 'GET') fetched += reply.body.length;
      return reply;
    };
    const wanted = { name: out.name, size: out.size, path };
    writeFileSync(`${path}.part`, bytes.subarray(0, 90_000));
    expect(await fetchFile(visitAs(to, counting), wanted, pace)).toBe(true);
    expect([fetched, statSync(path).size]).toEqual([10_000, 100_000]);
    rmSync(path);
    writeFileSync(`${path}.part`, randomBytes(99_999));
    expect(await fetchFile(visitAs(to, counting), wanted, pace)).toBe(true);
    expect(readFileSync(path).equals(bytes)).toBe(true);
    expect(await fetchFile(visitAs(from), { ...wanted, path: join(dir, 'other') }, pace)).toBe(false);
  });

  it('takes back what was not sent to the end, once it may not go any more', async () => {
    const out = fileOf(randomBytes(100_000));
    let asked = 0;
    const twice = (): Promise<boolean> => Promise.resolve((asked += 1) <= 2);
    expect(await sendFile(visitAs(from), out, pace, twice)).toBe(false);
    expect(await visitAs(from).standing(out.name, out.to)).toEqual({ offset: 0, complete: false });
  });

  it('logs in again when its session is over, in the middle of a bundle', async () => {
    const out = fileOf(randomBytes(100_000));
    const visit = visitAs(from);
    let pieces = 0;
    const later = (): Promise<boolean> => {
      pieces += 1;
      if (pieces === 2) relay.time += RELAY_LIMITS.session + 1;
      return Promise.resolve(true);
    };
    expect(await sendFile(visit, out, pace, later)).toBe(true);
  });

  it('sends smaller pieces where something on the way asks for it, and keeps to the office’s cap', async () => {
    const out = fileOf(randomBytes(60_000));
    const narrow: RelayLine = (request) =>
      (request.body?.length ?? 0) > 5000
        ? Promise.resolve({ status: 413, headers: { 'content-type': 'text/html' }, body: Buffer.from('<h1>no</h1>') })
        : plainLine(relay)(request);
    pace.cap = 6000;
    expect(await sendFile(visitAs(from, narrow), out, pace, always)).toBe(true);
    expect(pace.time).toBeGreaterThanOrEqual(10_000);
    expect(pace.time).toBeLessThan(15_000);
    const closed: RelayLine = (request) =>
      request.method === 'PUT'
        ? Promise.resolve({ status: 413, headers: {}, body: Buffer.alloc(0) })
        : plainLine(relay)(request);
    expect(await codeOf(sendFile(visitAs(from, closed), fileOf(randomBytes(9000)), pace, always))).toBe(
      'SYNC_RELAY_PROXY',
    );
  });

  it('sends again what was damaged where no digest shows it, and gives up where that happens twice', async () => {
    const out = fileOf(randomBytes(5000));
    let [puts, wrong] = [0, 1];
    const bad: RelayLine = (request) => {
      if (request.method !== 'PUT') return plainLine(relay)(request);
      puts += 1;
      const body = encode({ v: 1, code: 'RELAY_WRONG_HASH' });
      return puts > wrong
        ? plainLine(relay)(request)
        : Promise.resolve({ status: 422, headers: { 'hifadhi-relay': '1' }, body });
    };
    expect(await sendFile(visitAs(from, bad), out, pace, always)).toBe(true);
    [puts, wrong] = [0, 9];
    expect(await codeOf(sendFile(visitAs(from, bad), fileOf(randomBytes(5000)), pace, always))).toBe(
      'SYNC_RELAY_FAULT',
    );
    expect(puts).toBe(2);
    writeFileSync(out.path, randomBytes(5000));
    [puts, wrong] = [0, 9];
    const other = { ...out, to: computer().office };
    expect(await codeOf(sendFile(visitAs(from, bad), other, pace, always))).toBe('DISK_FAILED');
    expect(puts).toBe(1);
  });

  it('ends where a relay says that there is more and gives nothing', async () => {
    let asked = 0;
    const empty: RelayLine = (request) => {
      if (!request.path.startsWith('/v1/mailbox')) return plainLine(relay)(request);
      asked += 1;
      const body = encode({ v: 1, t: 0, acked: 0, more: true, l: [] });
      return Promise.resolve({ status: 200, headers: { 'hifadhi-relay': '1' }, body });
    };
    expect(await codeOf(listMailbox(visitAs(to, empty), pace, 0))).toBe('SYNC_RELAY_FAULT');
    expect(asked).toBe(1);
  });

  it('waits as long as it is asked, longer each time, and never all at once', () => {
    const at = (chance: number): number[] => [0, 1, 5, 30].map((n) => backOff(n, { random: () => chance }));
    expect([at(0), at(0.999)]).toEqual([
      [500, 1000, 16_000, 30_000],
      [1000, 1999, 31_984, 59_970],
    ]);
  });

  it.each<[string, Partial<RelayReply>, string]>([
    ['the sign-in page of a network', { status: 200, headers: { 'content-type': 'text/html' } }, 'SYNC_RELAY_PORTAL'],
    ['a way to such a page', { status: 302, headers: { location: 'http://portal/' } }, 'SYNC_RELAY_PORTAL'],
    ['a network that wants a sign-in', { status: 511 }, 'SYNC_RELAY_PORTAL'],
    ['a proxy that wants a password', { status: 407 }, 'SYNC_RELAY_PROXY'],
    ['a gateway without a relay behind', { status: 502, headers: { 'content-type': 'text/html' } }, 'SYNC_RELAY_BUSY'],
    ['a server that waited too long for the head', { status: 408 }, 'SYNC_RELAY_BUSY'],
    ['a relay that answers nonsense', { status: 200, headers: { 'hifadhi-relay': '1' } }, 'SYNC_RELAY_OTHER'],
    ['a relay that fails', { status: 500, headers: { 'hifadhi-relay': '1' } }, 'SYNC_RELAY_FAULT'],
  ])('says so when there is %s in place of an answer', async (_what, reply, code) => {
    const line: RelayLine = () => Promise.resolve({ status: 200, headers: {}, body: Buffer.from('<html>'), ...reply });
    expect(await codeOf(visitAs(from, line).logIn())).toBe(code);
  });

  it('says so when the relay is another, does not know the computer, or the office that a bundle is for', async () => {
    expect(await codeOf(visitAs(computer()).logIn())).toBe('SYNC_RELAY_NOT_PERMITTED');
    const other = {
      name: 'R',
      url: 'https://r.example.org',
      key: relayKeyOf(signingKey(randomBytes(32))),
      certificate: undefined,
    };
    if (!from) throw new Error('nobody');
    const fooled = new RelayVisit(plainLine(relay), other, { device: from.device, office: from.office, key: from.key });
    expect(await codeOf(fooled.logIn())).toBe('SYNC_RELAY_OTHER');
    const wrongOffice = { ...from, office: computer().office };
    expect(await codeOf(visitAs(wrongOffice).logIn())).toBe('SYNC_RELAY_OTHER');
    const out = { ...fileOf(randomBytes(50)), to: computer().office };
    expect(await codeOf(sendFile(visitAs(from), out, pace, always))).toBe('SYNC_RELAY_OFFICE_UNKNOWN');
  });
});
