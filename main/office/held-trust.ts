import type { DeviceId, OfficeId } from '#core/ids.ts';
import { readOfficeCertificate, type SignedOffice } from '../crypto/certificates.ts';
import { readDirectory, type SignedDirectory } from '../crypto/directory.ts';
import { readRoot, type SignedRoot } from '../crypto/programme-root.ts';
import { judgeTrust, type Held, type Verdict } from '../crypto/trust-chain.ts';
import { readTrust } from '../crypto/trust-package.ts';
import type { OpenOffice } from './open-office.ts';

/** The directory in force as it was signed; undefined where the programme has no authority. */
export function heldDirectory(open: OpenOffice, roots = heldRoots(open)): SignedDirectory | undefined {
  const bytes = open.repos.trust.directory();
  if (!bytes) return undefined;
  // It stays in force when a later root changes the authority, until that one signs another.
  for (const root of roots.toReversed()) {
    const directory = readDirectory(bytes, root.value);
    if (directory) return directory;
  }
  throw new Error('the directory that is kept was signed by nobody');
}

/** The roots that were accepted here, in order; the last is in force. */
export const heldRoots = (open: OpenOffice): SignedRoot[] =>
  open.repos.trust.roots().flatMap((bytes) => readRoot(bytes) ?? []);

export function heldTrust(open: OpenOffice): Held {
  const roots = heldRoots(open);
  const offices = new Map<OfficeId, SignedOffice>();
  for (const bytes of open.repos.trust.certificates('office')) {
    const cert = readOfficeCertificate(bytes);
    if (cert) offices.set(cert.value.office, cert);
  }
  const computers = new Map<OfficeId, ReadonlySet<DeviceId>>();
  for (const { n, officeId } of open.repos.offices.offices())
    computers.set(officeId, new Set(open.repos.offices.devicesOf(n).map(({ deviceId }) => deviceId)));
  return { programme: open.self.programmeId, roots, directory: heldDirectory(open, roots), offices, computers };
}

/** What a package says to this office, if it is one of its programme. Nothing is stored. */
export function judged(open: OpenOffice, bytes: Uint8Array, most?: number): Verdict | undefined {
  const offered = readTrust(bytes, most);
  return offered && judgeTrust(heldTrust(open), offered);
}
