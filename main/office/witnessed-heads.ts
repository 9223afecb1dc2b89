import { AUDIT_HEAD_TYPE, headBytes, packedHead, readHead, type ToldHead } from '../crypto/audit-head.ts';
import { fits, strictPublicKey } from '../crypto/ed25519.ts';
import type { SignedHead } from '../storage/audit.repo.ts';
import type { OfficeRow } from '../storage/office.repo.ts';
import { audit } from './audit.ts';
import { signHead } from './audit-heads.ts';
import { auditStanding } from './audit-watch.ts';
import { speakerOf } from './office-of-device.ts';
import type { OpenOffice } from './open-office.ts';

/**
 * What stands among the receipts of a bundle to an office: the head of this trail, signed now, and the highest that is
 * known of its own, as its computer signed it (docs/bundle-format.md). Versions that know nothing of heads pass them over.
 */
export function headsFor(open: OpenOffice, office: OfficeRow): Uint8Array<ArrayBuffer>[] {
  signHead(open);
  const own = open.repos.audit.newestHead();
  const [theirs] = open.repos.witnesses.of(office.n);
  return [
    ...(own ? [packedHead(open.self.officeId, own)] : []),
    ...(theirs ? [packedHead(office.officeId, theirs)] : []),
  ];
}

/** Whether what stands among the receipts is a head, whoever's. */
export const isHead = (bytes: Uint8Array): boolean => readHead(bytes) !== undefined;

/** A chain only grows: whether a computer now tells of one that does not go on from the one before. */
const wentBack = (known: SignedHead, head: SignedHead): boolean =>
  head.n < known.n ? head.at > known.at : head.n === known.n && !Buffer.from(known.hash).equals(head.hash);

function takeTheirs(open: OpenOffice, office: OfficeRow, { head }: ToldHead): void {
  const key = speakerOf(open, office, head.device);
  if (!key || !fits(AUDIT_HEAD_TYPE, headBytes(office.officeId, head), key, head.signature)) return;
  const known = open.repos.witnesses.get(office.n, office.n, head.device);
  if (known && wentBack(known, head))
    audit(open, 'audit.partner', office.officeId, 'failed', `${String(known.n)} ${String(head.n)}`);
  if (!known || head.n > known.n) open.repos.witnesses.put(office.n, office.n, head);
}

/** Whether it is about this computer and its trail has no such line. */
function takeOwn(open: OpenOffice, office: OfficeRow, { head }: ToldHead): boolean {
  const { self, repos } = open;
  const device = repos.offices.devicesOf(self.officeN).find(({ deviceId }) => deviceId === head.device);
  const key = device && strictPublicKey(device.signingKey);
  if (!key || !fits(AUDIT_HEAD_TYPE, headBytes(self.officeId, head), key, head.signature)) return false;
  const known = repos.witnesses.get(self.officeN, office.n, head.device);
  if (known && known.n >= head.n) return false;
  repos.witnesses.put(self.officeN, office.n, head);
  return head.device === self.deviceId && repos.audit.hashAt(head.n)?.equals(head.hash) !== true;
}

/**
 * Takes the heads among the receipts of a bundle, in the running transaction: of the office that sent it, kept and given
 * back; of this one, which its own trail has to hold. Where it does not, lines were cut off or made anew, and the trail is
 * followed to the place at once (security.md, Audit).
 */
export function takeHeads(open: OpenOffice, office: OfficeRow, receipts: readonly Uint8Array[]): void {
  let missing = false;
  for (const told of receipts.flatMap((bytes) => readHead(bytes) ?? [])) {
    if (told.office === office.officeId) takeTheirs(open, office, told);
    if (told.office === open.self.officeId) missing = takeOwn(open, office, told) || missing;
  }
  if (missing) auditStanding(open, { again: true });
}
