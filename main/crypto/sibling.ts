import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { DeviceId, OfficeId } from '#core/ids.ts';
import { bytes16, bytes32, idFrom, toBytes } from './cbor.ts';
import { CERTIFICATE_LIMIT } from './certificates.ts';
import { strictPublicKey } from './ed25519.ts';
import { deviceIdOf, isRecipient, recipientText } from './office-card.ts';
import { readSigned, signedAlsoBy, signObject, signedBy, type SignedObject } from './signed-object.ts';

/** One fixed payload type per kind of object (exchange.md R14). */
export const JOIN_REQUEST_TYPE = 'application/vnd.hifadhi.join-request.v1+cbor';
export const SIBLING_TYPE = 'application/vnd.hifadhi.sibling.v1+cbor';

const requestBody = z.strictObject({ v: z.literal(1), k: bytes32, r: recipientText });

/** A computer without an office asks to become a further one of an office. */
export interface JoinRequest {
  readonly device: DeviceId;
  readonly signingKey: Uint8Array;
  /** age recipient, hybrid post-quantum: for it alone the answer is sealed. */
  readonly recipient: string;
}

/** Signed by the computer itself. The same keys make the same bytes, so that its words stay. */
export const makeJoinRequest = (
  { signingKey, recipient: r }: Omit<JoinRequest, 'device'>,
  key: KeyObject,
): Uint8Array<ArrayBuffer> => signObject(JOIN_REQUEST_TYPE, { v: 1, k: new Uint8Array(signingKey), r }, [key]);

/** Undefined unless the computer signed and its keys are sound. */
export function readJoinRequest(bytes: Uint8Array): SignedObject<JoinRequest> | undefined {
  const read = readSigned(bytes, CERTIFICATE_LIMIT, requestBody);
  if (!read) return undefined;
  const { k, r } = read.value;
  if (!strictPublicKey(k) || !isRecipient(r) || signedBy(JOIN_REQUEST_TYPE, read, [k]) === 0) return undefined;
  return { ...read, value: { device: deviceIdOf(k), signingKey: k, recipient: r } };
}

/** A computer of an office and a person who may answer for it say that another one works beside it (exchange.md R4). */
export interface Sibling {
  readonly office: OfficeId;
  readonly before: DeviceId;
  readonly beforeKey: Uint8Array;
  readonly device: DeviceId;
  readonly signingKey: Uint8Array;
  readonly recipient: string;
  /** Signing key of the person who answers for it. */
  readonly admin: Uint8Array;
  /** What the office calls it. */
  readonly name: string;
  /** Milliseconds, the clock of the computer before. */
  readonly at: number;
}
export interface SignedSibling extends SignedObject<Sibling> {
  readonly kind: 'sibling';
  /** Whether the new computer has signed as well; only then it counts for others. */
  readonly whole: boolean;
}

const siblingBody = z.strictObject({
  v: z.literal(1),
  o: bytes16,
  pk: bytes32,
  d: bytes16,
  k: bytes32,
  r: recipientText,
  u: bytes32,
  n: z.string().min(1).max(200),
  at: z.int().min(0),
});

/** Signed by the computer before and by the person. The new computer adds its own signature when it takes it. */
export const makeSibling = (
  facts: Omit<Sibling, 'before'>,
  keys: { readonly before: KeyObject; readonly admin: KeyObject },
): Uint8Array<ArrayBuffer> =>
  signObject(
    SIBLING_TYPE,
    {
      v: 1,
      o: toBytes(facts.office),
      pk: new Uint8Array(facts.beforeKey),
      d: toBytes(facts.device),
      k: new Uint8Array(facts.signingKey),
      r: facts.recipient,
      u: new Uint8Array(facts.admin),
      n: facts.name,
      at: facts.at,
    },
    [keys.before, keys.admin],
  );

/** The same with the signature of the new computer. */
export const takenUp = (sibling: SignedSibling, device: KeyObject): Uint8Array<ArrayBuffer> =>
  signedAlsoBy(SIBLING_TYPE, sibling, device);

/** Undefined unless the computer before and the person signed, the keys are sound, and the ids are theirs. */
export function readSibling(bytes: Uint8Array): SignedSibling | undefined {
  const read = readSigned(bytes, CERTIFICATE_LIMIT, siblingBody);
  if (!read) return undefined;
  const { o, pk, d, k, r, u, n, at } = read.value;
  if (![pk, k, u].every((key) => strictPublicKey(key)) || Buffer.compare(pk, k) === 0) return undefined;
  if (deviceIdOf(k) !== idFrom(d) || !isRecipient(r)) return undefined;
  if (signedBy(SIBLING_TYPE, read, [pk, u]) !== 2) return undefined;
  return {
    ...read,
    kind: 'sibling',
    whole: signedBy(SIBLING_TYPE, read, [k]) === 1,
    value: {
      office: idFrom<OfficeId>(o),
      before: deviceIdOf(pk),
      beforeKey: pk,
      device: idFrom<DeviceId>(d),
      signingKey: k,
      recipient: r,
      admin: u,
      name: n,
      at,
    },
  };
}
