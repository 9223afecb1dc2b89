import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import type { PdfSeal } from '#core/reports/compact-pdf.ts';

/** What the standard allows of a password, in UTF-8 (ISO 32000-2, 7.6.4.3.3). */
const MOST_PASSWORD_BYTES = 127;
const BLOCK = 16;
const ZERO_IV = Buffer.alloc(BLOCK);
/** Reading, printing, copying and reading aloud: whoever has the password has the paper. */
const EVERYTHING_ALLOWED = -4;
const LEAST_ROUNDS = 64;

const HASHES = ['sha256', 'sha384', 'sha512'] as const;
const NOTHING = Buffer.alloc(0);

/** AES-CBC without padding: what is encrypted here is whole blocks. */
function cbc(algorithm: 'aes-128-cbc' | 'aes-256-cbc', key: Uint8Array, iv: Uint8Array, data: Uint8Array): Buffer {
  const cipher = createCipheriv(algorithm, key, iv).setAutoPadding(false);
  return Buffer.concat([cipher.update(data), cipher.final()]);
}

/** Algorithm 2.B of ISO 32000-2: the hash of a password, slowed down by rounds whose number the data decides. */
function hardened(password: Uint8Array, salt: Uint8Array, user: Uint8Array): Buffer {
  let key = createHash('sha256').update(password).update(salt).update(user).digest();
  for (let round = 1, last = 0; round <= LEAST_ROUNDS || last > round - 1 - 32; round += 1) {
    const once = Buffer.concat([password, key, user]);
    const data = Buffer.concat(Array.from({ length: 64 }, () => once));
    const mixed = cbc('aes-128-cbc', key.subarray(0, BLOCK), key.subarray(BLOCK, 2 * BLOCK), data);
    // The first block as one number modulo 3 is the sum of its bytes modulo 3, since 256 is 1 modulo 3.
    const which = mixed.subarray(0, BLOCK).reduce((sum, byte) => sum + byte, 0) % HASHES.length;
    key = createHash(HASHES[which] ?? 'sha256')
      .update(mixed)
      .digest();
    last = mixed.at(-1) ?? 0;
  }
  return key.subarray(0, 32);
}

/** What is kept of one password: how it is checked, and the file's key wrapped by it. */
function wrapped(password: Uint8Array, fileKey: Uint8Array, user: Uint8Array): { check: Buffer; key: Buffer } {
  const [checkSalt, keySalt] = [randomBytes(8), randomBytes(8)];
  return {
    check: Buffer.concat([hardened(password, checkSalt, user), checkSalt, keySalt]),
    key: cbc('aes-256-cbc', hardened(password, keySalt, user), ZERO_IV, fileKey),
  };
}

const hex = (bytes: Uint8Array): string => `<${Buffer.from(bytes).toString('hex')}>`;

/**
 * Locks a PDF with a password: AES-256 as PDF 2.0 has it (ISO 32000-2, 7.6, revision 6), which every reader of the last
 * ten years opens. There is no second password that would open it: the owner's is random and thrown away.
 */
export function pdfSeal(password: string): PdfSeal {
  const typed = Buffer.from(password.normalize('NFKC'), 'utf8').subarray(0, MOST_PASSWORD_BYTES);
  const fileKey = randomBytes(32);
  const user = wrapped(typed, fileKey, NOTHING);
  const owner = wrapped(randomBytes(32), fileKey, user.check);
  const permissions = Buffer.concat([
    Buffer.alloc(4),
    Buffer.from([255, 255, 255, 255]),
    Buffer.from('Tadb'),
    randomBytes(4),
  ]);
  permissions.writeInt32LE(EVERYTHING_ALLOWED);
  const sealed = createCipheriv('aes-256-ecb', fileKey, null).setAutoPadding(false);
  const perms = Buffer.concat([sealed.update(permissions), sealed.final()]);
  return {
    dictionary: [
      `<</Filter/Standard/V 5/R 6/Length 256/P ${String(EVERYTHING_ALLOWED)}`,
      `/U${hex(user.check)}/UE${hex(user.key)}/O${hex(owner.check)}/OE${hex(owner.key)}/Perms${hex(perms)}`,
      '/CF<</StdCF<</CFM/AESV3/AuthEvent/DocOpen/Length 32>>>>/StmF/StdCF/StrF/StdCF/EncryptMetadata true>>',
    ].join(''),
    id: hex(randomBytes(BLOCK)),
    stream: (bytes) => {
      const iv = randomBytes(BLOCK);
      const cipher = createCipheriv('aes-256-cbc', fileKey, iv);
      return Buffer.concat([iv, cipher.update(bytes), cipher.final()]);
    },
  };
}
