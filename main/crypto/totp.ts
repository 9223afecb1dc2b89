import { createHmac } from 'node:crypto';
import { CODE_DIGITS } from '#core/people/second-factor.ts';

/** The code of a step, as RFC 6238 and RFC 4226 have it: HMAC-SHA-1, six digits. */
export function totpCode(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const at = (mac[mac.length - 1] ?? 0) & 0xf;
  const number = mac.readUInt32BE(at) & 0x7fff_ffff;
  return String(number % 10 ** CODE_DIGITS).padStart(CODE_DIGITS, '0');
}
