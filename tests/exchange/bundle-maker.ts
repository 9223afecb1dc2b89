import { generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Decrypter, Encrypter, generateHybridIdentity, identityToRecipient } from 'age-encryption';
import * as cborg from 'cborg';
import { encodeHead, encodeOps, type CommitHead } from '#core/exchange/commit.ts';
import { padme } from '#core/exchange/padding.ts';
import type { CommitId, DeviceId, OfficeId, ProgrammeId, SessionId, StreamId } from '#core/ids.ts';
import { Refusal } from '#core/result.ts';
import { HEADER_BYTES, LONG_FORM, MAGIC, MANIFEST_TYPE } from '../../main/crypto/bundle-format.ts';
import { checkBundle, readSegments, type BundleReader } from '../../main/crypto/bundle-read.ts';
import { packSegment, type PackedCommit } from '../../main/crypto/bundle-segment.ts';
import { sealBundle, type BundleParts } from '../../main/crypto/bundle-write.ts';
import { idFrom } from '../../main/crypto/cbor.ts';
import { publicBytes, signBytes, strictPublicKey } from '../../main/crypto/ed25519.ts';
import { sha256 } from '../../main/crypto/hashing.ts';
import { deviceIdOf } from '../../main/crypto/office-card.ts';

export const bytes16 = (): Uint8Array<ArrayBuffer> => new Uint8Array(randomBytes(16));
export const id = <T extends string>(): T => randomBytes(16).toString('base64url') as T;

export interface TestDevice {
  readonly key: KeyObject;
  readonly id: DeviceId;
  readonly office: Uint8Array<ArrayBuffer>;
  readonly identity: string;
  readonly recipient: string;
}

export async function newDevice(): Promise<TestDevice> {
  const key = generateKeyPairSync('ed25519').privateKey;
  const identity = await generateHybridIdentity();
  return {
    key,
    id: deviceIdOf(publicBytes(key)),
    office: bytes16(),
    identity,
    recipient: await identityToRecipient(identity),
  };
}

/** Commits of a few streams, chained, two and two under one signature: what a small real bundle holds. */
export function someCommits(streams: number, each: number, programme: Uint8Array, text = 'x'): PackedCommit[] {
  const key = generateKeyPairSync('ed25519').privateKey;
  const device = id<DeviceId>();
  const session = id<SessionId>();
  const unsigned: { head: Buffer; payload: Buffer; id: Buffer }[] = [];
  for (let s = 0; s < streams; s += 1) {
    const stream = id<StreamId>();
    let prev: CommitId | undefined;
    for (let q = 1; q <= each; q += 1) {
      const payload = Buffer.concat([
        randomBytes(16),
        Buffer.from(encodeOps([['set', 'case', 'case', 'notes', `${text}${String(q)}`, []]])),
      ]);
      const head: CommitHead = {
        programme: idFrom<ProgrammeId>(programme),
        stream,
        device,
        sseq: q,
        prev,
        context: {},
        wall: 1_700_000_000_000 + q,
        counter: 0,
        suspect: false,
        session,
        dseq: s * each + q,
        form: ['full', 1],
        payload: sha256(payload).toString('base64url'),
      };
      const bytes = Buffer.from(encodeHead(head));
      prev = sha256(bytes).toString('base64url') as CommitId;
      unsigned.push({ head: bytes, payload, id: sha256(bytes) });
    }
  }
  return unsigned.map(({ head, payload }, i) => {
    const first = i - (i % 2);
    const list = Buffer.concat(unsigned.slice(first, first + 2).map((commit) => commit.id));
    return { head, payload, list, sig: signBytes('application/vnd.hifadhi.commit-list.v1', list, key) };
  });
}

/** A sender, a receiver, and everything a bundle between them says. */
export class BundleBench {
  readonly a: TestDevice;
  readonly b: TestDevice;
  readonly programme = bytes16();
  readonly dir = mkdtempSync(join(tmpdir(), 'hifadhi-bundle-'));
  #files = 0;

  constructor(a: TestDevice, b: TestDevice) {
    this.a = a;
    this.b = b;
  }

  facts(change: Partial<BundleParts['facts']> = {}): BundleParts['facts'] {
    const bid = bytes16();
    return {
      bid,
      programme: this.programme,
      from: new Uint8Array(Buffer.from(this.a.id, 'base64url')),
      from_office: this.a.office,
      to: [this.b.office],
      link: `${this.a.id}>${idFrom(this.b.office)}/data`,
      link_seq: 1,
      prev: new Uint8Array(32),
      range: [1, 4],
      base_ack: 0,
      certs: [],
      receipts: [],
      caps: ['hfdb1', 'deflate'],
      ack_key: bytes16(),
      train: [bid, 1, 1],
      purpose: 'sync',
      consent_ref: 'per-case-grant',
      at: 1_700_000_000_000,
      cases: 1,
      commits: 4,
      writer: '0.1.0',
      ...change,
    };
  }

  async seal(change: Partial<Parameters<typeof sealBundle>[0]> = {}): Promise<Buffer> {
    const sealed = await sealBundle({
      facts: this.facts(),
      segments: [packSegment(someCommits(2, 2, this.programme))],
      recipients: [this.b.recipient],
      deviceKey: this.a.key,
      ...change,
    });
    return sealed.bytes;
  }

  /** A manifest with the words of a real one, as CBOR values; `change` may put anything in. */
  manifest(header: Uint8Array, change: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
    return { v: 1, ...this.facts(), bid: header.slice(10), hdr: sha256(header), dir_version: 0, segs: [], ...change };
  }

  header(form = LONG_FORM): Buffer {
    return Buffer.concat([MAGIC, Buffer.from([form, 0]), randomBytes(16)]);
  }

  envelope(body: Uint8Array, key: KeyObject = this.a.key, type = MANIFEST_TYPE): Buffer {
    const k = new Uint8Array(Buffer.from(this.a.id, 'base64url'));
    return Buffer.from(cborg.encode({ pt: type, p: body, s: [{ k, g: signBytes(type, body, key) }] }));
  }

  plain(envelope: Uint8Array, rest: Uint8Array = Buffer.alloc(0)): Buffer {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(envelope.length);
    const content = Buffer.concat([length, envelope, rest]);
    return Buffer.concat([content, Buffer.alloc(padme(content.length) - content.length)]);
  }

  async encrypt(header: Uint8Array, plain: Uint8Array, recipient = this.b.recipient): Promise<Buffer> {
    const encrypter = new Encrypter();
    encrypter.addRecipient(recipient);
    return Buffer.concat([header, await encrypter.encrypt(plain)]);
  }

  /** A bundle of a trusted sender who puts anything in the manifest and behind it. */
  async craft(change: Readonly<Record<string, unknown>>, rest: Uint8Array = Buffer.alloc(0)): Promise<Buffer> {
    const header = this.header();
    const body = cborg.encode(this.manifest(header, change));
    return this.encrypt(header, this.plain(this.envelope(body), rest));
  }

  async decrypt(bundle: Buffer): Promise<Buffer> {
    const decrypter = new Decrypter();
    decrypter.addIdentity(this.b.identity);
    return Buffer.from(await decrypter.decrypt(bundle.subarray(HEADER_BYTES)));
  }

  reader(change: Partial<BundleReader> = {}): BundleReader {
    const key = strictPublicKey(publicBytes(this.a.key));
    if (!key) throw new Error('the test key is no key');
    return {
      identities: [this.b.identity],
      office: idFrom<OfficeId>(this.b.office),
      programme: idFrom<ProgrammeId>(this.programme),
      signer: (device) => (device === this.a.id ? { office: idFrom<OfficeId>(this.a.office), key } : undefined),
      ...change,
    };
  }

  /** What reading these bytes to the very end gives: the number of commits, or why not. */
  async read(bytes: Uint8Array, change: Partial<BundleReader> = {}): Promise<string> {
    this.#files += 1;
    const path = join(this.dir, String(this.#files));
    writeFileSync(path, bytes);
    try {
      const reader = this.reader(change);
      const checked = await checkBundle(path, reader);
      let commits = 0;
      for await (const segment of readSegments(checked, reader, 0)) commits += segment.length;
      return `read ${String(commits)}`;
    } catch (error) {
      if (!(error instanceof Refusal)) return `crash ${String(error)}`;
      return error.error.code;
    } finally {
      rmSync(path, { force: true });
    }
  }

  close(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** Runs `work` on all items, several at a time, and counts its answers. */
export async function tally<T>(items: Iterable<T>, work: (item: T) => Promise<string>): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  const queue = items[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (let next = queue.next(); next.done !== true; next = queue.next()) {
      const answer = await work(next.value);
      found.set(answer, (found.get(answer) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  return found;
}
