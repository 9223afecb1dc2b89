import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { DeviceId, OfficeId } from '#core/ids.ts';
import { bytes16, bytes32, idFrom, toBytes } from './cbor.ts';
import { CERTIFICATE_LIMIT } from './certificates.ts';
import { strictPublicKey } from './ed25519.ts';
import { deviceIdOf, isRecipient, recipientText } from './office-card.ts';
import { readSigned, signObject, signedBy, type SignedObject } from './signed-object.ts';

/** One fixed payload type per kind of object (exchange.md R14). */
export const SUCCESSION_TYPE = 'application/vnd.hifadhi.succession.v1+cbor';

/** A computer goes on under new keys: it was put back from an older copy, or its disk was copied (exchange.md R2). */
export interface Succession {
  readonly office: OfficeId;
  readonly before: DeviceId;
  readonly beforeKey: Uint8Array;
  readonly device: DeviceId;
  readonly signingKey: Uint8Array;
  /** age recipient of the new one, hybrid post-quantum. */
  readonly recipient: string;
  /** Milliseconds, the computer's clock. */
  readonly at: number;
}
export type SignedSuccession = SignedObject<Succession>;

const body = z.strictObject({
  v: z.literal(1),
  o: bytes16,
  pk: bytes32,
  d: bytes16,
  k: bytes32,
  r: recipientText,
  at: z.int().min(0),
});

/** Signed by the computer as it was and as it is now: each says that the other is the same one. */
export const makeSuccession = (
  facts: Omit<Succession, 'before'>,
  keys: { readonly before: KeyObject; readonly now: KeyObject },
): Uint8Array<ArrayBuffer> =>
  signObject(
    SUCCESSION_TYPE,
    {
      v: 1,
      o: toBytes(facts.office),
      pk: new Uint8Array(facts.beforeKey),
      d: toBytes(facts.device),
      k: new Uint8Array(facts.signingKey),
      r: facts.recipient,
      at: facts.at,
    },
    [keys.before, keys.now],
  );

/** Undefined unless both signed, the keys are sound, and the ids are theirs. */
export function readSuccession(bytes: Uint8Array): SignedSuccession | undefined {
  const read = readSigned(bytes, CERTIFICATE_LIMIT, body);
  if (!read) return undefined;
  const { o, pk, d, k, r, at } = read.value;
  if (!strictPublicKey(pk) || !strictPublicKey(k) || Buffer.compare(pk, k) === 0) return undefined;
  if (deviceIdOf(k) !== idFrom(d) || !isRecipient(r)) return undefined;
  if (signedBy(SUCCESSION_TYPE, read, [pk, k]) !== 2) return undefined;
  return {
    ...read,
    value: {
      office: idFrom<OfficeId>(o),
      before: deviceIdOf(pk),
      beforeKey: pk,
      device: idFrom<DeviceId>(d),
      signingKey: k,
      recipient: r,
      at,
    },
  };
}
