import type { DeviceId, OfficeId } from '#core/ids.ts';
import type { KeyObject } from 'node:crypto';
import { MOST_SUCCESSIONS } from '../crypto/bundle-format.ts';
import type { Brings } from '../crypto/bundle-manifest.ts';
import { belongsTo, readDeviceCertificate, readOfficeCertificate, type SignedDevice } from '../crypto/certificates.ts';
import { strictPublicKey } from '../crypto/ed25519.ts';
import { readSuccession, type SignedSuccession } from '../crypto/succession.ts';
import { CARRIED_LIMIT, readTrust } from '../crypto/trust-package.ts';
import type { OfficeRow } from '../storage/office.repo.ts';
import type { SuccessionRow } from '../storage/succession.repo.ts';
import { audit } from './audit.ts';
import { computersOf } from './cursors.ts';
import { linkState, linkTo } from './link-state.ts';
import { officeOfDevice } from './office-of-device.ts';
import type { OpenOffice } from './open-office.ts';

/** How a computer came to be, from its last succession back to its first. */
export function lineOf(open: OpenOffice, device: DeviceId): SuccessionRow[] {
  const line: SuccessionRow[] = [];
  for (let row = open.repos.successions.of(device); row; row = open.repos.successions.of(row.before)) {
    // A ring cannot be signed honestly; who has the keys could sign one all the same.
    if (line.length >= MOST_SUCCESSIONS || line.some(({ device: known }) => known === row?.device)) break;
    line.push(row);
  }
  return line;
}

/** The names that links of this computer to an office have had, the one of today first. */
export function linksTo(open: OpenOffice, officeId: OfficeId): string[] {
  const link = linkTo(open, officeId);
  return [
    link,
    ...lineOf(open, open.self.deviceId).map(({ before }) => before + link.slice(open.self.deviceId.length)),
  ];
}

/** Whether an office has confirmed a bundle of this computer as it is now; where it was never another, any bundle. */
export function isIntroduced(open: OpenOffice, office: OfficeRow): boolean {
  const state = linkState(open, linkTo(open, office.officeId));
  // A computer that came later was told nothing yet.
  if (state.cursors && computersOf(open, office, state).some(({ deviceId }) => state.cursors?.[deviceId] === undefined))
    return false;
  if (open.repos.successions.of(open.self.deviceId) === undefined) return state.lastDelivered !== undefined;
  return state.introduced === open.self.deviceId;
}

/** What a bundle says of how the computers that wrote in it came to be; nothing of this one once it is known there. */
export function successionsFor(
  open: OpenOffice,
  office: OfficeRow,
  authors: Iterable<number>,
): Uint8Array<ArrayBuffer>[] {
  const known = isIntroduced(open, office);
  const rows = new Map<DeviceId, SuccessionRow>();
  for (const n of new Set([open.self.deviceN, ...authors])) {
    const device = open.repos.offices.device(n);
    if (!device || (device.officeN === office.n && !office.isSelf) || (known && device.officeN === open.self.officeN))
      continue;
    for (const row of lineOf(open, device.deviceId)) rows.set(row.device, row);
  }
  return [...rows.values()].slice(0, MOST_SUCCESSIONS).map(({ body }) => new Uint8Array(body));
}

/** A computer that successions make known: as a later one or, backwards, as an earlier one of a computer known here. */
interface Proven {
  readonly succession: SignedSuccession;
  readonly device: DeviceId;
  readonly office: OfficeId;
  readonly signingKey: Uint8Array;
  /** Empty for an earlier one: nothing is sealed for it. */
  readonly recipient: string;
  readonly certificate: SignedDevice | undefined;
}

/** The certificates of computers that a bundle brings. */
const devicesIn = (brings: Brings): SignedDevice[] =>
  (brings.trust ? (readTrust(brings.trust, CARRIED_LIMIT)?.certs ?? []) : []).flatMap(
    (bytes) => readDeviceCertificate(bytes) ?? [],
  );

/**
 * Whether somebody who may answer for the computers of an office answered for this one (exchange.md R4), where the office
 * has said who may. An office that is known by its card alone answers with the computer that people compared.
 */
function answered(
  open: OpenOffice,
  office: OfficeId,
  device: DeviceId,
  brought: readonly SignedDevice[],
): SignedDevice | boolean {
  const bytes = open.repos.trust.certificate('office', office);
  const cert = bytes && readOfficeCertificate(bytes);
  if (!cert) return true;
  const kept = open.repos.trust.certificate('device', device);
  const one = kept && readDeviceCertificate(kept);
  if (one && belongsTo(one, cert)) return true;
  return brought.find((certificate) => certificate.value.device === device && belongsTo(certificate, cert)) ?? false;
}

/** Whether somebody of its office answered for a computer that is known here. */
export const isAnswered = (open: OpenOffice, office: OfficeId, device: DeviceId): boolean =>
  answered(open, office, device, []) === true;

/**
 * What the successions of a bundle prove, in the order in which it can be taken. A later computer counts where the earlier
 * one is in good standing here: whoever was taken out cannot go on under another name. Nothing is stored.
 */
function proven(open: OpenOffice, brings: Brings): Proven[] {
  const brought = devicesIn(brings);
  const found: Proven[] = [];
  const officeOf = (device: DeviceId): OfficeId | undefined => {
    const row = open.repos.offices.deviceById(device);
    if (row) return officeOfDevice(open, row)?.officeId;
    return found.find((one) => one.device === device)?.office;
  };
  const stands = (device: DeviceId): boolean => {
    const standing = open.repos.offices.deviceById(device)?.standing;
    return standing === undefined || standing === 'known' || standing === 'listed';
  };
  let left = (brings.succ ?? []).flatMap((bytes) => readSuccession(bytes) ?? []);
  for (let before = -1; before !== left.length;) {
    before = left.length;
    left = left.filter((succession) => {
      const { value } = succession;
      const [earlier, later] = [officeOf(value.before), officeOf(value.device)];
      if (earlier !== undefined && later !== undefined) return false;
      if (earlier === value.office && stands(value.before)) {
        const certificate = answered(open, value.office, value.device, brought);
        if (certificate === false) return true;
        found.push({ succession, ...value, certificate: certificate === true ? undefined : certificate });
        return false;
      }
      if (later !== value.office || !stands(value.device)) return true;
      const { before: device, beforeKey: signingKey, office } = value;
      found.push({ succession, device, office, signingKey, recipient: '', certificate: undefined });
      return false;
    });
  }
  return found;
}

/** The computer that wrote a bundle, when what it brings shows that it is one that is known here, under new keys. */
export function succeedsKnown(
  open: OpenOffice,
  device: DeviceId,
  brings: Brings,
): { readonly office: OfficeId; readonly key: KeyObject } | undefined {
  const one = proven(open, brings).find((entry) => entry.device === device && entry.recipient !== '');
  const key = one && strictPublicKey(one.signingKey);
  // One of this office is another computer of it; this one does not read its own bundles.
  return key && one.device !== open.self.deviceId ? { office: one.office, key } : undefined;
}

/** Whether a bundle says that its computer is a known one under new keys, for whom nobody of its office answered yet. */
export const waitsForAnswer = (open: OpenOffice, device: DeviceId, { succ }: Brings): boolean =>
  (succ ?? []).some((bytes) => {
    const value = readSuccession(bytes)?.value;
    return value?.device === device && open.repos.offices.deviceById(value.before) !== undefined;
  });

/** Keeps what the successions of a proven bundle prove, in the caller's transaction. Whether anything is new. */
export function keepSuccessions(open: OpenOffice, brings: Brings): boolean {
  const { offices, successions, trust } = open.repos;
  const now = open.clock.now();
  const found = proven(open, brings);
  for (const { succession, device, office, signingKey, recipient, certificate } of found) {
    const row = offices.officeById(office);
    if (!row) continue;
    offices.addDevice({ deviceId: device, officeN: row.n, signingKey: Buffer.from(signingKey), recipient }, now);
    const { value, bytes } = succession;
    const body = Buffer.from(bytes);
    successions.add({ device: value.device, before: value.before, body, identity: null, why: null, at: now });
    if (certificate) trust.putCertificate({ kind: 'device', subject: device, body: certificate.bytes }, now);
    audit(open, 'device.renewed', value.device, 'done', row.code);
  }
  return found.length > 0;
}
