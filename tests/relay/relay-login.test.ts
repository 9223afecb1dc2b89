import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encode } from 'cborg';
import { RELAY_LIMITS } from '#core/relay/relay-limits.ts';
import { toBytes } from '../../main/crypto/cbor.ts';
import { signingKey } from '../../main/crypto/ed25519.ts';
import {
  LOGIN_TYPE,
  answerChallenge,
  askForChallenge,
  readChallenge,
  readGrant,
  relayKeyOf,
  sealMessage,
} from '../../main/crypto/relay-login.ts';
import { makeCertificate } from '../../server/relay/self-made-certificate.ts';
import { startListening } from '../../server/relay/relay-server.ts';
import { Places } from '../../server/relay/rate-limit.ts';
import { revokeDevice } from '../../server/relay/store/devices.ts';
import { dataPlace, type DataPlace } from './databases.ts';
import { TestRelay, Visitor, base64url, computer, type Computer } from './test-relay.ts';

let place: DataPlace;
let relay: TestRelay;
let one: Computer;

beforeEach(async () => {
  place = await dataPlace('sqlite');
  relay = await new TestRelay(place).start();
  one = computer();
  await relay.enrol(one);
});
afterEach(async () => {
  await relay.stop();
  await place.remove();
});

const session = async (login: Uint8Array): Promise<string | undefined> =>
  (await relay.ask('POST', '/v1/auth/session', { body: login })).code;

describe('a login', () => {
  it('counts once, and not after a minute', async () => {
    const { login } = await relay.challenged(one);
    expect(await session(login)).toBeUndefined();
    expect(await session(login)).toBe('RELAY_CHALLENGE_OVER');
    const late = await relay.challenged(one);
    relay.time += RELAY_LIMITS.challenge;
    expect(await session(late.login)).toBe('RELAY_CHALLENGE_OVER');
  });

  it('counts once although two of them come together, and after a restart', async () => {
    const { login } = await relay.challenged(one);
    const codes = await Promise.all([session(login), session(login), session(login)]);
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    await relay.restart();
    expect(await session(login)).toBe('RELAY_CHALLENGE_OVER');
  });

  it('says the same of a device it does not know and of a signature that is not the device’s', async () => {
    const stranger = computer();
    expect(await session((await relay.challenged(stranger)).login)).toBe('RELAY_NOT_PERMITTED');
    const { challenge } = await relay.challenged(one);
    expect(await session(answerChallenge(challenge, stranger.key))).toBe('RELAY_NOT_PERMITTED');
  });

  it('needs a nonce that this relay made for this device', async () => {
    const { challenge } = await relay.challenged(one);
    const { k, d, c, n } = challenge;
    const signed = (body: object): Buffer => sealMessage(LOGIN_TYPE, body, one.key);
    const good = { v: 1, p: 'relay-login', k, d, c, n };
    const other = relayKeyOf(signingKey(randomBytes(32)));
    for (const wrong of [{ n: randomBytes(32) }, { c: randomBytes(32) }, { k: other }])
      expect(await session(signed({ ...good, ...wrong }))).toBe('RELAY_CHALLENGE_OVER');
    for (const wrong of [{ p: 'something else' }, { v: 2 }, { extra: 1 }, { d: randomBytes(15) }])
      expect(await session(signed({ ...good, ...wrong }))).toBe('RELAY_BAD_REQUEST');
    expect(await session(sealMessage('application/vnd.hifadhi.receipt.v1+cbor', good, one.key))).toBe(
      'RELAY_NOT_PERMITTED',
    );
    expect(await session(signed(good))).toBeUndefined();
  });

  it('is not signed for anybody but the relay of the card', async () => {
    const asked = askForChallenge(one.device);
    const { bytes } = await relay.ask('POST', '/v1/auth/challenge', { body: asked.bytes });
    const [key, nonce] = [relayKeyOf(relay.key), asked.clientNonce];
    expect(readChallenge(bytes, key, one.device, nonce)).toBeDefined();
    expect(readChallenge(bytes, relayKeyOf(signingKey(randomBytes(32))), one.device, nonce)).toBeUndefined();
    expect(readChallenge(bytes, key, computer().device, nonce)).toBeUndefined();
    expect(readChallenge(bytes, key, one.device, randomBytes(32))).toBeUndefined();
    // The identity point: under it Node alone would take a signature of zeros for good.
    expect(readChallenge(bytes, new Uint8Array(32).fill(1, 0, 1), one.device, nonce)).toBeUndefined();
  });

  it('is answered by a session that names the office, and no other answer is taken', async () => {
    const { login, challenge } = await relay.challenged(one);
    const { bytes } = await relay.ask('POST', '/v1/auth/session', { body: login });
    expect(readGrant(bytes, challenge, one.office)?.t).toBe(relay.time);
    expect(readGrant(bytes, challenge, computer().office)).toBeUndefined();
    const { challenge: later } = await relay.challenged(one);
    expect(readGrant(bytes, later, one.office)).toBeUndefined();
  });
});

describe('a session', () => {
  const code = async (token: string): Promise<string | undefined> =>
    (await new Visitor(relay, one, token).ask('GET', '/v1/mailbox')).code;

  it('ends after a quarter of an hour, and no byte of it can be changed', async () => {
    const { token } = await relay.login(one);
    expect(await code(token)).toBeUndefined();
    const bytes = Buffer.from(token, 'base64url');
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(await code(base64url(changed))).toBe('RELAY_LOGIN_NEEDED');
    }
    relay.time += RELAY_LIMITS.session;
    expect(await code(token)).toBe('RELAY_LOGIN_NEEDED');
    expect(await code('')).toBe('RELAY_LOGIN_NEEDED');
  });

  it('ends at once when the device is shut out, and there is no new one', async () => {
    const visitor = await relay.login(one);
    await revokeDevice(relay.database, toBytes(one.device), relay.time);
    expect(await code(visitor.token)).toBe('RELAY_REVOKED');
    expect((await visitor.putWhole(one.office, randomBytes(10))).code).toBe('RELAY_REVOKED');
    expect(await session((await relay.challenged(one)).login)).toBe('RELAY_REVOKED');
  });
});

describe('what nobody asked for', () => {
  const raw = async (text: string): Promise<string> => {
    const socket = connect(relay.port, '127.0.0.1');
    socket.write(text);
    return said(socket);
  };
  /** Everything that the relay says until it hangs up. */
  async function said(socket: Socket): Promise<string> {
    const parts: Buffer[] = [];
    socket.on('data', (part: Buffer) => parts.push(part));
    socket.on('error', () => undefined);
    await once(socket, 'close');
    return Buffer.concat(parts).toString('latin1');
  }

  it('is refused with a code, whatever it is', async () => {
    const visitor = await relay.login(one);
    const codes = [];
    for (const [method, path] of [
      ['GET', '/'],
      ['GET', '/v1/mailbox?limit=0'],
      ['GET', '/v1/mailbox?limit=201'],
      ['GET', '/v1/mailbox?after=-1'],
      ['POST', `/v1/bundles/${'A'.repeat(43)}?to=${one.office}`],
      ['HEAD', `/v1/bundles/${'A'.repeat(43)}?to=x`],
      ['GET', `/v1/bundles/${'A'.repeat(42)}`],
      ['GET', `/v1/bundles/..%2F..%2Frelay.key`],
    ] as const)
      codes.push((await visitor.ask(method, path)).status);
    expect(codes).toEqual([404, 400, 400, 400, 405, 400, 404, 404]);
    expect((await visitor.ask('POST', '/v1/mailbox/ack', {}, encode({ v: 1, upto: 1.5 }))).code).toBe(
      'RELAY_BAD_REQUEST',
    );
  });

  it('is refused unread when it is too large, of no length, or packed', async () => {
    const visitor = await relay.login(one);
    const head = (more: string): string => `POST /v1/auth/challenge HTTP/1.1\r\nHost: r\r\n${more}\r\n\r\n`;
    expect(await raw(head('Content-Length: 99999999999'))).toContain('413');
    expect(await raw(head('Transfer-Encoding: chunked'))).toContain('411');
    expect(await raw(head('Content-Length: 10\r\nContent-Encoding: gzip'))).toContain('415');
    expect(await raw(`GET / HTTP/1.1\r\nHost: r\r\nX: ${'x'.repeat(9000)}\r\n\r\n`)).toContain('431');
    const large = randomBytes(RELAY_LIMITS.chunk + 1);
    const reply = visitor.putWhole(one.office, large).then(
      (answer) => answer.code,
      // The relay hangs up while the body is still on its way: whichever is seen first.
      () => 'RELAY_TOO_LARGE',
    );
    expect(await reply).toBe('RELAY_TOO_LARGE');
  });

  it('loses its line when it dawdles', async () => {
    await relay.stop();
    relay.patience = { head: 150, request: 300, silence: 200, look: 20 };
    await relay.start();
    expect(await raw('GET /v1/health HTTP/1.1\r\nHost: r\r\nX-Slow: ')).not.toContain('200 OK');
    const body = 'POST /v1/auth/challenge HTTP/1.1\r\nHost: r\r\nContent-Length: 100\r\n\r\nabc';
    expect(await raw(body)).not.toContain('200 OK');
    expect(await raw('')).not.toContain('200 OK');
    const trickle = connect(relay.port, '127.0.0.1');
    trickle.write('POST /v1/auth/challenge HTTP/1.1\r\nHost: r\r\nContent-Length: 100000\r\n\r\n');
    expect(await said(trickle)).toContain('413');
  });

  it('is slowed down: by address before a login, by device after', async () => {
    await relay.stop();
    relay.settings = { ...relay.settings, perSecond: { device: 2, address: 2, kit: 2 } };
    await relay.start();
    const visitor = await relay.login(one);
    const statuses = [];
    for (let i = 0; i < 10; i++) statuses.push((await visitor.ask('GET', '/v1/mailbox')).status);
    expect(statuses).toEqual([...Array<number>(8).fill(200), 429, 429]);
    const refused = await visitor.ask('GET', '/v1/mailbox');
    expect([refused.code, Number(refused.headers.get('retry-after'))]).toEqual(['RELAY_SLOW_DOWN', 3]);
    const asks = [];
    for (let i = 0; i < 8; i++)
      asks.push((await relay.ask('POST', '/v1/auth/challenge', { body: askForChallenge(one.device).bytes })).status);
    expect(asks.filter((status) => status === 429)).toHaveLength(2);
    relay.time += 1000;
    expect((await visitor.ask('GET', '/v1/mailbox')).status).toBe(200);
  });

  it('keeps places for others, however many one computer takes up', async () => {
    await relay.stop();
    relay.settings = { ...relay.settings, ofDevice: 0 };
    await relay.start();
    const visitor = await relay.login(one);
    const whole = randomBytes(50);
    const [put, get] = [await visitor.putWhole(one.office, whole), await visitor.get(whole)];
    expect([put.code, get.code]).toEqual(['RELAY_BUSY', 'RELAY_BUSY']);
    await relay.stop();
    relay.settings = { ...relay.settings, ofDevice: 1 };
    await relay.start();
    expect((await visitor.putWhole(one.office, whole)).status).toBe(201);
    // A place is free again as soon as all was read.
    for (let i = 0; i < 3; i++) expect((await visitor.get(whole)).status).toBe(200);
    const places = new Places(3, 2);
    const [first] = [places.take('a'), places.take('a')];
    expect([places.take('a'), typeof places.take('b'), places.take('c')]).toEqual([undefined, 'function', undefined]);
    first?.();
    first?.();
    expect([typeof places.take('a'), places.take('a')]).toEqual(['function', undefined]);
  });

  it('gets no more connections from one address than are its share', async () => {
    const { cert, key } = makeCertificate(['127.0.0.1']);
    const patience = { head: 20_000, request: 20_000, silence: 20_000, look: 20_000, each: 1 };
    const nobody = (): void => undefined;
    const listening = await startListening(nobody, { host: '127.0.0.1', port: 0 }, { cert, key }, patience);
    const first = connect(listening.port, '127.0.0.1');
    await once(first, 'connect');
    const second = connect(listening.port, '127.0.0.1');
    second.on('error', nobody);
    await once(second, 'close');
    first.destroy();
    await listening.stop();
  });

  it('finds no place while too many bodies are being read', async () => {
    await relay.stop();
    relay.settings = { ...relay.settings, bodies: 0 };
    await relay.start();
    const visitor = await relay.login(one);
    const reply = await visitor.putWhole(one.office, randomBytes(10));
    expect([reply.code, reply.headers.get('retry-after')]).toEqual(['RELAY_BUSY', '7']);
  });
});
