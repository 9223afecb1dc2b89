import type { KeyObject } from 'node:crypto';
import * as cborg from 'cborg';
import { z } from 'zod';
import { STRICT_CBOR, bytes16, bytes64 } from './cbor.ts';
import { fits, publicBytes, signBytes, strictPublicKey } from './ed25519.ts';
import { sha256 } from './hashing.ts';

/** More than a root of eight keys and its predecessor can need. */
const MOST_SIGNATURES = 16;

const envelope = z.strictObject({
  b: z.instanceof(Uint8Array),
  s: z
    .array(z.strictObject({ k: bytes16, g: bytes64 }))
    .min(1)
    .max(MOST_SIGNATURES),
});

/** An object with the signatures of one or several keys over its bytes (docs/bundle-format.md, Trust). */
export interface SignedObject<T> {
  readonly value: T;
  /** The whole of it, as it came and as it is kept and passed on. */
  readonly bytes: Uint8Array;
  /** What was signed. */
  readonly body: Uint8Array;
  readonly signatures: readonly { readonly k: Uint8Array; readonly g: Uint8Array }[];
}

/** A key is named in a signature by a part of its hash. */
const keyId = (publicKey: Uint8Array): Uint8Array => new Uint8Array(sha256(publicKey).subarray(0, 16));

export function signObject(type: string, value: object, keys: readonly KeyObject[]): Uint8Array<ArrayBuffer> {
  const b = cborg.encode(value);
  const s = keys
    .map((key) => ({ k: keyId(publicBytes(key)), g: new Uint8Array(signBytes(type, b, key)) }))
    .sort((x, y) => Buffer.compare(x.k, y.k));
  return new Uint8Array(cborg.encode({ b, s }));
}

/** The same object with one more signature beside those that it has. */
export const signedAlsoBy = (type: string, object: SignedObject<unknown>, key: KeyObject): Uint8Array<ArrayBuffer> =>
  signedAlsoFor(type, object, object, [key]);

/** The same object with further signatures beside those that it has, over what `about` has for its body. */
export function signedAlsoFor(
  type: string,
  object: SignedObject<unknown>,
  about: Pick<SignedObject<unknown>, 'body'>,
  keys: readonly KeyObject[],
): Uint8Array<ArrayBuffer> {
  const further = keys.map((key) => ({ k: keyId(publicBytes(key)), g: signBytes(type, about.body, key) }));
  const others = object.signatures.filter((one) => !further.some(({ k }) => Buffer.compare(one.k, k) === 0));
  const s = [...others, ...further]
    .map((one) => ({ k: new Uint8Array(one.k), g: new Uint8Array(one.g) }))
    .sort((x, y) => Buffer.compare(x.k, y.k));
  return new Uint8Array(cborg.encode({ b: new Uint8Array(object.body), s }));
}

/** Decodes what has exactly one spelling: strict CBOR whose keys stand in the one order. */
export function decodeExactly(bytes: Uint8Array): unknown {
  const value: unknown = cborg.decode(bytes, STRICT_CBOR);
  return Buffer.compare(cborg.encode(value), bytes) === 0 ? value : undefined;
}

/**
 * Reads a signed object from foreign bytes: its shape, not yet whether anybody signed it (`signedBy`). Undefined for
 * anything that is not exactly spelt so, or longer than `most` bytes.
 */
export function readSigned<T>(bytes: Uint8Array, most: number, shape: z.ZodType<T>): SignedObject<T> | undefined {
  if (bytes.length > most) return undefined;
  try {
    const outer = envelope.safeParse(decodeExactly(bytes));
    if (!outer.success) return undefined;
    const { b, s } = outer.data;
    for (const [i, one] of s.entries()) {
      const before = s[i - 1];
      if (before && Buffer.compare(before.k, one.k) >= 0) return undefined;
    }
    const inner = shape.safeParse(decodeExactly(b));
    return inner.success ? { value: inner.data, bytes, body: b, signatures: s } : undefined;
  } catch {
    return undefined;
  }
}

/** How many of these keys signed the object. A key counts once, and only if nobody can forge under it. */
export function signedBy(type: string, object: SignedObject<unknown>, keys: readonly Uint8Array[]): number {
  const different = new Map(keys.map((bytes) => [Buffer.from(bytes).toString('hex'), bytes]));
  let count = 0;
  for (const bytes of different.values()) {
    const key = strictPublicKey(bytes);
    const id = keyId(bytes);
    const signature = object.signatures.find(({ k }) => Buffer.compare(k, id) === 0);
    if (key && signature && fits(type, object.body, key, signature.g)) count += 1;
  }
  return count;
}
