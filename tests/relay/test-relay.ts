import { createHash, randomBytes, type KeyObject } from 'node:crypto';
import { encode } from 'cborg';
import { readStrict } from '#core/exchange/strict-cbor.ts';
import type { DeviceId, OfficeId, ProgrammeId } from '#core/ids.ts';
import { mailboxShape, refusalShape, type MailboxPage } from '#core/relay/relay-messages.ts';
import { RELAY_MARK } from '#core/relay/relay-limits.ts';
import { publicBytes, signingKey } from '../../main/crypto/ed25519.ts';
import { newId } from '../../main/crypto/hashing.ts';
import { deviceIdOf, type OfficeCard } from '../../main/crypto/office-card.ts';
import {
  answerChallenge,
  askForChallenge,
  readChallenge,
  readGrant,
  relayKeyOf,
} from '../../main/crypto/relay-login.ts';
import {
  DEFAULT_SETTINGS,
  type AccessLine,
  type RelayContext,
  type RelaySettings,
} from '../../server/relay/relay-context.ts';
import { listenerOf, startListening, type Listening, type Patience } from '../../server/relay/relay-server.ts';
import { enrolCard } from '../../server/relay/store/devices.ts';
import type { RelayDatabase } from '../../server/relay/store/database.ts';
import type { DataPlace } from './databases.ts';

export const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
export const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
export const RELAY_SEED = Buffer.alloc(32, 7);

/** An office's computer, with nothing but its key. */
export interface Computer {
  readonly office: OfficeId;
  readonly device: DeviceId;
  readonly key: KeyObject;
  readonly card: OfficeCard;
}
export function computer(office: OfficeId = newId<OfficeId>(), seed: Uint8Array = randomBytes(32)): Computer {
  const key = signingKey(seed);
  const signing = new Uint8Array(publicBytes(key));
  const device = deviceIdOf(signing);
  const card: OfficeCard = {
    programme: newId<ProgrammeId>(),
    programmeName: 'Marabia',
    office,
    code: 'KSM',
    name: 'Kisimani',
    device,
    signingKey: signing,
    recipient: 'age1pq1',
    directoryVersion: 0,
  };
  return { office, device, key, card };
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  /** The code of a refusal. */
  readonly code: string | undefined;
}

/** A relay in this process, on a real socket and a real database, with a clock that stands until it is told. */
export class TestRelay {
  readonly key = signingKey(RELAY_SEED);
  readonly log: AccessLine[] = [];
  readonly place: DataPlace;
  time = Date.UTC(2026, 10, 26);
  settings: RelaySettings = { ...DEFAULT_SETTINGS, perSecond: { device: 100_000, address: 100_000, kit: 100_000 } };
  patience: Patience | undefined;
  pauses = 0;
  /** What happens while a request waits for something to arrive. */
  whileWaiting: () => Promise<void> = () => Promise.resolve();
  #database: RelayDatabase | undefined;
  #listening: Listening | undefined;

  constructor(place: DataPlace) {
    this.place = place;
  }

  get database(): RelayDatabase {
    if (!this.#database) throw new Error('the relay is not running');
    return this.#database;
  }
  get url(): string {
    return `http://127.0.0.1:${String(this.#listening?.port)}`;
  }
  get port(): number {
    return this.#listening?.port ?? 0;
  }

  context(database: RelayDatabase): RelayContext {
    return {
      database,
      key: this.key,
      settings: this.settings,
      now: () => this.time,
      random: () => 0.5,
      pause: async (ms) => {
        this.pauses += 1;
        this.time += ms;
        await this.whileWaiting();
      },
      log: (line) => this.log.push(line),
    };
  }

  async start(): Promise<this> {
    this.#database = await this.place.open();
    const listener = listenerOf(this.context(this.#database));
    this.#listening = await startListening(listener, { host: '127.0.0.1', port: 0 }, undefined, this.patience);
    return this;
  }
  async stop(): Promise<void> {
    await this.#listening?.stop();
    await this.#database?.close();
    this.#listening = undefined;
    this.#database = undefined;
  }
  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  async enrol(...computers: readonly Computer[]): Promise<void> {
    for (const { card } of computers) await enrolCard(this.database, card, Buffer.from('card'), this.time, true);
  }

  async ask(
    method: string,
    path: string,
    init: { headers?: Record<string, string>; body?: Uint8Array } = {},
  ): Promise<Reply> {
    const answer = await fetch(`${this.url}${path}`, {
      method,
      headers: { connection: 'close', ...init.headers },
      ...(init.body ? { body: new Uint8Array(init.body) } : {}),
    });
    const bytes = Buffer.from(await answer.arrayBuffer());
    if (answer.headers.get(RELAY_MARK.name) !== RELAY_MARK.value)
      throw new Error('an answer without the mark of a relay');
    return { status: answer.status, headers: answer.headers, bytes, code: readStrict(refusalShape, bytes)?.code };
  }

  /** Asks for a challenge and signs it; `login` may be sent or not. */
  async challenged(
    who: Computer,
  ): Promise<{ login: Buffer; challenge: NonNullable<ReturnType<typeof readChallenge>> }> {
    const asked = askForChallenge(who.device);
    const reply = await this.ask('POST', '/v1/auth/challenge', { body: asked.bytes });
    const challenge = readChallenge(reply.bytes, relayKeyOf(this.key), who.device, asked.clientNonce);
    if (!challenge) throw new Error(`no challenge: ${String(reply.code)}`);
    return { login: answerChallenge(challenge, who.key), challenge };
  }
  async login(who: Computer): Promise<Visitor> {
    const { login, challenge } = await this.challenged(who);
    const reply = await this.ask('POST', '/v1/auth/session', { body: login });
    const grant = readGrant(reply.bytes, challenge, who.office);
    if (!grant) throw new Error(`no session: ${String(reply.code)}`);
    return new Visitor(this, who, base64url(grant.tok));
  }
}

export interface Put {
  readonly to: OfficeId;
  readonly whole: Uint8Array;
  readonly from: number;
  readonly end: number;
  readonly lane?: number;
  readonly headers?: Record<string, string>;
}

/** A computer with a session, speaking the relay's words by hand. */
export class Visitor {
  readonly #relay: TestRelay;
  readonly who: Computer;
  readonly token: string;
  constructor(relay: TestRelay, who: Computer, token: string) {
    this.#relay = relay;
    this.who = who;
    this.token = token;
  }

  ask(method: string, path: string, headers: Record<string, string> = {}, body?: Uint8Array): Promise<Reply> {
    const all = { authorization: `Bearer ${this.token}`, ...headers };
    return this.#relay.ask(method, path, { headers: all, ...(body ? { body } : {}) });
  }
  put({ to, whole, from, end, lane = 1, headers = {} }: Put): Promise<Reply> {
    const chunk = whole.subarray(from, end);
    return this.ask(
      'PUT',
      `/v1/bundles/${base64url(sha256(whole))}?to=${to}&lane=${String(lane)}`,
      {
        'upload-offset': String(from),
        'upload-length': String(whole.length),
        'content-digest': `sha-256=:${sha256(chunk).toString('base64')}:`,
        ...headers,
      },
      chunk,
    );
  }
  putWhole(to: OfficeId, whole: Uint8Array): Promise<Reply> {
    return this.put({ to, whole, from: 0, end: whole.length });
  }
  head(to: OfficeId, whole: Uint8Array): Promise<Reply> {
    return this.ask('HEAD', `/v1/bundles/${base64url(sha256(whole))}?to=${to}`);
  }
  get(whole: Uint8Array, range?: string): Promise<Reply> {
    return this.ask('GET', `/v1/bundles/${base64url(sha256(whole))}`, range === undefined ? {} : { range });
  }
  async list(query = ''): Promise<MailboxPage> {
    const reply = await this.ask('GET', `/v1/mailbox${query}`);
    const page = readStrict(mailboxShape, reply.bytes);
    if (!page) throw new Error(`no list: ${String(reply.code)}`);
    return page;
  }
  ack(upto: number): Promise<Reply> {
    return this.ask('POST', '/v1/mailbox/ack', {}, encode({ v: 1, upto }));
  }
}
