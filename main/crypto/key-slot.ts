import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { fail, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { KeySlot, KeyUser } from './key-file-format.ts';
import { deriveKey, newKdfParameters } from './passphrase.ts';
import type { KdfCost, KdfParameters } from './passphrase.ts';

/** What a passphrase opens: the person's own private keys. */
export interface PersonalKeys {
  /** age identity. */
  readonly identity: string;
  /** Ed25519 seed, 32 bytes. */
  readonly signingSeed: Uint8Array;
}
type Owner = Pick<KeyUser, 'id' | 'recipient' | 'signingKey'>;

const TAG = 16;
const content = z.strictObject({ identity: z.string(), seed: z.string() });

/** The slot's header: whose it is, which keys are inside and how it was locked cannot be exchanged unnoticed. */
const header = (owner: Owner, kdf: KdfParameters): Buffer =>
  Buffer.from(JSON.stringify(['hifadhi key slot 1', owner.id, owner.recipient, owner.signingKey, kdf]));

export async function lockSlot(owner: Owner, keys: PersonalKeys, passphrase: string, cost: KdfCost): Promise<KeySlot> {
  const kdf = newKdfParameters(cost);
  const key = await deriveKey(passphrase, kdf);
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(header(owner, kdf));
  const plain = Buffer.from(
    JSON.stringify({ identity: keys.identity, seed: Buffer.from(keys.signingSeed).toString('base64url') }),
  );
  const box = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  plain.fill(0);
  key.fill(0);
  return { kdf, nonce: nonce.toString('base64url'), box: box.toString('base64url') };
}

/** AUTH_WRONG_PASSPHRASE when the slot does not open, for whatever reason. */
export async function openSlot(user: KeyUser, passphrase: string): Promise<Result<PersonalKeys>> {
  const box = Buffer.from(user.slot.box, 'base64url');
  const key = await deriveKey(passphrase, user.slot.kdf);
  try {
    const cipher = createDecipheriv('aes-256-gcm', key, Buffer.from(user.slot.nonce, 'base64url'), {
      authTagLength: TAG,
    });
    cipher.setAAD(header(user, user.slot.kdf));
    cipher.setAuthTag(box.subarray(-TAG));
    const plain = Buffer.concat([cipher.update(box.subarray(0, -TAG)), cipher.final()]);
    const { identity, seed } = content.parse(JSON.parse(plain.toString('utf8')));
    plain.fill(0);
    return ok({ identity, signingSeed: new Uint8Array(Buffer.from(seed, 'base64url')) });
  } catch {
    return fail('AUTH_WRONG_PASSPHRASE');
  } finally {
    key.fill(0);
  }
}
