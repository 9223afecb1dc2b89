import type { KeyObject } from 'node:crypto';
import { Encrypter } from 'age-encryption';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import * as cborg from 'cborg';
import { z } from 'zod';
import type { DeviceId, OfficeId, ProgrammeId } from '#core/ids.ts';
import { fail, ok, type Result } from '#core/result.ts';
import { STRICT_CBOR, bytes16, bytes32, bytes64, idFrom, toBytes } from './cbor.ts';
import { fits, signBytes, strictPublicKey } from './ed25519.ts';
import { sha256 } from './hashing.ts';

/** An age recipient as it stands in a signed object, hybrid post-quantum; `isRecipient` says whether it is one. */
export const recipientText = z.string().regex(/^age1pq1[0-9a-z]{1000,4000}$/);

/** One fixed payload type per kind of object (exchange.md R14). */
export const CARD_TYPE = 'application/vnd.hifadhi.office-card.v1+cbor';
export const CARD_LIMIT = 16_384;

/** What an office tells others about itself, signed by its device. The full trust chain later replaces the comparison. */
export interface OfficeCard {
  readonly programme: ProgrammeId;
  readonly programmeName: string;
  readonly office: OfficeId;
  readonly code: string;
  readonly name: string;
  readonly device: DeviceId;
  readonly signingKey: Uint8Array;
  /** age recipient, hybrid post-quantum. */
  readonly recipient: string;
  /** 0 until there is a directory. */
  readonly directoryVersion: number;
}

const body = z.strictObject({
  v: z.literal(1),
  p: bytes16,
  pn: z.string().min(1).max(500),
  o: bytes16,
  c: z.string().regex(/^[A-Z]{2,5}$/),
  n: z.string().min(1).max(500),
  d: bytes16,
  k: bytes32,
  r: recipientText,
  dv: z.int().min(0),
});
const envelope = z.strictObject({ b: z.instanceof(Uint8Array), s: bytes64 });

/** The id of a device is a part of its signing key's hash: nobody can choose it. */
export const deviceIdOf = (publicKey: Uint8Array): DeviceId => idFrom(sha256(publicKey).subarray(0, 16));

export function makeOfficeCard(card: OfficeCard, deviceKey: KeyObject): Buffer {
  const b = cborg.encode({
    v: 1,
    p: toBytes(card.programme),
    pn: card.programmeName,
    o: toBytes(card.office),
    c: card.code,
    n: card.name,
    d: toBytes(card.device),
    k: card.signingKey,
    r: card.recipient,
    dv: card.directoryVersion,
  });
  return Buffer.from(cborg.encode({ b, s: signBytes(CARD_TYPE, b, deviceKey) }));
}

/** Whether one can encrypt to this text. The library refuses what is misspelt, of another kind, or no key. */
export function isRecipient(text: string): boolean {
  try {
    new Encrypter().addRecipient(text);
    return true;
  } catch {
    return false;
  }
}

/** Reads a card from foreign bytes. SYNC_CARD_INVALID for anything but a whole, correctly signed card. */
export function readOfficeCard(bytes: Uint8Array): Result<OfficeCard> {
  if (bytes.length > CARD_LIMIT) return fail('SYNC_CARD_INVALID');
  try {
    const outer = envelope.safeParse(cborg.decode(bytes, STRICT_CBOR));
    if (!outer.success) return fail('SYNC_CARD_INVALID');
    const inner = body.safeParse(cborg.decode(outer.data.b, STRICT_CBOR));
    if (!inner.success) return fail('SYNC_CARD_INVALID');
    const { p, pn, o, c, n, d, k, r, dv } = inner.data;
    const key = strictPublicKey(k);
    if (!key || deviceIdOf(k) !== idFrom(d) || !isRecipient(r)) return fail('SYNC_CARD_INVALID');
    if (!fits(CARD_TYPE, outer.data.b, key, outer.data.s)) return fail('SYNC_CARD_INVALID');
    return ok({
      programme: idFrom<ProgrammeId>(p),
      programmeName: pn,
      office: idFrom<OfficeId>(o),
      code: c,
      name: n,
      device: idFrom<DeviceId>(d),
      signingKey: k,
      recipient: r,
      directoryVersion: dv,
    });
  } catch {
    return fail('SYNC_CARD_INVALID');
  }
}

export interface Fingerprint {
  /** 66 bits as six words of the BIP-39 English list, 11 bits each. */
  readonly words: readonly string[];
  /** The same 66 bits as a number, in 20 decimal digits, in five groups of four. */
  readonly groups: readonly string[];
}

/** The first 66 bits of the SHA-256 of a card's bytes, for comparing by voice. */
export function fingerprintOf(card: Uint8Array): Fingerprint {
  const bits = BigInt(`0x${sha256(card).subarray(0, 9).toString('hex')}`) >> 6n;
  const words = Array.from({ length: 6 }, (_none, i) => wordlist[Number((bits >> BigInt(11 * (5 - i))) & 2047n)] ?? '');
  const digits = bits.toString().padStart(20, '0');
  return { words, groups: Array.from({ length: 5 }, (_none, i) => digits.slice(i * 4, i * 4 + 4)) };
}
