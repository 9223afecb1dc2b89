import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { deriveKey, newKdfParameters } from './passphrase.ts';
import type { KdfCost, KdfParameters } from './passphrase.ts';

const TAG = 16;

/** Something locked with a passphrase. Texts are base64url. */
export interface PassphraseBox {
  readonly kdf: KdfParameters;
  readonly nonce: string;
  readonly box: string;
}

/** What stands readable beside the box and cannot be exchanged unnoticed. */
type Header = (kdf: KdfParameters) => Buffer;

/** Locks `plain` and overwrites it. */
export async function lockBox(
  plain: Buffer,
  passphrase: string,
  cost: KdfCost,
  header: Header,
): Promise<PassphraseBox> {
  const kdf = newKdfParameters(cost);
  const key = await deriveKey(passphrase, kdf);
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(header(kdf));
  const box = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  plain.fill(0);
  key.fill(0);
  return { kdf, nonce: nonce.toString('base64url'), box: box.toString('base64url') };
}

/** What is in the box; undefined when it does not open, for whatever reason. */
export async function openBox(
  { kdf, nonce, box }: PassphraseBox,
  passphrase: string,
  header: Header,
): Promise<Buffer | undefined> {
  const bytes = Buffer.from(box, 'base64url');
  const key = await deriveKey(passphrase, kdf);
  try {
    const cipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64url'), { authTagLength: TAG });
    cipher.setAAD(header(kdf));
    cipher.setAuthTag(bytes.subarray(-TAG));
    return Buffer.concat([cipher.update(bytes.subarray(0, -TAG)), cipher.final()]);
  } catch {
    return undefined;
  } finally {
    key.fill(0);
  }
}
