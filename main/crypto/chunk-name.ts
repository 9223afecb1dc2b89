import { createHmac, timingSafeEqual } from 'node:crypto';

const LABEL = 'hifadhi file part';

/**
 * The name of a part of an attachment: HMAC-SHA-256 under the key that was drawn for the attachment, over its number and
 * its bytes. Who has not read the commit that tells of it learns nothing from the name (docs/bundle-format.md, section 7).
 */
export function chunkName(key: Uint8Array, i: number, bytes: Uint8Array): Buffer {
  const number = Buffer.alloc(4);
  number.writeUInt32BE(i);
  return createHmac('sha256', key).update(LABEL).update(number).update(bytes).digest();
}

export const isChunk = (key: Uint8Array, i: number, bytes: Uint8Array, name: Uint8Array): boolean =>
  name.length === 32 && timingSafeEqual(chunkName(key, i, bytes), name);
