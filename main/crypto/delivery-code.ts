import { createHmac } from 'node:crypto';
import { CODE_DIGITS } from '#core/exchange/spoken-code.ts';

const LABEL = 'hifadhi delivery code v1';

/** What an office says by reading a code out: which of its computers took in which bundle, how far, and without what. */
export interface Delivery {
  /** Ids as bytes: 16 for computer and bundle, 32 for the manifest's hash. */
  readonly device: Uint8Array;
  readonly bundle: Uint8Array;
  readonly manifestHash: Uint8Array;
  readonly link: string;
  /** The position up to which everything is applied or safely waiting. */
  readonly pos: number;
  /** How many changes of the bundle were set aside. */
  readonly setAside: number;
}

const number = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
};

/**
 * Ten digits that only somebody who has opened the bundle can say: HMAC-SHA-256 under the key that its manifest carries,
 * the first eight bytes as a number modulo 10^10 (docs/bundle-format.md, section 8).
 */
export function deliveryCode(key: Uint8Array, said: Delivery): string {
  const link = Buffer.from(said.link);
  const mac = createHmac('sha256', key)
    .update(LABEL)
    .update(said.device)
    .update(said.bundle)
    .update(said.manifestHash)
    .update(number(link.length))
    .update(link)
    .update(number(said.pos))
    .update(number(said.setAside))
    .digest();
  return String(mac.readBigUInt64BE(0) % 10n ** BigInt(CODE_DIGITS)).padStart(CODE_DIGITS, '0');
}
