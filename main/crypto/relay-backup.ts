import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, type KeyObject } from 'node:crypto';
import * as cborg from 'cborg';
import { z } from 'zod';
import { bytes16, bytes32, readStrict } from '#core/exchange/strict-cbor.ts';
import type { DeviceId } from '#core/ids.ts';
import { publicBytes, signingKey } from './ed25519.ts';
import { sha256 } from './hashing.ts';
import { deviceIdOf } from './office-card.ts';

/** What a backup at a relay is made of: docs/bundle-format.md §9. */
const NONCE = 12;
const TAG = 16;
/** Bytes of a piece before it is sealed: whole pages of the database, and sealed still one request of an upload. */
export const PIECE = 255 * 4096;
export const SEALED_MORE = TAG;

/** What follows from a recovery kit for a relay: who has the words has all of it, and nobody else. */
export interface KitKeys {
  /** Proves to a relay that somebody holds the kit. */
  readonly login: KeyObject;
  readonly publicKey: Uint8Array<ArrayBuffer>;
  readonly id: DeviceId;
  /** Seals backups; an office that puts them keeps it in its database. */
  readonly seal: Uint8Array<ArrayBuffer>;
}

const derive = (seed: Uint8Array, what: string): Buffer =>
  Buffer.from(hkdfSync('sha256', seed, '', `hifadhi relay backup ${what} v1`, 32));

/** @param seed the 32 bytes that the words of the kit are */
export function kitKeys(seed: Uint8Array): KitKeys {
  const login = signingKey(derive(seed, 'login'));
  const publicKey = new Uint8Array(publicBytes(login));
  return { login, publicKey, id: deviceIdOf(publicKey), seal: new Uint8Array(derive(seed, 'seal')) };
}

const mac = (key: Uint8Array, ...parts: readonly Uint8Array[]): Buffer => {
  const code = createHmac('sha256', key);
  for (const part of parts) code.update(part);
  return code.digest();
};
const TOP_LABEL = Buffer.from('hifadhi relay backup top v1');
const PIECE_LABEL = Buffer.from('hifadhi relay backup piece v1');

function encrypt(key: Uint8Array, nonce: Uint8Array, label: Uint8Array, plain: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(label);
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}
function decrypt(key: Uint8Array, nonce: Uint8Array, label: Uint8Array, bytes: Uint8Array): Buffer | undefined {
  if (bytes.length < TAG) return undefined;
  const cipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG });
  cipher.setAAD(label).setAuthTag(bytes.subarray(bytes.length - TAG));
  try {
    return Buffer.concat([cipher.update(bytes.subarray(0, bytes.length - TAG)), cipher.final()]);
  } catch {
    return undefined;
  }
}

/** Who seals: the key that follows from the kit, and 16 random bytes of this computer, so that no two share a piece. */
export interface PieceKeys {
  readonly seal: Uint8Array;
  readonly salt: Uint8Array;
}
const ZERO = Buffer.alloc(NONCE);

/**
 * A piece of a backup, sealed. The same bytes give the same sealed bytes, so that what did not change need not be sent
 * again; the key is made from what is sealed and seals nothing else, which is why the nonce may be zero.
 */
export function sealPiece(
  { seal, salt }: PieceKeys,
  plain: Uint8Array,
): { readonly hash: Buffer; readonly bytes: Buffer } {
  const hash = sha256(plain);
  return { hash, bytes: encrypt(mac(seal, PIECE_LABEL, salt, hash), ZERO, PIECE_LABEL, plain) };
}

/** What is in a piece; undefined for bytes that are not that piece. */
export function openPiece({ seal, salt }: PieceKeys, hash: Uint8Array, bytes: Uint8Array): Buffer | undefined {
  const plain = decrypt(mac(seal, PIECE_LABEL, salt, hash), ZERO, PIECE_LABEL, bytes);
  return plain && sha256(plain).equals(hash) ? plain : undefined;
}

/** Names and hashes of pieces in their order, 64 bytes for each. */
const pieces = z.instanceof(Uint8Array).refine((bytes) => bytes.length % 64 === 0);
const top = z.strictObject({
  v: z.literal(1),
  /** Of the pieces. */
  s: bytes16,
  /** Facts of the backup, marks of what was erased, and the key file, as they lie beside a backup in a folder. */
  f: z.instanceof(Uint8Array),
  m: z.instanceof(Uint8Array),
  k: z.instanceof(Uint8Array),
  /** The same key slots without the layer of this computer, as they lie there for the kit; empty where none have one. */
  b: z.instanceof(Uint8Array),
  /** Pieces of the database. */
  d: pieces,
  /** Attached files that are there: name, bytes, pieces. */
  a: z.array(z.tuple([bytes32, z.int().min(0), pieces])),
});
/** What a backup consists of. */
export type BackupTop = z.infer<typeof top>;

export function sealTop(seal: Uint8Array, body: BackupTop): Buffer {
  const nonce = randomBytes(NONCE);
  return Buffer.concat([nonce, encrypt(mac(seal, TOP_LABEL), nonce, TOP_LABEL, cborg.encode(body))]);
}

/** Undefined for what was sealed with another kit, or is not what it was. */
export function openTop(seal: Uint8Array, bytes: Uint8Array): BackupTop | undefined {
  if (bytes.length < NONCE) return undefined;
  const plain = decrypt(mac(seal, TOP_LABEL), bytes.subarray(0, NONCE), TOP_LABEL, bytes.subarray(NONCE));
  return plain && readStrict(top, new Uint8Array(plain));
}

/** The pieces of one file: name at the relay, base64url, hash of what is in it, and how many bytes that are. */
export function* piecesOf(
  all: Uint8Array,
  size: number,
): Generator<{ readonly name: string; readonly hash: Uint8Array; readonly bytes: number }> {
  for (let at = 0, i = 0; at < size; at += PIECE, i += 64)
    yield {
      name: Buffer.from(all.subarray(i, i + 32)).toString('base64url'),
      hash: all.subarray(i + 32, i + 64),
      bytes: Math.min(PIECE, size - at),
    };
}

/** Whether there are as many pieces as a file of this size has. */
export const fitsSize = (all: Uint8Array, size: number): boolean => all.length / 64 === Math.ceil(size / PIECE);
