import type { Directory } from '#core/exchange/trust.ts';
import type { OfficeId } from '#core/ids.ts';
import { hashOf, type SignedDevice, type SignedOffice } from '../crypto/certificates.ts';
import type { Verdict } from '../crypto/trust-chain.ts';
import type { DeviceRow } from '../storage/office.repo.ts';
import { audit } from './audit.ts';
import { heldDirectory } from './held-trust.ts';
import { officeOfDevice } from './office-of-device.ts';
import type { OpenOffice } from './open-office.ts';

/**
 * Keeps what a package was judged to be worth, in the caller's transaction: roots, the newer directory, certificates, the
 * offices and computers they name, and proofs of double signing. Answers whether anything is different now.
 */
export function keepTrust(open: OpenOffice, verdict: Verdict): boolean {
  const { trust } = open.repos;
  const now = open.clock.now();
  let changed = false;
  for (const root of verdict.roots) {
    trust.addRoot(root.value.version, root.bytes, now);
    audit(open, 'trust.root', String(root.value.version));
    changed = true;
  }
  if (verdict.age === 'newer' && verdict.directory) {
    trust.putDirectory(verdict.directory.bytes, now);
    audit(open, 'trust.directory', String(verdict.directory.value.version));
    changed = true;
  }
  for (const office of verdict.offices.values()) changed = keepOffice(open, office) || changed;
  for (const device of verdict.devices) changed = keepDevice(open, device) || changed;
  for (const { kind, a, b } of verdict.forks)
    if (trust.addProof(kind, a, b, now)) {
      audit(open, 'trust.forked', kind, 'refused');
      changed = true;
    }
  for (const office of verdict.unproven) audit(open, 'trust.unproven', office, 'refused');
  if (changed) renewStandings(open);
  return changed;
}

function keepOffice(open: OpenOffice, { value, bytes }: SignedOffice): boolean {
  const { trust, offices } = open.repos;
  if (trust.certificate(value.office)?.equals(bytes) === true) return false;
  const now = open.clock.now();
  trust.putCertificate({ kind: 'office', subject: value.office, body: bytes }, now);
  const known = offices.officeById(value.office);
  if (known?.isSelf === true) return true;
  offices.putOffice({
    officeId: value.office,
    code: value.code,
    name: value.name,
    isSelf: false,
    card: known?.card ?? null,
    confirmedAt: known?.confirmedAt ?? now,
  });
  if (!known) audit(open, 'office.trusted', value.office, 'done', 'directory');
  return true;
}

function keepDevice(open: OpenOffice, { value, bytes }: SignedDevice): boolean {
  const { trust, offices } = open.repos;
  const office = offices.officeById(value.office);
  const known = offices.deviceById(value.device);
  // A computer belongs to one office, whatever else it signs.
  if (!office || (known && officeOfDevice(open, known)?.officeId !== value.office)) return false;
  if (trust.certificate(value.device)?.equals(bytes) === true) return false;
  const now = open.clock.now();
  trust.putCertificate({ kind: 'device', subject: value.device, body: bytes }, now);
  offices.addDevice(
    {
      deviceId: value.device,
      officeN: office.n,
      signingKey: Buffer.from(value.signingKey),
      recipient: value.recipient,
    },
    now,
  );
  return true;
}

/** Writes beside each computer what the directory in force says of it. */
function renewStandings(open: OpenOffice): void {
  const { offices } = open.repos;
  const directory = heldDirectory(open)?.value;
  if (!directory) return;
  const entries = new Map<string, Directory['entries'][number]>();
  for (const entry of directory.entries) if (entry.kind === 'device') entries.set(entry.subject, entry);
  const listed = new Set<OfficeId | string>(
    directory.entries.filter((entry) => entry.kind === 'office').map((entry) => entry.subject),
  );
  for (const device of offices.devices()) {
    const entry = entries.get(device.deviceId);
    const office = officeOfDevice(open, device);
    if (entry?.cutOff) offices.setStanding(device.n, 'revoked', entry.cutOff);
    else if (entry) offices.setStanding(device.n, isProven(open, device, entry.cert) ? 'listed' : 'known');
    else offices.setStanding(device.n, office && listed.has(office.officeId) ? 'unlisted' : 'known');
  }
}

/** Whether the listed certificate is here. Until then a computer that is known by its card goes on as it was. */
function isProven(open: OpenOffice, device: DeviceRow, cert: string): boolean {
  const kept = open.repos.trust.certificate(device.deviceId);
  return kept !== undefined && hashOf(kept) === cert;
}
