import type { KeyObject } from 'node:crypto';
import type { DeviceId, OfficeId } from '#core/ids.ts';
import { Refusal } from '#core/result.ts';
import type { BundleDirectory, Manifest } from '../crypto/bundle-format.ts';
import { idFrom, toBytes } from '../crypto/cbor.ts';
import { hashOf } from '../crypto/certificates.ts';
import { strictPublicKey } from '../crypto/ed25519.ts';
import { CARRIED_LIMIT, packTrust } from '../crypto/trust-package.ts';
import { NamedTexts, putText } from '../storage/meta.repo.ts';
import type { OfficeRow } from '../storage/office.repo.ts';
import { heldDirectory, heldRoots, judged } from './held-trust.ts';
import { keepTrust } from './keep-trust.ts';
import { linkState, putLinkState } from './link-state.ts';
import { linkTo } from './offer-changes.ts';
import { officeOfDevice } from './office-of-device.ts';
import type { OpenOffice } from './open-office.ts';

/** The highest version of the directory that another office said it has. */
const SEEN = 'directory_seen';

/**
 * A later version of the directory than this office's, of which it knows only that somebody has it: whoever hands on
 * sticks may be holding back that a computer was taken out (freeze).
 */
export function newerElsewhere(open: OpenOffice, version: number): number | undefined {
  const seen = Number(new NamedTexts(open.db, 'meta').get(SEEN) ?? '0');
  return seen > version ? seen : undefined;
}

/** The computer that a bundle brings the certificates of, when the pinned root vouches for it. Nothing is stored. */
export function vouchedFor(
  open: OpenOffice,
  device: DeviceId,
  carried: Uint8Array,
): { readonly office: OfficeId; readonly key: KeyObject } | undefined {
  if (heldRoots(open).length === 0) return undefined;
  const cert = judged(open, carried, CARRIED_LIMIT)?.devices.find(({ value }) => value.device === device)?.value;
  const key = cert && strictPublicKey(cert.signingKey);
  return key && cert.office !== open.self.officeId ? { office: cert.office, key } : undefined;
}

/**
 * Takes what a proven bundle brings of the programme's trust, at once and whatever becomes of its cases: that somebody
 * was taken out must not wait for anybody to press a button. A package of another programme, or one where no root was
 * compared yet, is passed over.
 */
export function takeCarried(open: OpenOffice, manifest: Manifest): void {
  const roots = heldRoots(open);
  const verdict = roots.length > 0 && manifest.trust ? judged(open, manifest.trust, CARRIED_LIMIT) : undefined;
  open.db.transaction(() => {
    if (verdict) keepTrust(open, verdict);
    const from = open.repos.offices.officeById(idFrom<OfficeId>(manifest.from_office));
    if (!from || roots.length === 0) return;
    const link = linkTo(open, from.officeId);
    const theirs = manifest.dir_hash && idFrom<string>(manifest.dir_hash);
    putLinkState(open, link, from.n, { ...linkState(open, link), directory: theirs });
    const own = heldDirectory(open)?.value.version ?? 0;
    if (manifest.dir_version > Math.max(own, newerElsewhere(open, own) ?? 0))
      putText(open.db, 'meta', SEEN, String(manifest.dir_version));
  });
}

/** SYNC_REVOKED for a bundle that a computer wrote after the moment until which it was in good hands. */
export function refuseRevoked(open: OpenOffice, manifest: Manifest): void {
  const device = open.repos.offices.deviceById(idFrom<DeviceId>(manifest.from));
  if (device?.cutOff && manifest.at > device.cutOff.at) throw new Refusal('SYNC_REVOKED');
}

/** What a bundle for an office says of the directory; none where the programme has no authority. */
export function carriedFor(
  open: OpenOffice,
  office: OfficeRow,
  authors: Iterable<number>,
): BundleDirectory | undefined {
  const roots = heldRoots(open);
  const directory = heldDirectory(open, roots);
  if (!directory) return undefined;
  const hash = hashOf(directory.bytes);
  const about = { version: directory.value.version, hash: new Uint8Array(toBytes(hash)) };
  const state = linkState(open, linkTo(open, office.officeId));
  const others = [...new Set(authors)].filter((n) => n !== open.self.deviceN);
  // They have the same list, and a bundle of this computer arrived there: they need to be told nothing.
  if (state.directory === hash && state.lastDelivered !== undefined && others.length === 0) return about;
  const certs = [open.self.deviceN, ...others].flatMap((n) => certificatesOf(open, n));
  const carried = packTrust({ roots: roots.map(({ bytes }) => bytes), directory: directory.bytes, certs });
  return carried.length > CARRIED_LIMIT ? about : { ...about, carried };
}

/** The certificates of a computer and of its office, where they are here. */
function certificatesOf(open: OpenOffice, deviceN: number): Uint8Array[] {
  const device = open.repos.offices.device(deviceN);
  const office = officeOfDevice(open, device);
  if (!device || !office) return [];
  return [office.officeId, device.deviceId].flatMap((subject) => open.repos.trust.certificate(subject) ?? []);
}
