import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { DeviceCertificate, OfficeCertificate, Root } from '#core/exchange/trust.ts';
import type { DeviceId, OfficeId } from '#core/ids.ts';
import { bytes16, bytes32, idFrom, toBytes } from './cbor.ts';
import { strictPublicKey } from './ed25519.ts';
import { sha256 } from './hashing.ts';
import { deviceIdOf, isRecipient, recipientText } from './office-card.ts';
import { PERSON_TYPE, type SignedPerson } from './person-certificate.ts';
import { readSigned, signObject, signedAlsoFor, signedBy, type SignedObject } from './signed-object.ts';

/** One fixed payload type per kind of object (exchange.md R14). */
export const OFFICE_TYPE = 'application/vnd.hifadhi.office.v1+cbor';
export const DEVICE_TYPE = 'application/vnd.hifadhi.device.v1+cbor';
/** A certificate fits where certificates of sessions do. */
export const CERTIFICATE_LIMIT = 4096;

const officeBody = z.strictObject({
  v: z.literal(1),
  o: bytes16,
  c: z.string().regex(/^[A-Z]{2,5}$/),
  n: z.string().min(1).max(500),
  a: z.array(bytes32).min(1).max(32),
});
const deviceBody = z.strictObject({
  v: z.literal(1),
  o: bytes16,
  d: bytes16,
  k: bytes32,
  r: recipientText,
});

export type SignedOffice = SignedObject<OfficeCertificate>;
export type SignedDevice = SignedObject<DeviceCertificate>;

/** The name under which the directory lists a certificate. */
export const hashOf = (bytes: Uint8Array): string => sha256(bytes).toString('base64url');

/** An office says who may answer for its computers; one of those people signs. */
export const makeOfficeCertificate = (office: OfficeCertificate, adminKey: KeyObject): Uint8Array<ArrayBuffer> =>
  signObject(
    OFFICE_TYPE,
    {
      v: 1,
      o: toBytes(office.office),
      c: office.code,
      n: office.name,
      a: office.admins.map((key) => new Uint8Array(key)).sort((x, y) => Buffer.compare(x, y)),
    },
    [adminKey],
  );

/** A computer says which keys it has, and signs; so does a person who may answer for it (exchange.md R4). */
export const makeDeviceCertificate = (
  device: DeviceCertificate,
  keys: { readonly device: KeyObject; readonly admin: KeyObject },
): Uint8Array<ArrayBuffer> =>
  signObject(
    DEVICE_TYPE,
    {
      v: 1,
      o: toBytes(device.office),
      d: toBytes(device.device),
      k: new Uint8Array(device.signingKey),
      r: device.recipient,
    },
    [keys.device, keys.admin],
  );

/** Undefined unless one of the people whom it names signed it, and each of their keys is sound. */
export function readOfficeCertificate(bytes: Uint8Array): SignedOffice | undefined {
  const read = readSigned(bytes, CERTIFICATE_LIMIT, officeBody);
  if (!read) return undefined;
  const { o, c, n, a } = read.value;
  for (const [i, key] of a.entries()) {
    const before = a[i - 1];
    if (!strictPublicKey(key) || (before && Buffer.compare(before, key) >= 0)) return undefined;
  }
  if (!signedByAdmin(read, OFFICE_TYPE, a)) return undefined;
  return { ...read, value: { office: idFrom<OfficeId>(o), code: c, name: n, admins: a } };
}

/** Undefined unless the computer itself signed, and its keys are sound. Whether its office did: `belongsTo`. */
export function readDeviceCertificate(bytes: Uint8Array): SignedDevice | undefined {
  const read = readSigned(bytes, CERTIFICATE_LIMIT, deviceBody);
  if (!read) return undefined;
  const { o, d, k, r } = read.value;
  if (!strictPublicKey(k) || deviceIdOf(k) !== idFrom(d) || !isRecipient(r)) return undefined;
  if (signedBy(DEVICE_TYPE, read, [k]) === 0) return undefined;
  return {
    ...read,
    value: { office: idFrom<OfficeId>(o), device: idFrom<DeviceId>(d), signingKey: k, recipient: r },
  };
}

const signedByAdmin = (object: SignedObject<unknown>, type: string, admins: readonly Uint8Array[]): boolean =>
  signedBy(type, object, admins) > 0;

/** Whether somebody who may answer for the office's computers answered for this one. */
export const belongsTo = (device: SignedDevice, { value: office }: SignedOffice): boolean =>
  device.value.office === office.office && signedByAdmin(device, DEVICE_TYPE, office.admins);

/**
 * Whether an office's certificate may take the place of another: somebody whom that one named has signed it. So a
 * directory alone cannot give an office other people, nor with them another computer (exchange.md R4).
 */
export const replaces = (next: SignedOffice, { value: office }: SignedOffice): boolean =>
  next.value.office === office.office && signedByAdmin(next, OFFICE_TYPE, office.admins);

/** The roots' word that other people answer for an office, in place of those whom it named before (exchange.md R4). */
export const OFFICE_BY_ROOT_TYPE = 'application/vnd.hifadhi.office-by-root.v1+cbor';

/**
 * What the keys of a root sign: the certificate together with the one whose place it takes (32 zero bytes where there is
 * none), so that it can never take the place of a later one.
 */
const inPlaceOf = (next: SignedOffice, before: SignedOffice | undefined): SignedOffice => ({
  ...next,
  body: Buffer.concat([before ? sha256(before.body) : Buffer.alloc(32), next.body]),
});

/** The same certificate, beside its own signatures with those of holders of the programme's keys. */
export const letInByRoot = (
  next: SignedOffice,
  before: SignedOffice | undefined,
  holders: readonly KeyObject[],
): Uint8Array<ArrayBuffer> => signedAlsoFor(OFFICE_BY_ROOT_TYPE, next, inPlaceOf(next, before), holders);

/** Whether enough holders of a root's keys have signed that a certificate takes the place of the one before. */
export const isLetInByRoot = (next: SignedOffice, before: SignedOffice | undefined, root: Root): boolean =>
  signedBy(OFFICE_BY_ROOT_TYPE, inPlaceOf(next, before), root.keys) >= root.threshold;

/** Whether somebody who may answer for the office answered for this person. */
export const answersFor = ({ value: office }: SignedOffice, person: SignedPerson): boolean =>
  person.value.office === office.office && signedByAdmin(person, PERSON_TYPE, office.admins);
