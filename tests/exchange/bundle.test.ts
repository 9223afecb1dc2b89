import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import * as cborg from 'cborg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packSegment } from '../../main/crypto/bundle-segment.ts';
import { sha256 } from '../../main/crypto/hashing.ts';
import { BundleBench, bytes16, newDevice, someCommits, tally } from './bundle-maker.ts';

let bench: BundleBench;
let bundle: Buffer;

beforeAll(async () => {
  const [a, b] = await Promise.all([newDevice(), newDevice()]);
  bench = new BundleBench(a, b);
  bundle = await bench.seal();
});
afterAll(() => {
  bench.close();
});

const range = (length: number): number[] => Array.from({ length }, (_none, i) => i);
const refusedOnly = (found: Map<string, number>): string[] =>
  [...found.keys()].filter((answer) => !/^SYNC_[A-Z_]+$/.test(answer));
const seg = (packed: Uint8Array, raw: number): Record<string, unknown> => ({
  k: 'commits',
  zl: packed.length,
  raw,
  h: sha256(packed),
});

describe('a bundle', () => {
  it('reads back', async () => {
    expect(await bench.read(bundle)).toBe('read 4');
  });

  it('is refused with any byte changed', { timeout: 120_000 }, async () => {
    const found = await tally(range(bundle.length), (i) => {
      const copy = Buffer.from(bundle);
      copy[i] = (copy[i] ?? 0) ^ (1 << (i % 8));
      return bench.read(copy);
    });
    expect(refusedOnly(found)).toEqual([]);
    expect([...found.values()].reduce((sum, n) => sum + n, 0)).toBe(bundle.length);
  });

  it('is refused when cut anywhere', { timeout: 120_000 }, async () => {
    const found = await tally(range(bundle.length), (length) => bench.read(bundle.subarray(0, length)));
    expect(refusedOnly(found)).toEqual([]);
  });

  it('is refused with anything behind its end', async () => {
    const found = await tally([1, 2, 16, 1000, 70_000], (n) => bench.read(Buffer.concat([bundle, randomBytes(n)])));
    expect([...found]).toEqual([['SYNC_DAMAGED', 5]]);
    expect(await bench.read(Buffer.concat([bundle, bundle]))).toBe('SYNC_DAMAGED');
  });

  it.runIf(process.platform === 'linux')('leaves no file open when it is refused', async () => {
    const open = (): number => readdirSync('/proc/self/fd').length;
    const before = open();
    const other = bench.reader({ programme: 'AAAAAAAAAAAAAAAAAAAAAA' as never });
    await tally(range(40), () => bench.read(bundle, other));
    await tally(range(40), (i) => bench.read(bundle.subarray(0, 1500 + i)));
    expect(open()).toBeLessThanOrEqual(before + 2);
  });

  it('may compress as well as it likes: the receiver takes what the sender wrote', async () => {
    const segment = packSegment(someCommits(1, 2, bench.programme, 'a'.repeat(900_000)));
    expect(await bench.read(await bench.seal({ segments: [segment] }))).toBe('read 2');
  });
});

describe('who a bundle is from and for', () => {
  it('refuses other files and newer versions', async () => {
    const change = (at: number, value: number): Buffer => {
      const copy = Buffer.from(bundle);
      copy[at] = value;
      return copy;
    };
    expect(await bench.read(Buffer.alloc(0))).toBe('SYNC_NOT_A_BUNDLE');
    expect(await bench.read(Buffer.from('%PDF-1.7 and more than twenty-six bytes of it'))).toBe('SYNC_NOT_A_BUNDLE');
    // What a copy in text mode does to the line end of the magic.
    expect(await bench.read(Buffer.concat([bundle.subarray(0, 5), bundle.subarray(6)]))).toBe('SYNC_NOT_A_BUNDLE');
    expect(await bench.read(change(8, 3))).toBe('SYNC_NEWER_VERSION');
    expect(await bench.read(change(9, 1))).toBe('SYNC_NEWER_VERSION');
  });

  it('refuses a public header that was swapped', async () => {
    const swapped = await bench.encrypt(bench.header(), await bench.decrypt(bundle));
    expect(await bench.read(swapped)).toBe('SYNC_FORGED');
  });

  it('cannot be opened by another office, nor passed on to it under the sender’s name', async () => {
    const c = await newDevice();
    const asC = { identity: c.identity, office: Buffer.from(c.office).toString('base64url') as never };
    expect(await bench.read(bundle, asC)).toBe('SYNC_NOT_FOR_THIS_OFFICE');
    const forwarded = await bench.encrypt(bundle.subarray(0, 26), await bench.decrypt(bundle), c.recipient);
    expect(await bench.read(forwarded, asC)).toBe('SYNC_NOT_FOR_THIS_OFFICE');
  });

  it('refuses an unknown sender, a forged signature and one that speaks for another office', async () => {
    expect(await bench.read(bundle, { signer: () => undefined })).toBe('SYNC_UNKNOWN_SENDER');
    const header = bench.header();
    const body = cborg.encode(bench.manifest(header));
    const stranger = generateKeyPairSync('ed25519').privateKey;
    const forged = bench.plain(bench.envelope(body, stranger));
    expect(await bench.read(await bench.encrypt(header, forged))).toBe('SYNC_FORGED');
    const asCard = bench.plain(bench.envelope(body, bench.a.key, 'application/vnd.hifadhi.office-card.v1+cbor'));
    expect(await bench.read(await bench.encrypt(header, asCard))).toBe('SYNC_DAMAGED');
    expect(await bench.read(await bench.craft({ from: bytes16() }))).toBe('SYNC_FORGED');
    expect(await bench.read(await bench.craft({ from_office: bytes16() }))).toBe('SYNC_FORGED');
    expect(await bench.read(await bench.craft({ bid: bytes16() }))).toBe('SYNC_FORGED');
  });

  it('refuses another programme', async () => {
    expect(await bench.read(await bench.craft({ programme: bytes16() }))).toBe('SYNC_OTHER_PROGRAMME');
  });
});

describe('a sender who is trusted and means harm', () => {
  const zeros = Buffer.alloc(4 * 1024 * 1024);

  it('is believed by a manifest that is crafted rightly', async () => {
    expect(await bench.read(await bench.craft({}))).toBe('read 0');
  });

  it('cannot make the receiver inflate more than a little', async () => {
    const bomb = deflateRawSync(zeros);
    expect(await bench.read(await bench.craft({ segs: [seg(bomb, zeros.length)] }, bomb))).toBe('SYNC_TOO_LARGE');
    // Declared small: inflating stops there.
    expect(await bench.read(await bench.craft({ segs: [seg(bomb, 1000)] }, bomb))).toBe('SYNC_DAMAGED');
    expect(await bench.read(await bench.craft({ segs: [seg(bomb, 0)] }, bomb))).toBe('SYNC_DAMAGED');
    const short = deflateRawSync(Buffer.alloc(10));
    expect(await bench.read(await bench.craft({ segs: [seg(short, 11)] }, short))).toBe('SYNC_DAMAGED');
  });

  it('cannot declare ten gigabytes', async () => {
    const huge = { k: 'commits', zl: 4 * 1024 * 1024, raw: 4 * 1024 * 1024, h: Buffer.alloc(32) };
    expect(await bench.read(await bench.craft({ segs: Array(2500).fill(huge) }))).toBe('SYNC_TOO_LARGE');
    expect(await bench.read(await bench.craft({ segs: Array(5000).fill(huge) }))).toMatch(/^SYNC_(DAMAGED|TOO_LARGE)$/);
    expect(await bench.read(await bench.craft({ segs: [{ ...huge, zl: 10 * 2 ** 30 }] }))).toMatch(
      /^SYNC_(DAMAGED|TOO_LARGE)$/,
    );
    expect(await bench.read(await bench.craft({ segs: [{ ...huge, raw: 10 * 2 ** 30 }] }))).toMatch(
      /^SYNC_(DAMAGED|TOO_LARGE)$/,
    );
  });

  it('cannot send a segment that is no segment, or another than was signed', async () => {
    for (const raw of [Buffer.alloc(0), Buffer.from([0xff, 0xff]), randomBytes(500)]) {
      const packed = deflateRawSync(raw);
      const answer = await bench.read(await bench.craft({ segs: [seg(packed, raw.length)] }, packed));
      expect(answer).toMatch(/^SYNC_(DAMAGED|NEWER_VERSION)$/);
    }
    const whole = deflateRawSync(packSegment([]));
    const other = { ...seg(whole, 4), h: sha256(Buffer.from('x')) };
    expect(await bench.read(await bench.craft({ segs: [other] }, whole))).toBe('SYNC_DAMAGED');
    expect(await bench.read(await bench.craft({ segs: [seg(randomBytes(80), 80)] }, randomBytes(80)))).toBe(
      'SYNC_DAMAGED',
    );
  });

  it('cannot hide anything in the padding', async () => {
    const header = bench.header();
    const plain = bench.plain(bench.envelope(cborg.encode(bench.manifest(header))));
    const marked = Buffer.from(plain);
    marked[marked.length - 1] = 1;
    for (const content of [marked, Buffer.concat([plain, Buffer.alloc(1)]), plain.subarray(0, -1)])
      expect(await bench.read(await bench.encrypt(header, content))).toBe('SYNC_DAMAGED');
  });

  it.each<[string, Record<string, unknown>]>([
    ['another version', { v: 2 }],
    ['a field more', { extra: 1 }],
    ['a fraction for a number', { at: 1.5 }],
    ['a number below zero', { at: -1 }],
    ['a number too large', { at: 2 ** 53 }],
    ['an id that is too short', { ack_key: new Uint8Array(15) }],
    ['text for bytes', { ack_key: 'x'.repeat(16) }],
    ['nobody to receive it', { to: [] }],
    ['too many receivers', { to: Array.from({ length: 65 }, bytes16) }],
    ['an unknown purpose', { purpose: 'other' }],
    ['nothing for a link', { link: null }],
    ['an unknown kind of segment', { segs: [{ k: 'program', zl: 1, raw: 1, h: Buffer.alloc(32) }] }],
    ['a certificate that is far too long', { certs: [new Uint8Array(4097)] }],
    ['a receipt that is far too long', { receipts: [new Uint8Array(4097)] }],
  ])('is refused with %s in the manifest', async (_what, change) => {
    expect(await bench.read(await bench.craft(change))).toBe('SYNC_DAMAGED');
  });
});

describe('CBOR that two readers could understand differently', () => {
  const nested = (depth: number): Buffer => Buffer.concat([Buffer.alloc(depth, 0x81), Buffer.from([0])]);
  const header = (): Buffer => bench.header();

  it.each<[string, (good: Buffer) => Buffer]>([
    ['nothing', () => Buffer.alloc(0)],
    ['something behind the end', (good) => Buffer.concat([good, Buffer.from([0])])],
    [
      'a map without an end mark',
      (good) => Buffer.concat([Buffer.from([0xbf]), good.subarray(1), Buffer.from([0xff])]),
    ],
    ['a name twice', () => Buffer.from('a2617601617601', 'hex')],
    ['a number written longer than needed', () => Buffer.from('a161761801', 'hex')],
    ['undefined', () => Buffer.from('a16176f7', 'hex')],
    ['not a number', () => Buffer.from('a16176f97e00', 'hex')],
    ['a number of 64 bits', () => Buffer.from('a161761bffffffffffffffff', 'hex')],
    ['a tag', () => Buffer.from('c0a0', 'hex')],
    ['a list said to be endless', () => Buffer.from('9bffffffffffffffff', 'hex')],
    ['bytes said to be five gigabytes', () => Buffer.from('5b0000000140000000', 'hex')],
    ['lists in lists', () => nested(16)],
    ['lists in lists, a hundred thousand deep', () => nested(100_000)],
  ])('is refused as envelope and as manifest: %s', async (_what, make) => {
    const head = header();
    const body = Buffer.from(cborg.encode(bench.manifest(head)));
    const asManifest = bench.plain(bench.envelope(make(body)));
    const asEnvelope = bench.plain(make(bench.envelope(body)));
    for (const plain of [asManifest, asEnvelope])
      expect(await bench.read(await bench.encrypt(head, plain))).toBe('SYNC_DAMAGED');
  });

  it('refuses an envelope that is said to be longer than allowed, or than the file', async () => {
    const head = header();
    for (const length of [1024 * 1024 + 1, 0xffff_ffff, 5000]) {
      const plain = Buffer.alloc(100);
      plain.writeUInt32BE(length);
      expect(await bench.read(await bench.encrypt(head, plain))).toBe('SYNC_DAMAGED');
    }
  });

  it('never crashes and never believes what was changed inside the encryption', { timeout: 120_000 }, async () => {
    const plain = await bench.decrypt(bundle);
    let state = 20_260;
    const random = (below: number): number => {
      state = (state * 48271) % 0x7fffffff;
      return state % below;
    };
    const changed = range(500).map((i) => {
      const copy = Buffer.from(plain);
      for (let k = 0; k <= random(4); k += 1) {
        const at = random(i % 2 === 0 ? 64 : copy.length);
        copy[at] = (copy[at] ?? 0) ^ (1 + random(255));
      }
      return i % 3 === 0 ? copy.subarray(0, random(copy.length)) : copy;
    });
    const found = await tally(
      changed.filter((copy) => !copy.equals(plain)),
      async (copy) => bench.read(await bench.encrypt(bundle.subarray(0, 26), copy)),
    );
    expect(refusedOnly(found)).toEqual([]);
    expect([...found.values()].reduce((sum, n) => sum + n, 0)).toBeGreaterThan(480);
  });
});
