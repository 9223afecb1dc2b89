import { generateKeyPairSync } from 'node:crypto';
import { generateHybridIdentity, identityToRecipient } from 'age-encryption';
import { ed25519 } from '@noble/curves/ed25519.js';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import * as cborg from 'cborg';
import { beforeAll, describe, expect, it } from 'vitest';
import type { OfficeId, ProgrammeId, SessionId, UserId } from '#core/ids.ts';
import { publicBytes, signBytes, strictPublicKey } from '../../main/crypto/ed25519.ts';
import { newId, sha256 } from '../../main/crypto/hashing.ts';
import {
  CARD_LIMIT,
  CARD_TYPE,
  deviceIdOf,
  fingerprintOf,
  makeOfficeCard,
  readOfficeCard,
  type OfficeCard,
} from '../../main/crypto/office-card.ts';
import { makeSessionCertificate, readSessionCertificate } from '../../main/crypto/session-certificate.ts';
import { SMALL_ORDER } from '../builders/small-order.ts';

const newKey = () => generateKeyPairSync('ed25519').privateKey;
const device = newKey();
let facts: OfficeCard;
let card: Buffer;

beforeAll(async () => {
  facts = {
    programme: newId<ProgrammeId>(),
    programmeName: 'Marabia child protection',
    office: newId<OfficeId>(),
    code: 'KSM',
    name: 'Kisimani District Office',
    device: deviceIdOf(publicBytes(device)),
    signingKey: publicBytes(device),
    recipient: await identityToRecipient(await generateHybridIdentity()),
    directoryVersion: 0,
  };
  card = makeOfficeCard(facts, device);
});

/** The two layers of an object, with something else put into the inner one and signed anew. */
function change(bytes: Uint8Array, key = device, words: Readonly<Record<string, unknown>> = {}): Buffer {
  const { b } = cborg.decode(bytes) as { b: Uint8Array };
  const inner = cborg.encode({ ...(cborg.decode(b) as object), ...words });
  return Buffer.from(cborg.encode({ b: inner, s: signBytes(CARD_TYPE, inner, key) }));
}

describe('an office card', () => {
  it('says what was put in', () => {
    const read = readOfficeCard(card);
    expect(read.ok && { ...read.value, signingKey: Buffer.from(read.value.signingKey) }).toEqual(facts);
    expect(card.length).toBeLessThan(CARD_LIMIT);
  });

  it('is refused with any byte changed, cut anywhere, or with anything behind it', () => {
    for (let i = 0; i < card.length; i += 1) {
      const copy = Buffer.from(card);
      copy[i] = (copy[i] ?? 0) ^ (1 << (i % 8));
      for (const bytes of [copy, card.subarray(0, i)])
        expect(readOfficeCard(bytes), `byte ${String(i)}`).toMatchObject({
          ok: false,
          error: { code: 'SYNC_CARD_INVALID' },
        });
    }
    for (const more of [1, 100, CARD_LIMIT])
      expect(readOfficeCard(Buffer.concat([card, Buffer.alloc(more)])).ok).toBe(false);
  });

  it('is refused when another signs it, or under a device id that is not its key’s', () => {
    const other = newKey();
    expect(readOfficeCard(change(card)).ok).toBe(true);
    expect(readOfficeCard(change(card, other)).ok).toBe(false);
    expect(readOfficeCard(change(card, other, { k: new Uint8Array(publicBytes(other)) })).ok).toBe(false);
    expect(readOfficeCard(change(card, device, { d: new Uint8Array(16) })).ok).toBe(false);
  });

  it.each<[string, Record<string, unknown>]>([
    ['a newer version', { v: 2 }],
    ['more than a card says', { x: 1 }],
    ['no name', { n: '' }],
    ['a name without end', { n: 'x'.repeat(501) }],
    ['a code that could be a path', { c: '../A' }],
    ['an office id that is too short', { o: new Uint8Array(15) }],
    ['a recipient that is not post-quantum', { r: `age1${'q'.repeat(58)}` }],
  ])('is refused with %s, though it is signed', (_what, words) => {
    expect(readOfficeCard(change(card, device, words)).ok).toBe(false);
  });

  it('is refused under a key of small order, under which anybody can sign', () => {
    for (const weak of SMALL_ORDER) {
      expect(strictPublicKey(weak), weak.toString('hex')).toBeUndefined();
      const inner = { k: new Uint8Array(weak), d: new Uint8Array(sha256(weak).subarray(0, 16)) };
      expect(readOfficeCard(change(card, device, inner)).ok).toBe(false);
    }
    expect(strictPublicKey(Buffer.alloc(31))).toBeUndefined();
    expect(strictPublicKey(publicBytes(device))).toBeDefined();
    // Of mixed order: a good key with a point of order two added to it.
    const point = ed25519.Point.fromBytes(publicBytes(device));
    const twisted = point.add(ed25519.Point.fromBytes(SMALL_ORDER[2] ?? Buffer.alloc(0)));
    expect(strictPublicKey(twisted.toBytes())).toBeUndefined();
  });
});

describe('the words that two people compare', () => {
  it.each([
    ['', 'together mail awful cradle scrub apart', '65627316931297046610'],
    ['a card', 'sure heart series grief busy viable', '62849188831668195226'],
  ])('are worked out from the hash alone (%j)', (text, spoken, digits) => {
    const { words, groups } = fingerprintOf(Buffer.from(text));
    expect([words.join(' '), groups.join('')]).toEqual([spoken, digits]);
    // The same bits twice: as words of the list, and as a number.
    const bits = words.reduce((sum, word) => sum * 2048n + BigInt(wordlist.indexOf(word)), 0n);
    expect(bits.toString().padStart(20, '0')).toBe(digits);
    expect(bits).toBe(BigInt(`0x${sha256(Buffer.from(text)).toString('hex')}`) >> 190n);
  });

  it('are other words for other bytes', () => {
    const seen = new Set<string>();
    for (let i = 0; i < card.length; i += 1) {
      const copy = Buffer.from(card);
      copy[i] = (copy[i] ?? 0) ^ 1;
      seen.add(fingerprintOf(copy).words.join(' '));
    }
    expect(seen.size).toBe(card.length);
    expect(seen.has(fingerprintOf(card).words.join(' '))).toBe(false);
  });
});

describe('a session certificate', () => {
  const user = newKey();
  const session = newKey();
  const make = (keys: { userKey?: typeof user; deviceKey?: typeof user; sessionKey?: Uint8Array } = {}): Buffer =>
    makeSessionCertificate({
      session: newId<SessionId>(),
      user: newId<UserId>(),
      userName: 'Halima Osman',
      office: newId<OfficeId>(),
      device: deviceIdOf(publicBytes(device)),
      sessionKey: publicBytes(session),
      startDseq: 1,
      start: 1_700_000_000_000,
      userKey: user,
      deviceKey: device,
      ...keys,
    });
  const read = (bytes: Uint8Array) =>
    readSessionCertificate(bytes, (id) =>
      id === deviceIdOf(publicBytes(device)) ? strictPublicKey(publicBytes(device)) : undefined,
    );

  it('names the person, the computer and the key', () => {
    const found = read(make());
    expect(found).toMatchObject({ userName: 'Halima Osman', startDseq: 1, start: 1_700_000_000_000 });
    expect(found && Buffer.from(found.sessionKey).equals(publicBytes(session))).toBe(true);
    expect(found && Buffer.from(found.userKey).equals(publicBytes(user))).toBe(true);
  });

  it('is refused with any byte changed or cut anywhere', () => {
    const whole = make();
    for (let i = 0; i < whole.length; i += 1) {
      const copy = Buffer.from(whole);
      copy[i] = (copy[i] ?? 0) ^ (1 << (i % 8));
      expect(read(copy), `byte ${String(i)}`).toBeUndefined();
      expect(read(whole.subarray(0, i))).toBeUndefined();
    }
  });

  it('needs both signatures, a computer that is trusted, and a key that nobody can forge under', () => {
    expect(read(make({ deviceKey: newKey() }))).toBeUndefined();
    const stolen = cborg.decode(make()) as { b: Uint8Array; su: Uint8Array; sd: Uint8Array };
    expect(read(cborg.encode({ ...stolen, su: stolen.sd }))).toBeUndefined();
    expect(read(cborg.encode({ ...stolen, sd: stolen.su }))).toBeUndefined();
    expect(readSessionCertificate(make(), () => undefined)).toBeUndefined();
    for (const weak of SMALL_ORDER) expect(read(make({ sessionKey: weak }))).toBeUndefined();
  });
});
