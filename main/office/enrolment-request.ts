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

/**
 * The certificate of this office: the one that counts while the same people answer for it, or a new one. Who is not named
 * in the one that counts cannot change it: nobody would believe it, so that one is kept until somebody who is does.
 */
function officeCertificate(open: OpenOffice): SignedOffice {
  const { officeId: office, code, name } = open.self;
  const admins = administrators(open);
  const made = makeOfficeCertificate({ office, code, name, admins }, signingKey(open.keys.signingSeed));
  const kept = open.repos.trust.certificate('office', office);
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
  const device =
    (kept && belongsTo(kept, office) ? kept.bytes : undefined) ??
    makeDeviceCertificate(
      {
        office: open.self.officeId,
        device: open.self.deviceId,
        signingKey: publicBytes(open.self.deviceKey),
        recipient: open.self.recipient,
      },
      { device: open.self.deviceKey, admin: signingKey(open.keys.signingSeed) },
    );
  return { office: office.bytes, device };
}

export function requestBytes(open: OpenOffice): Uint8Array<ArrayBuffer> {
  const { office, device } = ownCertificates(open);
  return packRequest(office, device, toBytes(open.self.programmeId));
}

/** What this computer asks the authority, for comparing by voice. */
export function ownRequest(open: OpenOffice): Output<'trust.request'> {
  const { office, device } = ownCertificates(open);
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
