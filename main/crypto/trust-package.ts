import * as cborg from 'cborg';
import { z } from 'zod';
import { bytes16 } from './cbor.ts';
import { CERTIFICATE_LIMIT, belongsTo, readDeviceCertificate, readOfficeCertificate } from './certificates.ts';
import type { SignedDevice, SignedOffice } from './certificates.ts';
import { DIRECTORY_LIMIT } from './directory.ts';
import { decodeExactly } from './signed-object.ts';

/** A package with every office of a large programme fits; one that travels in a bundle is far smaller. */
export const PACKAGE_LIMIT = 32 * 1024 * 1024;
/** What of it a manifest takes along. */
export const CARRIED_LIMIT = 640 * 1024;
/** Of offices and computers, those included that others took the place of. */
export const MOST_CERTIFICATES = 12_000;
export const REQUEST_LIMIT = 2 * CERTIFICATE_LIMIT + 64;

const object = (most: number) => z.instanceof(Uint8Array).refine((bytes) => bytes.length <= most);
const packageShape = z.strictObject({
  v: z.literal(1),
  roots: z.array(object(CERTIFICATE_LIMIT)).min(1).max(64),
  dir: object(DIRECTORY_LIMIT),
  certs: z.array(object(CERTIFICATE_LIMIT)).max(MOST_CERTIFICATES),
});
const requestShape = z.strictObject({
  v: z.literal(1),
  office: object(CERTIFICATE_LIMIT),
  device: object(CERTIFICATE_LIMIT),
  /** The programme that the office is in now: another one can only be joined before anything was written. */
  p: bytes16,
});

/** What says who belongs to a programme. Each part is signed for itself; the package is not. */
export interface TrustPackage {
  /** In order, one after the other. */
  readonly roots: readonly Uint8Array[];
  readonly directory: Uint8Array;
  /** Of offices and of computers; and those of offices that others took the place of, which lead from one to the next. */
  readonly certs: readonly Uint8Array[];
}

const plain = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes);

export const packTrust = ({ roots, directory, certs }: TrustPackage): Uint8Array<ArrayBuffer> =>
  plain(cborg.encode({ v: 1, roots: roots.map(plain), dir: plain(directory), certs: certs.map(plain) }));

function parse<T>(bytes: Uint8Array, most: number, shape: z.ZodType<T>): T | undefined {
  if (bytes.length > most) return undefined;
  try {
    const parsed = shape.safeParse(decodeExactly(bytes));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** Reads a package from foreign bytes: its shape. What its parts are worth is judged by `judgeTrust`. */
export function readTrust(bytes: Uint8Array, most = PACKAGE_LIMIT): TrustPackage | undefined {
  const read = parse(bytes, most, packageShape);
  return read && { roots: read.roots, directory: read.dir, certs: read.certs };
}

/** What an office asks the authority: that it and this computer be listed. */
export interface EnrolmentRequest {
  readonly office: SignedOffice;
  readonly device: SignedDevice;
  readonly programme: Uint8Array;
}

/** The bytes of a request; the same request has the same bytes, so that its words stay. */
export const packRequest = (office: Uint8Array, device: Uint8Array, programme: Uint8Array): Uint8Array<ArrayBuffer> =>
  plain(cborg.encode({ v: 1, office: plain(office), device: plain(device), p: plain(programme) }));

/** Undefined unless both certificates are sound and the office answers for the computer. */
export function readRequest(bytes: Uint8Array): EnrolmentRequest | undefined {
  const read = parse(bytes, REQUEST_LIMIT, requestShape);
  const office = read && readOfficeCertificate(read.office);
  const device = read && readDeviceCertificate(read.device);
  return read && office && device && belongsTo(device, office) ? { office, device, programme: read.p } : undefined;
}
