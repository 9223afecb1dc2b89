import type { Output } from '#core/contracts/index.ts';
import { decide } from '#core/rights/decide.ts';
import { Refusal } from '#core/result.ts';
import { toBytes } from '../crypto/cbor.ts';
import {
  belongsTo,
  hashOf,
  makeDeviceCertificate,
  makeOfficeCertificate,
  readDeviceCertificate,
  readOfficeCertificate,
  replaces,
  type SignedOffice,
} from '../crypto/certificates.ts';
import { publicBytes, signingKey } from '../crypto/ed25519.ts';
import { readKeyFile } from '../crypto/key-file-store.ts';
import { once } from '../crypto/once.ts';
import { placeFile } from '../crypto/sealed-file.ts';
import { packRequest } from '../crypto/trust-package.ts';
import { heldDirectory } from './held-trust.ts';
import { valueOf } from './office-files.ts';
import type { OpenOffice } from './open-office.ts';
import { subjectOf } from './roles-in-force.ts';
import { fingerprintView } from './trust-state.ts';

/** The keys of everybody here who may decide whom this office trusts: they answer for its computers. */
function administrators(open: OpenOffice): Uint8Array[] {
  return valueOf(readKeyFile(open.dir))
    .users.filter(({ id, roles }) => decide(subjectOf(open, id, roles), 'exchange.trust').allowed)
    .map((user) => new Uint8Array(Buffer.from(user.signingKey, 'base64url')));
}

/** A certificate of this office that names these people, as the signed-in person signs it. */
const newCertificate = (
  { self: { officeId: office, code, name }, keys }: OpenOffice,
  admins: Uint8Array[],
): Uint8Array<ArrayBuffer> => makeOfficeCertificate({ office, code, name, admins }, signingKey(keys.signingSeed));

/** A certificate of this computer, as the signed-in person answers for it. */
const newDeviceCertificate = ({ self, keys }: OpenOffice): Uint8Array<ArrayBuffer> =>
  makeDeviceCertificate(
    {
      office: self.officeId,
      device: self.deviceId,
      signingKey: publicBytes(self.deviceKey),
      recipient: self.recipient,
    },
    { device: self.deviceKey, admin: signingKey(keys.signingSeed) },
  );

/**
 * The certificate of this office: the one that counts while the same people answer for it, or a new one. Who is not named
 * in the one that counts cannot change it: nobody would believe it, so that one is kept until somebody who is does.
 */
function officeCertificate(open: OpenOffice): SignedOffice {
  const made = newCertificate(open, administrators(open));
  const kept = open.repos.trust.certificate('office', open.self.officeId);
  const before = kept && readOfficeCertificate(kept);
  const after = readOfficeCertificate(made);
  if (!after) throw new Refusal('PERM_DENIED', { right: 'exchange.trust' });
  const keeps = before && (Buffer.compare(before.body, after.body) === 0 || !replaces(after, before));
  return keeps ? before : after;
}

/** Certificates of this office and this computer, as the signed-in person answers for them. */
export function ownCertificates(open: OpenOffice): { readonly office: Uint8Array; readonly device: Uint8Array } {
  const office = officeCertificate(open);
  const bytes = open.repos.trust.certificate('device', open.self.deviceId);
  const kept = bytes && readDeviceCertificate(bytes);
  // Once everybody has left who answered for this computer, somebody else has to.
  const device = (kept && belongsTo(kept, office) ? kept.bytes : undefined) ?? newDeviceCertificate(open);
  return { office: office.bytes, device };
}

/**
 * What this computer asks with. Where nobody is left here of those whom the certificate that counts names, the people who
 * are here now answer in a new one: the authority takes it only with the holders of the programme's keys (exchange.md R4).
 */
function askedWith(open: OpenOffice): { readonly office: Uint8Array; readonly device: Uint8Array } {
  const kept = open.repos.trust.certificate('office', open.self.officeId);
  const before = kept && readOfficeCertificate(kept);
  const here = administrators(open);
  const isLeft = (key: Uint8Array): boolean => here.some((one) => Buffer.compare(one, key) === 0);
  const me = publicBytes(signingKey(open.keys.signingSeed));
  if (!before || before.value.admins.some(isLeft) || !isLeft(me)) return ownCertificates(open);
  return { office: newCertificate(open, here), device: newDeviceCertificate(open) };
}

export function requestBytes(open: OpenOffice): Uint8Array<ArrayBuffer> {
  const { office, device } = askedWith(open);
  return packRequest(office, device, toBytes(open.self.programmeId));
}

/** What this computer asks the authority, for comparing by voice. */
export function ownRequest(open: OpenOffice): Output<'trust.request'> {
  const { office, device } = askedWith(open);
  const listed = new Set(heldDirectory(open)?.value.entries.map(({ cert }) => cert));
  return {
    code: open.self.code,
    name: open.self.name,
    ...fingerprintView(requestBytes(open)),
    listed: [office, device].every((bytes) => listed.has(hashOf(bytes))),
  };
}

export const requestFileName = (open: OpenOffice): string =>
  `${open.self.code}-${hashOf(requestBytes(open)).slice(0, 6)}.hifadhi-request`;

/** Writes the request to a stick, whole or not at all, and reads it back. DISK_*, EXPORT_NOT_WHOLE. */
export async function writeRequest(open: OpenOffice, path: string): Promise<void> {
  await placeFile(path, once(requestBytes(open)));
}
