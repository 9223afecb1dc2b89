import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { Root } from '#core/exchange/trust.ts';
import type { ProgrammeId } from '#core/ids.ts';
import { bytes16, bytes32, idFrom, toBytes } from './cbor.ts';
import { strictPublicKey } from './ed25519.ts';
import { readSigned, signObject, signedBy, type SignedObject } from './signed-object.ts';

/** One fixed payload type per kind of object (exchange.md R14). */
export const ROOT_TYPE = 'application/vnd.hifadhi.root.v1+cbor';
const LIMIT = 4096;

const body = z.strictObject({
  v: z.literal(1),
  p: bytes16,
  pn: z.string().min(1).max(500),
  n: z.int().min(1),
  t: z.int().min(2),
  k: z.array(bytes32).min(2).max(8),
  a: z.array(bytes32).min(1).max(4),
  at: z.int().min(0),
});

export type SignedRoot = SignedObject<Root>;

/** Signs a root, with keys of its own and, from the second on, of the one before. */
export const makeRoot = (root: Root, keys: readonly KeyObject[]): Uint8Array<ArrayBuffer> =>
  signObject(
    ROOT_TYPE,
    {
      v: 1,
      p: toBytes(root.programme),
      pn: root.programmeName,
      n: root.version,
      t: root.threshold,
      k: root.keys.map((key) => new Uint8Array(key)),
      a: root.authorities.map((key) => new Uint8Array(key)),
      at: root.issued,
    },
    keys,
  );

const different = (keys: readonly Uint8Array[]): boolean =>
  new Set(keys.map((key) => Buffer.from(key).toString('hex'))).size === keys.length;

/**
 * Reads a root from foreign bytes. Undefined unless enough of its own keys signed it, each key is another, and none is
 * of a kind under which anybody could sign.
 */
export function readRoot(bytes: Uint8Array): SignedRoot | undefined {
  const read = readSigned(bytes, LIMIT, body);
  if (!read) return undefined;
  const { p, pn, n, t, k, a, at } = read.value;
  if (t > k.length || !different(k) || !different(a) || ![...k, ...a].every(strictPublicKey)) return undefined;
  if (signedBy(ROOT_TYPE, read, k) < t) return undefined;
  const value: Root = {
    programme: idFrom<ProgrammeId>(p),
    programmeName: pn,
    version: n,
    threshold: t,
    keys: k,
    authorities: a,
    issued: at,
  };
  return { ...read, value };
}

/** Whether `next` takes the place of `root`: the next number of the same programme, signed by enough keys of `root`. */
export const succeeds = (next: SignedRoot, root: SignedRoot): boolean =>
  next.value.programme === root.value.programme &&
  next.value.version === root.value.version + 1 &&
  signedBy(ROOT_TYPE, next, root.value.keys) >= root.value.threshold;
