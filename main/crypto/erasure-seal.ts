import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/**
 * What proves that this office itself says that a case was erased: the mark lies in the open, where anybody may write.
 *
 * @param master 32 bytes that lie in every copy of the office's database, and nowhere else.
 * @param officeId the seal holds for no other office.
 */
export const erasureSeal = (master: Uint8Array, officeId: string, mark: string): Buffer =>
  createHmac('sha256', Buffer.from(hkdfSync('sha256', master, officeId, 'hifadhi erasure mark 1', 32)))
    .update(mark, 'utf8')
    .digest();

export function isSealOf(seal: Uint8Array, master: Uint8Array, officeId: string, mark: string): boolean {
  const right = erasureSeal(master, officeId, mark);
  return seal.length === right.length && timingSafeEqual(seal, right);
}
