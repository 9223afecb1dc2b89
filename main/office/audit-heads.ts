import { AUDIT_HEAD_TYPE, headBytes } from '../crypto/audit-head.ts';
import { fits, signBytes, strictPublicKey } from '../crypto/ed25519.ts';
import { AuditRepo, putSignedHead, type SignedHead } from '../storage/audit.repo.ts';
import type { OpenOffice } from './open-office.ts';

/** A head is signed after so many lines, and whenever the office closes. */
export const LINES_PER_HEAD = 500;

/** Puts this computer's name to the chain as it stands, in the running transaction if there is one. */
export function signHead(open: OpenOffice): void {
  const { n, hash } = new AuditRepo(open.db).head();
  if (n === 0) return;
  const head = { n, hash, at: open.clock.now(), device: open.self.deviceId };
  const signature = signBytes(AUDIT_HEAD_TYPE, headBytes(open.self.officeId, head), open.self.deviceKey);
  putSignedHead(open.db, { ...head, signature });
}

/** Whether a head was signed by a computer of this office. */
export function headIsSigned(open: OpenOffice, head: SignedHead): boolean {
  const device = open.repos.offices.devicesOf(open.self.officeN).find(({ deviceId }) => deviceId === head.device);
  const key = device && strictPublicKey(device.signingKey);
  return key !== undefined && fits(AUDIT_HEAD_TYPE, headBytes(open.self.officeId, head), key, head.signature);
}
