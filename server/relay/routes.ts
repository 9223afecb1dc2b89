import type { IncomingMessage } from 'node:http';
import { isId16, isId32 } from '#core/ids.ts';
import { MESSAGE_TYPE, RELAY_LIMITS } from '#core/relay/relay-limits.ts';
import { toBytes } from '../../main/crypto/cbor.ts';
import {
  laneOf,
  putChunk,
  sendBundle,
  uploadStatus,
  withdrawUpload,
  type BundleRequest,
  type ChunkRequest,
} from './bundle-routes.ts';
import { backups, drop, kitKey } from './backup-routes.ts';
import { ack, mailbox, putTrust, standing, trust } from './mailbox-routes.ts';
import { Places, RateLimit } from './rate-limit.ts';
import { declaredLength, readBody } from './read-body.ts';
import { RelayRefusal, message, refused, retryAfter, type Answer } from './refusal.ts';
import type { RelayContext } from './relay-context.ts';
import { Sessions, type Caller } from './sessions.ts';
import { nothing } from './store/database.ts';
import type { DeviceRow } from './store/devices.ts';

/** What is known of a request for the log, filled in as it becomes known. */
export interface Seen {
  verb: string;
  device?: Uint8Array;
  bundle?: Uint8Array;
  bytes?: number;
}

const BUNDLE = /^\/v1\/bundles\/([A-Za-z0-9_-]{43})$/;
const COUNT = /^\d{1,15}$/;
const DIGEST = /^sha-256=:([A-Za-z0-9+/]{43}=):$/;

const nameOf = ({ id }: { readonly id: Uint8Array }): string => Buffer.from(id).toString('hex');
const bad = (): RelayRefusal => new RelayRefusal('RELAY_BAD_REQUEST');

/** A name in an address; below all names where it says none. */
function nameIn(text: string | null): Uint8Array {
  if (text === null) return new Uint8Array();
  if (!isId32(text)) throw bad();
  return toBytes(text);
}
function countIn(text: string | string[] | null | undefined, other?: number): number {
  if ((text === null || text === undefined) && other !== undefined) return other;
  if (typeof text !== 'string' || !COUNT.test(text)) throw bad();
  return Number(text);
}

/** The relay's addresses: docs/relay.md. Whatever is not asked exactly as written there is refused. */
export class Routes {
  readonly #context: RelayContext;
  readonly #sessions: Sessions;
  readonly #addresses: RateLimit;
  readonly #devices: RateLimit;
  readonly #kits: RateLimit;
  readonly #bodies: Places;
  readonly #downloads: Places;
  readonly #waiting: Places;

  constructor(context: RelayContext) {
    const { perSecond, bodies, downloads, ofDevice, waiting } = context.settings;
    this.#context = context;
    this.#sessions = new Sessions(context);
    this.#addresses = new RateLimit(perSecond.address);
    this.#devices = new RateLimit(perSecond.device);
    this.#kits = new RateLimit(perSecond.kit);
    this.#bodies = new Places(bodies, ofDevice);
    this.#downloads = new Places(downloads, ofDevice);
    this.#waiting = new Places(waiting);
  }

  async answer(request: IncomingMessage, seen: Seen): Promise<Answer> {
    const target = request.url ?? '';
    if (!URL.canParse(target, 'https://relay.invalid')) throw bad();
    const { pathname, searchParams } = new URL(target, 'https://relay.invalid');
    const method = request.method ?? '';
    const asked = `${method} ${pathname}`;
    if (asked === 'GET /v1/health') {
      seen.verb = 'health';
      // A relay that cannot reach its database is not well; the database's own limits say how long that may take to show.
      await this.#context.database.rows(nothing, 'select 1 as one');
      return message({ v: 1, t: this.#context.now() });
    }
    if (asked === 'POST /v1/auth/challenge' || asked === 'POST /v1/auth/session')
      return this.#login(request, asked, seen);
    seen.verb = method === '' ? 'none' : method.toLowerCase();
    const device = await this.#deviceOf(request, seen);
    if (asked === 'GET /v1/backups') {
      seen.verb = 'backups';
      return backups(this.#context, device, nameIn(searchParams.get('after')));
    }
    if (device.kit) return this.#restore(request, device, pathname, seen);
    switch (asked) {
      case 'GET /v1/mailbox':
        seen.verb = 'list';
        return this.#list(request, device, searchParams);
      case 'POST /v1/mailbox/ack':
        seen.verb = 'ack';
        return ack(this.#context, device, await this.#message(request));
      case 'GET /v1/trust':
        seen.verb = 'trust';
        return trust(this.#context, countIn(searchParams.get('since'), 0));
      case 'GET /v1/trust/standing':
        seen.verb = 'trust';
        return standing(this.#context);
      case 'PUT /v1/trust':
        seen.verb = 'put-trust';
        return this.#putTrust(request, device);
      case 'POST /v1/backups/drop':
        seen.verb = 'drop';
        return drop(this.#context, device, await this.#message(request));
      case 'POST /v1/backups/key':
        seen.verb = 'kit-key';
        return kitKey(this.#context, device, await this.#message(request));
      default:
        return this.#bundle(request, device, pathname, searchParams, seen);
    }
  }

  /** Who has no session yet is told apart by address, and may send nothing but a short message. */
  async #login(request: IncomingMessage, asked: string, seen: Seen): Promise<Answer> {
    seen.verb = asked.endsWith('session') ? 'login' : 'challenge';
    if (!this.#addresses.take(this.#addressOf(request), this.#context.now())) throw this.#slowDown();
    const bytes = await this.#message(request);
    const mayKit = (id: Uint8Array): void => {
      seen.verb = 'kit-login';
      seen.device = id;
      if (!this.#kits.take(nameOf({ id }), this.#context.now())) throw this.#slowDown();
    };
    const body = seen.verb === 'login' ? await this.#sessions.grant(bytes, mayKit) : this.#sessions.challenge(bytes);
    return { status: 200, headers: { 'content-type': MESSAGE_TYPE }, body };
  }

  /** Whoever holds the recovery kit fetches pieces of backups, and does nothing else. */
  #restore(request: IncomingMessage, caller: Caller, pathname: string, seen: Seen): Promise<Answer> {
    const name = BUNDLE.exec(pathname)?.[1];
    if (request.method !== 'GET' || name === undefined || !isId32(name)) throw new RelayRefusal('RELAY_NOT_PERMITTED');
    seen.verb = 'restore';
    seen.bundle = toBytes(name);
    return this.#fetch(request, caller, toBytes(name));
  }

  async #deviceOf(request: IncomingMessage, seen: Seen): Promise<Caller> {
    const device = await this.#sessions.deviceOf(request.headers.authorization);
    seen.device = device.id;
    if (!this.#devices.take(nameOf(device), this.#context.now())) throw this.#slowDown();
    return device;
  }

  #list(request: IncomingMessage, device: DeviceRow, query: URLSearchParams): Promise<Answer> {
    const limit = countIn(query.get('limit'), RELAY_LIMITS.page);
    if (limit < 1 || limit > RELAY_LIMITS.page) throw bad();
    const list = (wait: number): Promise<Answer> =>
      mailbox(this.#context, device, {
        after: countIn(query.get('after'), 0),
        limit,
        wait,
        wanted: () => !request.socket.destroyed,
      });
    const wait = Math.min(countIn(query.get('wait'), 0) * 1000, RELAY_LIMITS.wait);
    // When too many wait already, this one gets what there is now.
    return wait === 0
      ? list(0)
      : this.#waiting
          .hold(
            () => list(wait),
            () => undefined,
          )
          .then((answer) => answer ?? list(0));
  }

  async #bundle(
    request: IncomingMessage,
    device: Caller,
    pathname: string,
    query: URLSearchParams,
    seen: Seen,
  ): Promise<Answer> {
    const name = BUNDLE.exec(pathname)?.[1];
    if (name === undefined || !isId32(name)) throw new RelayRefusal('RELAY_NOT_FOUND');
    const sha256 = toBytes(name);
    seen.bundle = sha256;
    if (request.method === 'GET') return this.#fetch(request, device, sha256);
    const office = query.get('to') ?? '';
    if (!isId16(office)) throw bad();
    const about: BundleRequest = { sha256, to: toBytes(office) };
    if (request.method === 'HEAD') return uploadStatus(this.#context, device, about);
    if (request.method === 'DELETE') return withdrawUpload(this.#context, device, about);
    if (request.method !== 'PUT') throw new RelayRefusal('RELAY_WRONG_METHOD', { allow: 'GET, HEAD, PUT, DELETE' });
    return this.#put(request, device, about, query, seen);
  }

  #putTrust(request: IncomingMessage, device: DeviceRow): Promise<Answer> {
    return this.#bodies.hold(
      async () => putTrust(this.#context, await readBody(request, RELAY_LIMITS.trustObject)),
      () => this.#noPlace(),
      nameOf(device),
    );
  }

  async #put(
    request: IncomingMessage,
    device: DeviceRow,
    about: BundleRequest,
    query: URLSearchParams,
    seen: Seen,
  ): Promise<Answer> {
    const lane = laneOf(query.get('lane'));
    const digest = DIGEST.exec(String(request.headers['content-digest']))?.[1];
    const size = countIn(request.headers['upload-length']);
    const at = countIn(request.headers['upload-offset']);
    if (lane === undefined || digest === undefined || size === 0) throw bad();
    if (size > RELAY_LIMITS.bundle) throw new RelayRefusal('RELAY_TOO_LARGE');
    seen.bytes = declaredLength(request, RELAY_LIMITS.chunk);
    const asked: ChunkRequest = { ...about, lane, size, at, digest: Buffer.from(digest, 'base64') };
    return this.#bodies.hold(
      async () => putChunk(this.#context, device, asked, await readBody(request, RELAY_LIMITS.chunk)),
      () => this.#noPlace(),
      nameOf(device),
    );
  }

  /** Who reads slowly keeps a place until all is read; nobody can keep them all. */
  async #fetch(request: IncomingMessage, device: Caller, sha256: Uint8Array): Promise<Answer> {
    const over = this.#downloads.take(nameOf(device));
    if (!over) return this.#noPlace();
    try {
      return { ...(await sendBundle(this.#context, device, sha256, request.headers.range)), over };
    } catch (error) {
      over();
      throw error;
    }
  }
  #noPlace(): Answer {
    return refused('RELAY_BUSY', { ...retryAfter(5, this.#context.random), connection: 'close' });
  }

  #message(request: IncomingMessage): Promise<Buffer> {
    return readBody(request, RELAY_LIMITS.message);
  }
  #slowDown(): RelayRefusal {
    return new RelayRefusal('RELAY_SLOW_DOWN', retryAfter(2, this.#context.random));
  }

  /** The last address that the proxy in front has written; others before it anybody can write. */
  #addressOf(request: IncomingMessage): string {
    const forwarded = this.#context.settings.behindProxy ? request.headers['x-forwarded-for'] : undefined;
    const last = typeof forwarded === 'string' ? forwarded.split(',').at(-1)?.trim() : undefined;
    return last ?? request.socket.remoteAddress ?? '';
  }
}
