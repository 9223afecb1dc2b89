import type { KeyObject } from 'node:crypto';
import { encode } from 'cborg';
import type { z } from 'zod';
import { readStrict } from '#core/exchange/strict-cbor.ts';
import type { DeviceId, OfficeId } from '#core/ids.ts';
import { RELAY_LIMITS, RELAY_MARK, type Lane, type RelayCode } from '#core/relay/relay-limits.ts';
import {
  ackedShape,
  backupsShape,
  droppedShape,
  mailboxShape,
  refusalShape,
  trustPageShape,
  trustStandingShape,
  type BackupPage,
  type MailboxPage,
  type TrustPage,
  type TrustStanding,
} from '#core/relay/relay-messages.ts';
import { Refusal } from '#core/result.ts';
import type { ErrorCode } from '#core/errors.ts';
import type { RelayCard } from '../../crypto/relay-card.ts';
import { answerChallenge, askForChallenge, readChallenge, readGrant } from '../../crypto/relay-login.ts';
import { sha256 } from '../../crypto/hashing.ts';
import type { RelayLine, RelayReply, RelayRequest } from './relay-line.ts';

/** Who visits the relay: this computer, or whoever holds a recovery kit and does not know yet which office it is of. */
export interface Visitor {
  readonly device: DeviceId;
  readonly office: OfficeId | undefined;
  readonly key: KeyObject;
}

/** How far an upload is. */
export interface Standing {
  readonly offset: number;
  readonly complete: boolean;
}
const NOTHING: Standing = { offset: 0, complete: false };

const MESSAGE = 64 * 1024;
/** Of the time that a session lasts: what is left of a quarter of an hour is as long as one request may take. */
const RENEWED_AFTER = 2 / 3;

/** Bodies of a page, one that alone is larger, and what is around them. */
const TRUST_PAGE = RELAY_LIMITS.trustPage + RELAY_LIMITS.trustObject + MESSAGE;

const MEANING: Readonly<Partial<Record<RelayCode, ErrorCode>>> = {
  RELAY_CHALLENGE_OVER: 'SYNC_RELAY_BUSY',
  RELAY_NOT_PERMITTED: 'SYNC_RELAY_NOT_PERMITTED',
  RELAY_REVOKED: 'SYNC_RELAY_REVOKED',
  RELAY_UNKNOWN_OFFICE: 'SYNC_RELAY_OFFICE_UNKNOWN',
  RELAY_QUOTA: 'SYNC_RELAY_FULL',
  RELAY_SLOW_DOWN: 'SYNC_RELAY_BUSY',
  RELAY_BUSY: 'SYNC_RELAY_BUSY',
};

const textOf = ({ headers }: RelayReply, name: string): string => {
  const value = headers[name];
  return typeof value === 'string' ? value : '';
};

/** Seconds that the relay asks to be left alone, within reason. */
function after(reply: RelayReply): { after?: number } {
  const text = textOf(reply, 'retry-after');
  return /^\d{1,5}$/.test(text) ? { after: Number(text) } : {};
}

/** What an answer means that does not carry the mark of a relay: something in between gave it. */
function stranger(reply: RelayReply): Refusal {
  if (reply.status === 407) return new Refusal('SYNC_RELAY_PROXY');
  // 408 is said by the server that a relay runs in, before the relay has seen anything of a request.
  if ([408, 502, 503, 504].includes(reply.status)) return new Refusal('SYNC_RELAY_BUSY', after(reply));
  return new Refusal('SYNC_RELAY_PORTAL', { status: reply.status });
}

/** One visit to a relay: logs in, again where the session is over, and turns every answer into a value or a `Refusal`. */
export class RelayVisit {
  readonly #line: RelayLine;
  readonly #card: RelayCard;
  readonly #who: Visitor;
  readonly #now: () => number;
  #token: string | undefined;
  /** By `#now`: from then on the session is begun anew before it is asked with. */
  #renewAt = 0;
  #signedTime = 0;

  /** @param now milliseconds, of which only differences count */
  constructor(line: RelayLine, card: RelayCard, who: Visitor, now: () => number = () => performance.now()) {
    this.#line = line;
    this.#card = card;
    this.#who = who;
    this.#now = now;
  }

  /** The time that the relay signed with the session in use. Milliseconds since 1970, UTC; 0 before the first. */
  get signedTime(): number {
    return this.#signedTime;
  }

  /** SYNC_RELAY_OTHER when whoever answers does not prove the key of the card: then nothing was signed for it. */
  async logIn(): Promise<void> {
    const { device, office, key } = this.#who;
    const begun = this.#now();
    const asked = askForChallenge(device);
    const first = await this.#send({
      method: 'POST',
      path: '/v1/auth/challenge',
      headers: {},
      body: asked.bytes,
      most: MESSAGE,
    });
    const challenge = readChallenge(this.#good(first).body, this.#card.key, device, asked.clientNonce);
    if (!challenge) throw new Refusal('SYNC_RELAY_OTHER', { at: 'challenge' });
    const body = answerChallenge(challenge, key);
    const second = await this.#send({ method: 'POST', path: '/v1/auth/session', headers: {}, body, most: MESSAGE });
    const grant = readGrant(this.#good(second).body, challenge, office);
    if (!grant) throw new Refusal('SYNC_RELAY_OTHER', { at: 'session' });
    this.#token = Buffer.from(grant.tok).toString('base64url');
    this.#signedTime = grant.t;
    this.#renewAt = begun + grant.ttl * RENEWED_AFTER;
  }

  async mailbox(after: number): Promise<MailboxPage> {
    return this.#message(mailboxShape, {
      method: 'GET',
      path: `/v1/mailbox?after=${String(after)}`,
      headers: {},
      most: MESSAGE,
    });
  }

  async acknowledge(upto: number): Promise<number> {
    const body = encode({ v: 1, upto });
    return (
      await this.#message(ackedShape, { method: 'POST', path: '/v1/mailbox/ack', headers: {}, body, most: MESSAGE })
    ).acked;
  }

  /** How far the relay is with the programme's list. Undefined for a relay that keeps none. */
  async trustStanding(): Promise<TrustStanding | undefined> {
    const path = '/v1/trust/standing';
    const reply = await this.#ask({ method: 'GET', path, headers: {}, most: MESSAGE });
    if (reply.status === 404) return undefined;
    const found = readStrict(trustStandingShape, this.#good(reply).body);
    if (found === undefined) throw new Refusal('SYNC_RELAY_FAULT', { at: path });
    return found;
  }

  /** What arrived there behind number `since`, a page of it. */
  trustPage(since: number): Promise<TrustPage> {
    const path = `/v1/trust?since=${String(since)}`;
    return this.#message(trustPageShape, { method: 'GET', path, headers: {}, most: TRUST_PAGE });
  }

  /** Brings a package of the programme. Undefined for a relay that serves another one. */
  async putTrust(body: Uint8Array): Promise<TrustStanding | undefined> {
    const path = '/v1/trust';
    const reply = await this.#ask({ method: 'PUT', path, headers: {}, body, most: MESSAGE });
    if (reply.status === 404 || this.#codeOf(reply) === 'RELAY_FOREIGN_TRUST') return undefined;
    const found = readStrict(trustStandingShape, this.#good(reply).body);
    if (found === undefined) throw new Refusal('SYNC_RELAY_FAULT', { at: path });
    return found;
  }

  /** What lies there of the office's backups behind this name. SYNC_RELAY_NO_BACKUPS for a relay that keeps none. */
  async backups(after: string): Promise<BackupPage> {
    const path = `/v1/backups?after=${after}`;
    const reply = await this.#ask({ method: 'GET', path, headers: {}, most: MESSAGE });
    if (reply.status === 404) throw new Refusal('SYNC_RELAY_NO_BACKUPS');
    const found = readStrict(backupsShape, this.#good(reply).body);
    if (found === undefined) throw new Refusal('SYNC_RELAY_FAULT', { at: '/v1/backups' });
    return found;
  }

  /** Drops pieces of this computer's backups; the others of it are kept for another while. */
  async dropBackups(names: readonly Uint8Array[]): Promise<void> {
    const body = encode({ v: 1, l: names });
    await this.#message(droppedShape, {
      method: 'POST',
      path: '/v1/backups/drop',
      headers: {},
      body,
      most: MESSAGE,
    });
  }

  /** Makes known with which key the backups may be fetched; undefined for none any more. SYNC_RELAY_NO_BACKUPS. */
  async putKitKey(key: Uint8Array | undefined): Promise<void> {
    const body = encode({ v: 1, k: key ?? new Uint8Array() });
    const path = '/v1/backups/key';
    const reply = await this.#ask({ method: 'POST', path, headers: {}, body, most: MESSAGE });
    if (reply.status === 404) throw new Refusal('SYNC_RELAY_NO_BACKUPS');
    this.#good(reply);
  }

  /** `length` bytes of a bundle from `from` on, or fewer at its end. Undefined when the relay has it no more. */
  async part(name: string, from: number, length: number): Promise<Uint8Array | undefined> {
    const range = `bytes=${String(from)}-${String(from + length - 1)}`;
    const reply = await this.#ask({
      method: 'GET',
      path: `/v1/bundles/${name}`,
      headers: { range },
      most: Math.max(length, MESSAGE),
    });
    if (reply.status === 404) return undefined;
    if (this.#good(reply).status !== 206) throw new Refusal('SYNC_RELAY_FAULT', { status: reply.status });
    return reply.body;
  }

  /** How far the relay has this bundle. */
  async standing(name: string, to: OfficeId): Promise<Standing> {
    const reply = await this.#ask({ method: 'HEAD', path: this.#path(name, to), headers: {}, most: 0 });
    if (reply.status === 404) return NOTHING;
    return standingOf(this.#good(reply));
  }

  /**
   * Sends a piece. `too-large`: something on the way takes smaller ones only. `wrong-hash`: the relay has all of it, it
   * is not what its name says, and nothing of it was kept.
   */
  async put(
    bundle: { readonly name: string; readonly to: OfficeId; readonly size: number; readonly lane: Lane },
    at: number,
    piece: Uint8Array,
  ): Promise<Standing | 'too-large' | 'wrong-hash'> {
    const reply = await this.#ask({
      method: 'PUT',
      path: `${this.#path(bundle.name, bundle.to)}&lane=${String(bundle.lane)}`,
      headers: {
        'upload-offset': String(at),
        'upload-length': String(bundle.size),
        'content-digest': `sha-256=:${sha256(piece).toString('base64')}:`,
      },
      body: piece,
      most: MESSAGE,
    });
    if (reply.status === 413) return 'too-large';
    if (this.#codeOf(reply) === 'RELAY_WRONG_HASH') return 'wrong-hash';
    // Damaged on the way, or ahead of what the relay has: what it says next is where to go on.
    if (reply.status === 409 || this.#codeOf(reply) === 'RELAY_DAMAGED_CHUNK')
      return this.standing(bundle.name, bundle.to);
    return standingOf(this.#good(reply));
  }

  /** Takes back what was not sent to the end. `arrived`: it was, and stays where it is. */
  async withdraw(name: string, to: OfficeId): Promise<'withdrawn' | 'arrived'> {
    const reply = await this.#ask({ method: 'DELETE', path: this.#path(name, to), headers: {}, most: MESSAGE });
    if (reply.status === 404) return 'withdrawn';
    return textOf(this.#good(reply), 'upload-complete') === '?1' ? 'arrived' : 'withdrawn';
  }

  #path(name: string, to: OfficeId): string {
    return `/v1/bundles/${name}?to=${to}`;
  }

  async #message<S extends z.ZodType>(shape: S, request: RelayRequest): Promise<z.infer<S>> {
    const found = readStrict(shape, this.#good(await this.#ask(request)).body);
    if (found === undefined) throw new Refusal('SYNC_RELAY_FAULT', { at: request.path.split('?')[0] ?? '' });
    return found;
  }

  /**
   * Asks with a session; one that is nearly over is begun anew first, so that no piece is brought in vain, and one that
   * the relay takes for over all the same is begun anew once.
   */
  async #ask(request: RelayRequest): Promise<RelayReply> {
    if (this.#token === undefined || this.#now() >= this.#renewAt) await this.logIn();
    const reply = await this.#send({ ...request, headers: { ...request.headers, ...this.#session() } });
    if (reply.status !== 401) return reply;
    await this.logIn();
    return this.#send({ ...request, headers: { ...request.headers, ...this.#session() } });
  }
  #session(): Record<string, string> {
    return { authorization: `Bearer ${this.#token ?? ''}` };
  }

  async #send(request: RelayRequest): Promise<RelayReply> {
    const reply = await this.#line(request);
    const marked = textOf(reply, RELAY_MARK.name) === RELAY_MARK.value;
    // A proxy that takes smaller pieces only says so in its own words.
    if (!marked && !(reply.status === 413 && request.method === 'PUT')) throw stranger(reply);
    return reply;
  }

  #codeOf(reply: RelayReply): RelayCode | undefined {
    return reply.status < 400 ? undefined : readStrict(refusalShape, reply.body)?.code;
  }
  #good(reply: RelayReply): RelayReply {
    if (reply.status < 400) return reply;
    const code = this.#codeOf(reply);
    throw new Refusal((code && MEANING[code]) ?? 'SYNC_RELAY_FAULT', { status: reply.status, ...after(reply) });
  }
}

function standingOf(reply: RelayReply): Standing {
  const offset = textOf(reply, 'upload-offset');
  if (!/^\d{1,15}$/.test(offset) || Number(offset) > RELAY_LIMITS.bundle)
    throw new Refusal('SYNC_RELAY_FAULT', { at: 'offset' });
  return { offset: Number(offset), complete: textOf(reply, 'upload-complete') === '?1' };
}
