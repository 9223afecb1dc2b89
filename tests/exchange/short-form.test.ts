import { createPublicKey, randomBytes } from 'node:crypto';
import * as cborg from 'cborg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeviceId, OfficeId } from '#core/ids.ts';
import { Refusal } from '#core/result.ts';
import { AUDIT_HEAD_TYPE, headBytes, packedHead } from '../../main/crypto/audit-head.ts';
import { CAPS, SHORT_FORM, SHORT_MANIFEST_TYPE, type Manifest } from '../../main/crypto/bundle-format.ts';
import { openManifest, sealManifest, type BundleReader } from '../../main/crypto/bundle-manifest.ts';
import { sealBundle } from '../../main/crypto/bundle-write.ts';
import { idFrom } from '../../main/crypto/cbor.ts';
import { signBytes } from '../../main/crypto/ed25519.ts';
import { shortBody, shortEnvelope, signedShort } from '../../main/crypto/short-manifest.ts';
import { BundleBench, bytes16, newDevice, tally } from './bundle-maker.ts';

let bench: BundleBench;
beforeAll(async () => {
  const [a, b] = await Promise.all([newDevice(), newDevice()]);
  bench = new BundleBench(a, b);
});
afterAll(() => {
  bench.close();
});

const bytes = (length: number): Uint8Array<ArrayBuffer> => new Uint8Array(randomBytes(length));

/** The head of an audit trail of one of the two offices, as it travels. */
function head(of: 'a' | 'b', at: number): Uint8Array<ArrayBuffer> {
  const { id: device, office, key } = bench[of];
  const signed = { device, n: 81_234, hash: bytes(32), at };
  const officeId = idFrom<OfficeId>(office);
  return packedHead(officeId, { ...signed, signature: signBytes(AUDIT_HEAD_TYPE, headBytes(officeId, signed), key) });
}

/** What goes along with a single edit in a programme with an authority: a receipt and two heads. */
const usual = (header: Uint8Array, change: Partial<Manifest> = {}): Manifest => ({
  ...(bench.manifest(header) as unknown as Manifest),
  link_seq: 1234,
  prev: bytes(32),
  range: [123_456, 123_457],
  base_ack: 123_455,
  dir_version: 812,
  dir_hash: bytes(32),
  dir_root: 3,
  receipts: [head('a', 1_699_999_999_990), head('b', 1_699_000_000_000)],
  caps: [...CAPS],
  segs: [{ k: 'commits', zl: 302, raw: 500, h: bytes(32) }],
  short: { confirms: [{ of: deviceOf('b'), isFiles: false, bid: bytes16(), mh: bytes(16), pos: 123_456, q: 123_456 }] },
  ...change,
});
const deviceOf = (of: 'a' | 'b'): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(bench[of].id, 'base64url'));

/** Everything that a manifest can say. */
const full = (header: Uint8Array): Manifest =>
  usual(header, {
    to: [bench.b.office, bytes16()],
    trust: bytes(500),
    succ: [bytes(100)],
    state: bytes(300),
    certs: [bytes(200), bytes(0)],
    receipts: [bytes(90), head('a', 1), head('b', 2 ** 53 - 1), head('a', 1_800_000_000_000)],
    caps: ['hfdb1', 'later'],
    train: [bytes16(), 2, 3],
    segs: [1, 2].map(() => ({ k: 'chunk' as const, n: bytes(32), zl: 5, raw: 9, h: bytes(32) })),
    link: `${bench.a.id}>${idFrom(bench.b.office)}/files`,
    purpose: 'transfer',
    consent_ref: 'x',
    short: {
      confirms: [
        { of: bytes16(), isFiles: true, bid: bytes16(), mh: bytes(16), pos: 0 },
        { of: deviceOf('a'), isFiles: false, bid: bytes16(), mh: bytes(16), pos: 9, q: 1 },
      ],
    },
  });

type Made = { readonly header: Uint8Array; readonly envelope: Uint8Array };
function opened({ header, envelope }: Made, change: Partial<BundleReader> = {}): Manifest | string {
  try {
    return openManifest(envelope, header, bench.reader(change)).manifest;
  } catch (error) {
    // Anything else that a parser throws becomes a refusal where the file is read.
    return error instanceof Refusal ? error.error.code : 'thrown';
  }
}
function sealed(make: (header: Uint8Array) => Manifest) {
  const header = new Uint8Array(bench.header(SHORT_FORM));
  const manifest = make(header);
  return { header, manifest, ...sealManifest(manifest, header, bench.a.key) };
}
/** An envelope of a trusted sender around any body. */
function signed(body: Uint8Array, header: Uint8Array): Made {
  const around = signedShort({ header, from: deviceOf('a'), office: bench.a.office }, body);
  return { header, envelope: shortEnvelope(deviceOf('a'), signBytes(SHORT_MANIFEST_TYPE, around, bench.a.key), body) };
}

describe('a manifest in the short form', () => {
  it.each([
    ['with a single edit', usual],
    ['with everything in it', full],
  ])('says the same as the long one, %s', (_what, make) => {
    const { header, manifest, envelope, hash, ackKey } = sealed(make);
    const read = openManifest(envelope, header, bench.reader());
    expect(read.hash.equals(hash)).toBe(true);
    const same = { ...manifest, ack_key: ackKey };
    expect(Buffer.from(cborg.encode(read.manifest)).equals(cborg.encode(same))).toBe(true);
    expect(Buffer.compare(ackKey, manifest.ack_key)).not.toBe(0);
    const long = sealManifest({ ...manifest, short: undefined } as never, bench.header(), bench.a.key);
    expect(envelope.length).toBeLessThan(long.envelope.length);
  });

  it('is small enough for a single edit, in a large programme too', async () => {
    const header = bench.header(SHORT_FORM);
    const { v: _v, hdr: _hdr, segs: _segs, dir_version, dir_hash, dir_root, short, ...facts } = usual(header);
    if (!dir_hash || !dir_root) throw new Error('no directory');
    const bundle = await sealBundle({
      facts,
      short,
      directory: { version: dir_version, hash: new Uint8Array(dir_hash), root: dir_root },
      // As many bytes as the edit of the figure takes.
      segments: [randomBytes(297)],
      recipients: [bench.b.recipient],
      deviceKey: bench.a.key,
    });
    expect(bundle.bytes.length).toBeLessThan(2600);
  });

  it('is refused with any bit of it or of the public header changed', () => {
    const { header, envelope } = sealed(usual);
    const answers = new Set<unknown>();
    for (let bit = 0; bit < 8 * (header.length + envelope.length); bit += 1) {
      const both = Buffer.concat([header, envelope]);
      both[bit >> 3] = (both[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      // Another version or other marks in the header are refused before anything is decrypted.
      if (bit >> 3 < 10) continue;
      answers.add(opened({ header: both.subarray(0, header.length), envelope: both.subarray(header.length) }));
    }
    expect([...answers].sort()).toEqual(['SYNC_FORGED', 'SYNC_UNKNOWN_SENDER']);
    for (let length = 0; length < envelope.length; length += 1)
      expect(opened({ header, envelope: envelope.subarray(0, length) })).toMatch(/^SYNC_(FORGED|DAMAGED)$/u);
  }, 240_000);

  it('counts for its sender’s office, its reader and its programme alone', () => {
    const made = sealed(usual);
    const key = bench.reader().signer(bench.a.id)?.key;
    if (!key) throw new Error('no key');
    const other = idFrom<OfficeId>(bytes16());
    expect(opened(made, { signer: () => ({ office: other, key }) })).toBe('SYNC_FORGED');
    expect(opened(made, { signer: () => undefined })).toBe('SYNC_UNKNOWN_SENDER');
    expect(opened(made, { office: other })).toBe('SYNC_NOT_FOR_THIS_OFFICE');
    expect(opened(made, { programme: idFrom(bytes16()) })).toBe('SYNC_OTHER_PROGRAMME');
    // Signed as a manifest of the other form, or as anything else.
    const body = shortBody(made.manifest);
    const around = signedShort({ header: made.header, from: deviceOf('a'), office: bench.a.office }, body);
    const wrong = signBytes('application/vnd.hifadhi.manifest.v1+cbor', around, bench.a.key);
    expect(opened({ ...made, envelope: shortEnvelope(deviceOf('a'), wrong, body) })).toBe('SYNC_FORGED');
  });

  it('is another one when another computer of the office signs the same', () => {
    const { header, manifest, hash } = sealed((one) => usual(one, { receipts: [], short: { confirms: [] } }));
    const body = shortBody(manifest);
    const from = deviceOf('b');
    const signature = signBytes(
      SHORT_MANIFEST_TYPE,
      signedShort({ header, from, office: bench.a.office }, body),
      bench.b.key,
    );
    const signer = bench.reader().signer(bench.a.id);
    const key = createPublicKey(bench.b.key);
    const reader = bench.reader({ signer: () => signer && { ...signer, key } });
    const read = openManifest(shortEnvelope(from, signature, body), header, reader);
    expect(read.manifest.link_seq).toBe(1234);
    expect(read.hash.equals(hash)).toBe(false);
  });

  it('lets a computer that is not known yet prove itself with what it brings', () => {
    const made = sealed(full);
    const known = bench.reader().signer(bench.a.id);
    let brought: Pick<Manifest, 'trust' | 'succ'> | undefined;
    const vouched: BundleReader['vouched'] = (device: DeviceId, brings) => {
      brought = brings;
      return device === bench.a.id ? known : undefined;
    };
    expect(opened(made, { signer: () => undefined, vouched })).toMatchObject({ at: made.manifest.at });
    expect(brought).toMatchObject({ trust: made.manifest.trust, succ: made.manifest.succ });
  });

  it('has one spelling: a trusted sender who changes anything says something else or is refused', () => {
    for (const [make, step] of [
      [usual, 1],
      [full, 5],
    ] as const) {
      const { header, manifest } = sealed(make);
      const body = shortBody(manifest);
      let [read, refused] = [0, 0];
      for (let i = 0; i < body.length; i += step)
        for (const change of [1, 0x20, 0x80, 0xff]) {
          const copy = new Uint8Array(body);
          copy[i] = (copy[i] ?? 0) ^ change;
          const answer = opened(signed(copy, header));
          if (typeof answer === 'string') refused += 1;
          else {
            read += 1;
            expect(Buffer.compare(shortBody(answer), copy)).toBe(0);
          }
        }
      expect(read).toBeGreaterThan(500);
      expect(refused).toBeGreaterThan(100);
    }
  }, 240_000);

  /** The list in the body, and the map at its end. */
  const parts = (make = usual) => {
    const header = new Uint8Array(bench.header(SHORT_FORM));
    const list = cborg.decode(shortBody(make(header))) as unknown[];
    return { header, list, more: list.at(-1) as Record<string, unknown> };
  };
  /** What stands in the first entry of a list from a place on. */
  const behind = (list: unknown, from: number): unknown[] => ((list as unknown[][])[0] ?? []).slice(from);
  it.each<[string, (more: Record<string, unknown>, list: unknown[]) => unknown]>([
    ['a field that is not known', () => ({ y: 1 })],
    ['an empty list', () => ({ c: [] })],
    ['the usual purpose said', () => ({ p: ['sync', 'per-case-grant'] })],
    ['the usual capabilities said', () => ({ x: [...CAPS] })],
    ['a computer that nothing names', ({ e }) => ({ e: Buffer.concat([e as Uint8Array, bytes16()]) })],
    ['the signer among the computers', ({ e }) => ({ e: Buffer.concat([deviceOf('a'), e as Uint8Array]) })],
    ['a computer that is in no list', ({ r }) => ({ r: [[7, ...behind(r, 1)]] })],
    ['a computer just behind the list', ({ r }) => ({ r: [...(r as unknown[]), [2, ...behind(r, 1)]] })],
    ['a receipt on a third link', ({ r }) => ({ r: [[1, 2, ...behind(r, 2)]] })],
    ['a head that stands among the other words', () => ({ n: [head('a', 5)] })],
    ['a head of line 0', ({ h }) => ({ h: [[0, 0, 0, ...behind(h, 3)]] })],
    ['a head before 1970', ({ h }) => ({ h: [[0, 0, 1, bytes(32), 2 ** 52, ...behind(h, 5)]] })],
    ['a directory of version 0', ({ d }) => ({ d: [0, ...(d as unknown[]).slice(1)] })],
    ['a certificate that is far too long', () => ({ c: [bytes(4097)] })],
    ['a note that is far too long', () => ({ n: [bytes(4097)] })],
    ['too many receipts', ({ r }) => ({ r: Array<unknown>(65).fill((r as unknown[])[0]) })],
    ['an unknown purpose', () => ({ p: ['other', ''] })],
  ])('is refused with %s', (_what, change) => {
    const { header, list, more } = parts();
    const next = [...list.slice(0, -1), { ...more, ...(change(more, list) as object) }];
    expect(opened(signed(cborg.encode(list), header))).toMatchObject({ link_seq: 1234 });
    expect(opened(signed(cborg.encode(next), header))).toBe('SYNC_DAMAGED');
  });

  it('cannot declare more than a bundle may hold', () => {
    const { header, list } = parts();
    const declare = (segs: unknown[]) =>
      opened(signed(cborg.encode([...list.slice(0, 11), segs, list.at(-1)]), header));
    const huge = [4 * 1024 * 1024, 4 * 1024 * 1024, bytes(32)];
    expect(declare(Array<unknown>(2500).fill(huge))).toBe('SYNC_TOO_LARGE');
    expect(declare(Array<unknown>(5000).fill([1, 1, bytes(32)]))).toBe('SYNC_TOO_LARGE');
    expect(declare([[10 * 2 ** 30, 1, bytes(32)]])).toBe('SYNC_TOO_LARGE');
    expect(declare([[100, 200_000, bytes(32)]])).toBe('SYNC_TOO_LARGE');
    expect(
      declare([
        [1, 1, bytes(32)],
        [1, 1, bytes(32), bytes(32)],
      ]),
    ).toBe('SYNC_DAMAGED');
  });

  it('is refused before its parts are looked at when there are too many of them, from a stranger too', () => {
    const { header, list, more } = parts();
    const many = (length: number): unknown[] => Array<unknown>(length).fill(0);
    const declare = (segs: unknown, change: Record<string, unknown> = {}) => {
      const made = signed(cborg.encode([...list.slice(0, 11), segs, { ...more, ...change }]), header);
      return opened(made, { signer: () => undefined, vouched: () => undefined });
    };
    // Looking at each of them takes seconds, and then throws.
    expect(declare(many(900_000))).toBe('SYNC_TOO_LARGE');
    for (const name of ['c', 'n', 'u', 'x', 'r', 'h'])
      expect(declare([], { [name]: many(900_000) })).toBe('SYNC_UNKNOWN_SENDER');
  });

  it('is not written when it would say something else', () => {
    const write = (change: Partial<Manifest>) => () => sealed((header) => usual(header, change));
    expect(write({})).not.toThrow();
    expect(write({ link: 'a>b/data' })).toThrow(Refusal);
    expect(write({ from_office: bench.b.office })).not.toThrow();
    expect(write({ hdr: bytes(32) })).toThrow(Refusal);
    expect(write({ certs: [bytes(4097)] })).toThrow(Refusal);
  });
});

describe('a bundle in the short form', () => {
  it('reads back, and is refused cut, changed, or under the header of the other form', async () => {
    const bundle = await bench.seal({ short: { confirms: [] } });
    expect(bundle[8]).toBe(SHORT_FORM);
    expect(await bench.read(bundle)).toBe('read 4');
    const long = await bench.seal();
    const asOther = (one: Buffer): Buffer => {
      const copy = Buffer.from(one);
      copy[8] = (copy[8] ?? 0) ^ 3;
      return copy;
    };
    for (const one of [bundle, long]) expect(await bench.read(asOther(one))).toMatch(/^SYNC_(DAMAGED|FORGED)$/u);
    const foreign = await bench.encrypt(bench.header(SHORT_FORM), await bench.decrypt(bundle));
    expect(await bench.read(foreign)).toBe('SYNC_FORGED');
    const plain = await bench.decrypt(bundle);
    const places = Array.from({ length: 60 }, (_none, i) => i * 11).filter((at) => at < plain.length);
    const found = await tally(places, async (at) => {
      const copy = Buffer.from(plain);
      copy[at] = (copy[at] ?? 0) ^ 4;
      return bench.read(await bench.encrypt(bundle.subarray(0, 26), copy));
    });
    expect([...found.keys()].filter((answer) => !/^SYNC_[A-Z_]+$/u.test(answer))).toEqual([]);
    for (let length = 0; length < bundle.length; length += 97)
      expect(await bench.read(bundle.subarray(0, length))).toMatch(/^SYNC_/u);
  });
});
