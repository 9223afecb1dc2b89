import { createHmac, hkdfSync, randomBytes, timingSafeEqual, type KeyObject } from 'node:crypto';
import { RELAY_LIMITS } from '#core/relay/relay-limits.ts';
import { TOKEN_BYTES } from '#core/relay/relay-messages.ts';
import {
  CHALLENGE_TYPE,
  GRANT_TYPE,
  loginFits,
  readChallengeRequest,
  readLogin,
  relayKeyOf,
  sealMessage,
} from '../../main/crypto/relay-login.ts';
import { RelayRefusal } from './refusal.ts';
import type { RelayContext } from './relay-context.ts';
import { kitById, noteKitUse } from './store/backups.ts';
import type { Sql } from './store/database.ts';
import { deviceById, useNonce, type DeviceRow } from './store/devices.ts';

const MAC = 16;
const TIME = 6;
const NONCE_HEAD = 16;

/** Who has a session: a device, or whoever holds the recovery kit of an office and may fetch its backups only. */
export type Caller = Pick<DeviceRow, 'id' | 'office' | 'signing_key' | 'status'> & { readonly kit: boolean };

async function callerById(sql: Sql, id: Uint8Array): Promise<Caller | undefined> {
  const device = await deviceById(sql, id);
  if (device) return { ...device, kit: false };
  const kit = await kitById(sql, id);
  return kit && { id: kit.id, office: kit.office, signing_key: kit.signing_key, status: 'active', kit: true };
}

/**
 * Challenges and sessions of a relay. Neither is stored: both carry their last moment and a code that only who holds
 * the relay's key can make. So asking for challenges fills no memory, several processes answer for each other, and a
 * restart ends nobody's session. What is stored is each nonce that a device has answered: none counts twice.
 */
export class Sessions {
  readonly #context: RelayContext;
  readonly #relayKey: Uint8Array;
  readonly #secret: Buffer;

  constructor(context: RelayContext) {
    this.#context = context;
    this.#relayKey = relayKeyOf(context.key);
    this.#secret = secretOf(context.key);
  }

  /** Answers a device's question with a nonce and this relay's time, signed. RELAY_BAD_REQUEST. */
  challenge(bytes: Uint8Array): Uint8Array {
    const asked = readChallengeRequest(bytes);
    if (!asked) throw new RelayRefusal('RELAY_BAD_REQUEST');
    const { d, c } = asked;
    const t = this.#context.now();
    const head = Buffer.concat([time(t + RELAY_LIMITS.challenge), randomBytes(NONCE_HEAD - TIME)]);
    const n = new Uint8Array(Buffer.concat([head, this.#mac('nonce', head, d, c)]));
    return sealMessage(CHALLENGE_TYPE, { v: 1, k: this.#relayKey, d, c, n, t }, this.#context.key);
  }

  /**
   * A session for a device that signed a challenge of this relay. RELAY_CHALLENGE_OVER for one that is too old, made by
   * somebody else or answered before; RELAY_NOT_PERMITTED for a device that is not known or a signature that is not its
   * own, without saying which; RELAY_REVOKED. Who logs in with a recovery kit has to pass `mayKit`, and it is written down.
   */
  async grant(bytes: Uint8Array, mayKit: (id: Uint8Array) => void): Promise<Uint8Array> {
    const login = readLogin(bytes);
    if (!login) throw new RelayRefusal('RELAY_BAD_REQUEST');
    const { k, d, c, n } = login;
    const now = this.#context.now();
    const head = n.subarray(0, NONCE_HEAD);
    const ours = timingSafeEqual(this.#mac('nonce', head, d, c), n.subarray(NONCE_HEAD));
    const expires = readTime(n);
    if (!ours || Buffer.compare(k, this.#relayKey) !== 0 || expires <= now)
      throw new RelayRefusal('RELAY_CHALLENGE_OVER');
    const { database } = this.#context;
    const device = await callerById(database, d);
    if (!device || !loginFits(bytes, device.signing_key)) throw new RelayRefusal('RELAY_NOT_PERMITTED');
    if (device.status === 'revoked') throw new RelayRefusal('RELAY_REVOKED');
    if (!(await useNonce(database, n, expires))) throw new RelayRefusal('RELAY_CHALLENGE_OVER');
    if (device.kit) {
      mayKit(device.id);
      await noteKitUse(database, device.id, now);
    }
    const body = { v: 1, k, d, c, n, o: device.office, tok: this.#token(d, now), t: now, ttl: RELAY_LIMITS.session };
    return sealMessage(GRANT_TYPE, body, this.#context.key);
  }

  /** Whose session this is. RELAY_LOGIN_NEEDED, and RELAY_REVOKED from the moment that it was shut out. */
  async deviceOf(authorization: string | undefined): Promise<Caller> {
    const found = /^Bearer ([A-Za-z0-9_-]{64})$/.exec(authorization ?? '')?.[1];
    const token = Buffer.from(found ?? '', 'base64url');
    if (token.length !== TOKEN_BYTES) throw new RelayRefusal('RELAY_LOGIN_NEEDED');
    const body = token.subarray(0, TOKEN_BYTES - MAC);
    const ours = timingSafeEqual(this.#mac('token', body), token.subarray(TOKEN_BYTES - MAC));
    if (!ours || readTime(body.subarray(16)) <= this.#context.now()) throw new RelayRefusal('RELAY_LOGIN_NEEDED');
    const device = await callerById(this.#context.database, body.subarray(0, 16));
    if (!device) throw new RelayRefusal('RELAY_LOGIN_NEEDED');
    if (device.status === 'revoked') throw new RelayRefusal('RELAY_REVOKED');
    return device;
  }

  #token(device: Uint8Array, now: number): Uint8Array {
    const body = Buffer.concat([device, time(now + RELAY_LIMITS.session), randomBytes(TOKEN_BYTES - MAC - 16 - TIME)]);
    return new Uint8Array(Buffer.concat([body, this.#mac('token', body)]));
  }
  #mac(what: 'nonce' | 'token', ...parts: readonly Uint8Array[]): Buffer {
    const mac = createHmac('sha256', this.#secret).update(what);
    for (const part of parts) mac.update(part);
    return mac.digest().subarray(0, MAC);
  }
}

/** A secret of its own for what is not signed, the same in every process that holds the relay's key. */
const secretOf = (key: KeyObject): Buffer =>
  Buffer.from(hkdfSync('sha256', key.export({ format: 'der', type: 'pkcs8' }), '', 'hifadhi relay sessions v1', 32));

function time(ms: number): Buffer {
  const bytes = Buffer.alloc(TIME);
  bytes.writeUIntBE(ms, 0, TIME);
  return bytes;
}
const readTime = (bytes: Uint8Array): number => Buffer.from(bytes).readUIntBE(0, TIME);
