import { randomBytes, type KeyObject } from 'node:crypto';
import * as cborg from 'cborg';
import type { z } from 'zod';
import { readStrict } from '#core/exchange/strict-cbor.ts';
import {
  challengeRequestShape,
  challengeShape,
  grantShape,
  loginShape,
  signedShape,
} from '#core/relay/relay-messages.ts';
import type { DeviceId, OfficeId } from '#core/ids.ts';
import { idFrom, toBytes } from './cbor.ts';
import { fits, publicBytes, signBytes, strictPublicKey } from './ed25519.ts';

/** One fixed payload type per kind of object (exchange.md R14). */
export const CHALLENGE_TYPE = 'application/vnd.hifadhi.relay-challenge.v1+cbor';
export const LOGIN_TYPE = 'application/vnd.hifadhi.relay-login.v1+cbor';
export const GRANT_TYPE = 'application/vnd.hifadhi.relay-grant.v1+cbor';

type Challenge = z.infer<typeof challengeShape>;
type Grant = z.infer<typeof grantShape>;

/** Bytes of a signed message: the body as it was signed, and the signature. */
export function sealMessage(type: string, body: object, key: KeyObject): Buffer {
  const b = cborg.encode(body);
  return Buffer.from(cborg.encode({ b, s: signBytes(type, b, key) }));
}

/** The body of a signed message. Undefined when the bytes are malformed or the signature does not fit the key. */
export function openMessage<S extends z.ZodType>(
  type: string,
  shape: S,
  bytes: Uint8Array,
  key: KeyObject,
): z.infer<S> | undefined {
  const outer = readStrict(signedShape, bytes);
  if (!outer || !fits(type, outer.b, key, outer.s)) return undefined;
  return readStrict(shape, outer.b);
}

export interface Asked {
  readonly bytes: Buffer;
  readonly clientNonce: Uint8Array;
}
/** What an office asks a relay with, before it says anything about itself but the device's number. */
export function askForChallenge(device: DeviceId, clientNonce: Uint8Array = randomBytes(32)): Asked {
  return { bytes: Buffer.from(cborg.encode({ v: 1, d: toBytes(device), c: clientNonce })), clientNonce };
}
export const readChallengeRequest = (bytes: Uint8Array) => readStrict(challengeRequestShape, bytes);

/**
 * A relay's answer, if it is the answer of the relay with this key to this very question. Undefined otherwise: then it
 * comes from somebody else, and nothing is signed for it.
 */
export function readChallenge(
  bytes: Uint8Array,
  relayKey: Uint8Array,
  device: DeviceId,
  clientNonce: Uint8Array,
): Challenge | undefined {
  const key = strictPublicKey(relayKey);
  const found = key && openMessage(CHALLENGE_TYPE, challengeShape, bytes, key);
  if (!found || idFrom(found.d) !== device) return undefined;
  return same(found.k, relayKey) && same(found.c, clientNonce) ? found : undefined;
}

/** Signs with the device's key for this relay, these nonces and nothing else. */
export function answerChallenge({ k, d, c, n }: Challenge, deviceKey: KeyObject): Buffer {
  return sealMessage(LOGIN_TYPE, { v: 1, p: 'relay-login', k, d, c, n }, deviceKey);
}

/** The login a device sent, not yet proven: only then its key can be looked up. */
export function readLogin(bytes: Uint8Array): z.infer<typeof loginShape> | undefined {
  const outer = readStrict(signedShape, bytes);
  return outer && readStrict(loginShape, outer.b);
}

/** Whether a login was signed by this device's key. */
export function loginFits(bytes: Uint8Array, signingKey: Uint8Array): boolean {
  const key = strictPublicKey(signingKey);
  return key !== undefined && openMessage(LOGIN_TYPE, loginShape, bytes, key) !== undefined;
}

/**
 * The session a relay gives, if it is the answer of this relay to this login by this office.
 *
 * @param office undefined for who has only the office's recovery kit, and learns from what lies there whose it is
 */
export function readGrant(bytes: Uint8Array, challenge: Challenge, office: OfficeId | undefined): Grant | undefined {
  const key = strictPublicKey(challenge.k);
  const found = key && openMessage(GRANT_TYPE, grantShape, bytes, key);
  if (!found || (office !== undefined && idFrom(found.o) !== office)) return undefined;
  const fitting =
    same(found.k, challenge.k) &&
    same(found.d, challenge.d) &&
    same(found.c, challenge.c) &&
    same(found.n, challenge.n);
  return fitting ? found : undefined;
}

export const relayKeyOf = (key: KeyObject): Uint8Array<ArrayBuffer> => new Uint8Array(publicBytes(key));

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
