import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { ed25519 } from '@noble/curves/ed25519.js';

const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

/** A private key from its 32-byte seed. */
export const signingKey = (seed: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });

/** The 32 public bytes of a private key. */
export const publicBytes = (key: KeyObject): Buffer =>
  createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32);

/**
 * A public key from foreign bytes, checked strictly: canonical, on the curve and not of small order. Under a
 * small-order key Node accepts forged signatures (exchange.md §3.21, R14). Undefined when the bytes are no such key.
 */
export function strictPublicKey(bytes: Uint8Array): KeyObject | undefined {
  if (bytes.length !== 32) return undefined;
  const name = Buffer.from(bytes).toString('base64url');
  if (!judged.has(name)) {
    if (judged.size >= MOST_JUDGED) judged.clear();
    judged.set(name, judgeKey(bytes));
  }
  return judged.get(name);
}

/** To judge a key takes milliseconds, and the same keys come again and again. */
const judged = new Map<string, KeyObject | undefined>();
const MOST_JUDGED = 5000;

function judgeKey(bytes: Uint8Array): KeyObject | undefined {
  try {
    const point = ed25519.Point.fromBytes(bytes, false);
    if (point.isSmallOrder() || !point.isTorsionFree()) return undefined;
    return createPublicKey({ key: Buffer.concat([SPKI, bytes]), format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}

/** DSSE's pre-authentication encoding: what is signed says what kind of thing it is. */
export function pae(type: string, body: Uint8Array): Buffer {
  const head = `DSSEv1 ${String(Buffer.byteLength(type))} ${type} ${String(body.length)} `;
  return Buffer.concat([Buffer.from(head), body]);
}

export const signBytes = (type: string, body: Uint8Array, key: KeyObject): Buffer<ArrayBuffer> =>
  Buffer.from(sign(null, pae(type, body), key));

/** Whether the signature fits. False for anything malformed. */
export function fits(type: string, body: Uint8Array, key: KeyObject, signature: Uint8Array): boolean {
  return signature.length === 64 && verify(null, pae(type, body), key, signature);
}

const verifyInPool = promisify<string | null, Uint8Array, KeyObject, Uint8Array, boolean>(
  (algorithm, data, key, signature, done) => {
    verify(algorithm, data, key, signature, done);
  },
);

/** As `fits`, on the thread pool: several at once while the caller does something else. */
export async function fitsSoon(
  type: string,
  body: Uint8Array,
  key: KeyObject,
  signature: Uint8Array,
): Promise<boolean> {
  return signature.length === 64 && (await verifyInPool(null, pae(type, body), key, signature));
}
