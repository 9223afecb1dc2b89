import type { KeyObject } from 'node:crypto';
import { compareDirectories, type Directory } from '#core/exchange/trust.ts';
import type { DeviceId, OfficeId } from '#core/ids.ts';
import { READS_PEOPLE, type BundleDirectory, type Manifest } from '../crypto/bundle-format.ts';
import type { Brings } from '../crypto/bundle-manifest.ts';
import { idFrom, toBytes } from '../crypto/cbor.ts';
import { hashOf } from '../crypto/certificates.ts';
import { strictPublicKey } from '../crypto/ed25519.ts';
import { CARRIED_LIMIT, packTrust } from '../crypto/trust-package.ts';
import type { OfficeRow } from '../storage/office.repo.ts';
import { heldDirectory, heldRoots, judged } from './held-trust.ts';
import { keepTrust, renewStandings } from './keep-trust.ts';
import { allHaveList } from './cursors.ts';
import { linkState, linkTo, putLinkState } from './link-state.ts';
import { officeOfDevice, speakerOf } from './office-of-device.ts';
import type { OpenOffice } from './open-office.ts';
import { isIntroduced, keepSuccessions } from './successions.ts';

/** A later directory than the one here, of which this office has only the word of another. */
export interface NewerElsewhere {
  readonly office: string;
  readonly root: number;
  readonly version: number;
}

/**
 * The latest directory that an office said it has and that did not arrive here: whoever hands on sticks may be holding
 * back that a computer was taken out (freeze). Only the last word of each office counts, and only while a computer of it
 * is in good standing: a wrong number would otherwise hide every true one for ever.
 */
export function newerElsewhere(open: OpenOffice, own: Directory): NewerElsewhere | undefined {
  const { offices } = open.repos;
  let last: { readonly office: string; readonly claims: Pick<Directory, 'minRoot' | 'version'> } | undefined;
  for (const { n, officeId, name, isSelf } of offices.offices()) {
    const { claims } = isSelf ? {} : linkState(open, linkTo(open, officeId));
    const speaks = offices.devicesOf(n).some(({ deviceId }) => speakerOf(open, { n }, deviceId));
    if (claims && speaks && compareDirectories(claims, last?.claims ?? own) > 0) last = { office: name, claims };
  }
  return last && { office: last.office, root: last.claims.minRoot, version: last.claims.version };
}

/** The computer that a bundle brings the certificates of, when the pinned root vouches for it. Nothing is stored. */
export function vouchedFor(
  open: OpenOffice,
  device: DeviceId,
  { trust }: Brings,
): { readonly office: OfficeId; readonly key: KeyObject } | undefined {
  if (!trust || heldRoots(open).length === 0) return undefined;
  const cert = judged(open, trust, CARRIED_LIMIT)?.devices.find(({ value }) => value.device === device)?.value;
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
    if (keepSuccessions(open, manifest)) renewStandings(open);
    const from = open.repos.offices.officeById(idFrom<OfficeId>(manifest.from_office));
    // A computer that was taken out does not say what its office has.
    if (!from || roots.length === 0 || !speakerOf(open, from, idFrom<DeviceId>(manifest.from))) return;
    const link = linkTo(open, from.officeId);
    const state = linkState(open, link);
    const theirs = manifest.dir_hash && idFrom<string>(manifest.dir_hash);
    const { [idFrom<DeviceId>(manifest.from)]: _before, ...others } = state.directories ?? {};
    const directories = theirs === undefined ? others : { ...others, [idFrom<DeviceId>(manifest.from)]: theirs };
    const { dir_root: minRoot, dir_version: version } = manifest;
    const claims = minRoot === undefined ? undefined : { minRoot, version };
    const people = manifest.caps.includes(READS_PEOPLE);
    putLinkState(open, link, from.n, { ...state, directory: theirs, directories, claims, people });
  });
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
  const { minRoot: root, version } = directory.value;
  const about = { root, version, hash: new Uint8Array(toBytes(hash)) };
  const state = linkState(open, linkTo(open, office.officeId));
  const others = [...new Set(authors)].filter((n) => n !== open.self.deviceN);
  // They have the same list, and a bundle of this computer arrived there: they need to be told nothing.
  if (allHaveList(open, office, state, hash) && isIntroduced(open, office) && others.length === 0) return about;
  const pack = (devices: readonly number[]): Uint8Array<ArrayBuffer> =>
    packTrust({
      roots: roots.map(({ bytes }) => bytes),
      directory: directory.bytes,
      certs: devices.flatMap((n) => certificatesOf(open, n)),
    });
  // Where not everything fits, the list and who sends are needed most: what others wrote can wait for their certificates.
  const carried = [[open.self.deviceN, ...others], [open.self.deviceN]]
    .map(pack)
    .find(({ length }) => length <= CARRIED_LIMIT);
  return carried ? { ...about, carried } : about;
}

/** The certificates of a computer and of its office, where they are here, and those that the office had before. */
function certificatesOf(open: OpenOffice, deviceN: number): Uint8Array[] {
  const device = open.repos.offices.device(deviceN);
  const office = officeOfDevice(open, device);
  if (!device || !office) return [];
  const { trust } = open.repos;
  const own = [trust.certificate('office', office.officeId), trust.certificate('device', device.deviceId)];
  return [...own, ...trust.pastCertificates(office.officeId)].flatMap((bytes) => bytes ?? []);
}
