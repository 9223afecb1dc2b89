import type { DeviceId, OfficeId } from '#core/ids.ts';
import type { KeyObject } from 'node:crypto';
import { MOST_SUCCESSIONS } from '../crypto/bundle-format.ts';
import type { Brings } from '../crypto/bundle-manifest.ts';
import { belongsTo, readDeviceCertificate, readOfficeCertificate, type SignedDevice } from '../crypto/certificates.ts';
import { strictPublicKey } from '../crypto/ed25519.ts';
import { readSibling, type SignedSibling } from '../crypto/sibling.ts';
import { readSuccession, type SignedSuccession } from '../crypto/succession.ts';
import { CARRIED_LIMIT, readTrust } from '../crypto/trust-package.ts';
import type { OfficeRow } from '../storage/office.repo.ts';
import type { SuccessionRow } from '../storage/succession.repo.ts';
import { audit } from './audit.ts';
import { mayAnswerHere } from './computers/may-answer.ts';
import { cutOffHere, stepsBack } from './computers/taken-out.ts';
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
  const own = new Set([open.self.deviceId, ...lineOf(open, open.self.deviceId).map(({ before }) => before)]);
  const inside = office.isSelf ? open.repos.offices.devicesOf(office.n).map(({ n }) => n) : [];
  const bodies = new Map<DeviceId, Buffer>();
  for (const n of new Set([open.self.deviceN, ...authors, ...inside])) {
    const device = open.repos.offices.device(n);
    if (!device || (device.officeN === office.n && !office.isSelf)) continue;
    // Of the other computers of this office they learn one by one: another one may have come to write since. Among the
    // computers of one office everything is said each time: one of them may have heard of it while another did not.
    if (known && !office.isSelf && own.has(device.deviceId)) continue;
    for (const [later, body] of originsOf(open, device.deviceId)) bodies.set(later, body);
  }
  return [...bodies.values()].slice(0, MOST_SUCCESSIONS).map((body) => new Uint8Array(body));
}

/** How a computer came to be known in its office, back to the first: what it was before, or which one it works beside. */
function originsOf(open: OpenOffice, device: DeviceId): Map<DeviceId, Buffer> {
  const { successions, siblings } = open.repos;
  const found = new Map<DeviceId, Buffer>();
  for (let at: DeviceId | undefined = device; at !== undefined && !found.has(at) && found.size < MOST_SUCCESSIONS;) {
    const row: { readonly before: DeviceId; readonly body: Buffer } | undefined = successions.of(at) ?? siblings.of(at);
    if (row) found.set(at, row.body);
    at = row?.before;
  }
  return found;
}

/** A computer that successions make known: as a later one or, backwards, as an earlier one of a computer known here. */
interface Proven {
  readonly origin: SignedSuccession | SignedSibling;
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
  sibling: SignedSibling | undefined,
): SignedDevice | boolean {
  const bytes = open.repos.trust.certificate('office', office);
  const cert = bytes && readOfficeCertificate(bytes);
  if (!cert) return true;
  // Who answered when it was made a further computer of the office has signed just that.
  const admin = sibling?.value.admin;
  if (admin && cert.value.admins.some((key) => Buffer.compare(key, admin) === 0)) return true;
  const kept = open.repos.trust.certificate('device', device);
  const one = kept && readDeviceCertificate(kept);
  if (one && belongsTo(one, cert)) return true;
  return brought.find((certificate) => certificate.value.device === device && belongsTo(certificate, cert)) ?? false;
}

/** Whether somebody of its office answered for a computer that is known here. */
export function isAnswered(open: OpenOffice, office: OfficeId, device: DeviceId): boolean {
  const row = open.repos.siblings.of(device);
  const sibling = row && readSibling(row.body);
  return answered(open, office, device, [], sibling) === true;
}

const isSibling = (origin: SignedSuccession | SignedSibling): origin is SignedSibling => 'kind' in origin;

/** A succession, or a further computer of an office that has taken that up itself. */
function readOrigin(bytes: Uint8Array): SignedSuccession | SignedSibling | undefined {
  const sibling = readSibling(bytes);
  return sibling?.whole === true ? sibling : readSuccession(bytes);
}

/**
 * What the successions of a bundle prove, in the order in which it can be taken. A later computer counts where the earlier
 * one is in good standing here: whoever was taken out cannot go on under another name. A further computer of this office
 * counts where somebody signed who may decide on that here. Nothing is stored.
 */
function proven(open: OpenOffice, brings: Brings): Proven[] {
  const brought = devicesIn(brings);
  const found: Proven[] = [];
  const officeOf = (device: DeviceId): OfficeId | undefined => {
    const row = open.repos.offices.deviceById(device);
    if (row) return officeOfDevice(open, row)?.officeId;
    return found.find((one) => one.device === device)?.office;
  };
  const { officeId: here } = open.self;
  const stands = (device: DeviceId, office: OfficeId): boolean => {
    if (office === here && cutOffHere(open, device)) return false;
    const standing = open.repos.offices.deviceById(device)?.standing;
    return standing === undefined || standing === 'known' || standing === 'listed';
  };
  const { successions, siblings } = open.repos;
  const isShown = (device: DeviceId): boolean =>
    (successions.of(device) ?? siblings.of(device) ?? found.find(({ origin }) => origin.value.device === device)) !==
    undefined;
  let left = (brings.succ ?? []).flatMap((bytes) => readOrigin(bytes) ?? []);
  for (let before = -1; before !== left.length;) {
    before = left.length;
    left = left.filter((origin) => {
      const { value } = origin;
      const [earlier, later] = [officeOf(value.before), officeOf(value.device)];
      const sibling = isSibling(origin) ? origin : undefined;
      const bothKnown = earlier !== undefined && later !== undefined;
      // Where both are known and nobody has shown yet how the later one came to be, that is still to be learnt.
      if (bothKnown && (earlier !== value.office || later !== value.office || isShown(value.device))) return false;
      if (earlier === value.office && (bothKnown || stands(value.before, value.office))) {
        if (sibling && value.office === here && !mayAnswerHere(open, sibling.value.admin)) return true;
        const certificate = answered(open, value.office, value.device, brought, sibling);
        if (certificate === false) return true;
        found.push({ origin, ...value, certificate: certificate === true ? undefined : certificate });
        return false;
      }
      if (later !== value.office || !stands(value.device, value.office)) return true;
      const { before: device, beforeKey: signingKey, office } = value;
      found.push({ origin, device, office, signingKey, recipient: '', certificate: undefined });
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
  if (one?.office === open.self.officeId && cutOffHere(open, device)) return undefined;
  const key = one && strictPublicKey(one.signingKey);
  // One of this office is another computer of it; this one does not read its own bundles.
  return key && one.device !== open.self.deviceId ? { office: one.office, key } : undefined;
}

/** Whether a bundle says that its computer is a known one under new keys, for whom nobody of its office answered yet. */
export const waitsForAnswer = (open: OpenOffice, device: DeviceId, { succ }: Brings): boolean =>
  // Nobody can answer for one that was taken out.
  open.repos.offices.deviceById(device)?.standing !== 'revoked' &&
  (succ ?? []).some((bytes) => {
    const value = readOrigin(bytes)?.value;
    return value?.device === device && open.repos.offices.deviceById(value.before) !== undefined;
  });

/** A further computer that was made here has taken that up: from now on others can be told of it. */
function completeSiblings({ repos: { siblings } }: OpenOffice, { succ }: Brings): void {
  for (const sibling of (succ ?? []).flatMap((bytes) => readSibling(bytes) ?? [])) {
    const kept = siblings.of(sibling.value.device);
    const known = kept && readSibling(kept.body);
    if (kept && known && !known.whole && sibling.whole && Buffer.compare(known.body, sibling.body) === 0)
      siblings.put({ ...kept, body: Buffer.from(sibling.bytes) });
  }
}

/** Keeps what the successions of a proven bundle prove, in the caller's transaction. Whether anything is new. */
export function keepSuccessions(open: OpenOffice, brings: Brings): boolean {
  const { offices, successions, siblings, trust } = open.repos;
  const now = open.clock.now();
  completeSiblings(open, brings);
  const found = proven(open, brings);
  for (const { origin, device, office, signingKey, recipient, certificate } of found) {
    const row = offices.officeById(office);
    const { value, bytes } = origin;
    // Who has all the keys could sign a ring.
    if (!row || stepsBack(open, value.before).some(({ before }) => before === value.device)) continue;
    const known = offices.deviceById(value.device);
    const at = known ? offices.heardOf(known.n).addedAt : now;
    offices.addDevice({ deviceId: device, officeN: row.n, signingKey: Buffer.from(signingKey), recipient }, now);
    const body = Buffer.from(bytes);
    if (isSibling(origin)) siblings.put({ device: value.device, before: value.before, body, at });
    else successions.add({ device: value.device, before: value.before, body, identity: null, why: null, at: now });
    if (certificate) trust.putCertificate({ kind: 'device', subject: device, body: certificate.bytes }, now);
    audit(open, isSibling(origin) ? 'device.joined' : 'device.renewed', value.device, 'done', row.code);
  }
  return found.length > 0;
}
