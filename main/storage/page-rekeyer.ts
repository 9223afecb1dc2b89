import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { BODY_END, IV_SIZE, PAGE_SIZE, PageSeals, SALT_SIZE, SEAL_AT } from './page-verifier.ts';

const CIPHER = 'aes-256-cbc';

/**
 * Pages of a SQLCipher 4 file, opened with one key and closed with another (storage.md rule 4: AES-256-CBC, the IV and an
 * HMAC-SHA512 at the end of each page, a salt instead of the first 16 bytes of the first). The new file gets a salt and IVs
 * of its own.
 */
export class PageRekeyer {
  readonly #oldKey: Uint8Array;
  readonly #newKey: Uint8Array;
  readonly #oldSeals: PageSeals;
  readonly #newSeals: PageSeals;
  readonly #salt = randomBytes(SALT_SIZE);

  constructor(oldKey: Uint8Array, newKey: Uint8Array) {
    this.#oldKey = oldKey;
    this.#newKey = newKey;
    this.#oldSeals = new PageSeals(oldKey);
    this.#newSeals = new PageSeals(newKey);
  }

  /** Page `n` (from 1; the first one first) under the new key; undefined when its seal does not fit the old one. */
  rekeyed(n: number, page: Buffer): Buffer | undefined {
    if (!this.#oldSeals.fits(n, page)) return undefined;
    const from = n === 1 ? SALT_SIZE : 0;
    const opening = createDecipheriv(CIPHER, this.#oldKey, page.subarray(BODY_END, SEAL_AT)).setAutoPadding(false);
    const plain = Buffer.concat([opening.update(page.subarray(from, BODY_END)), opening.final()]);
    const iv = randomBytes(IV_SIZE);
    const closing = createCipheriv(CIPHER, this.#newKey, iv).setAutoPadding(false);
    const next = Buffer.alloc(PAGE_SIZE);
    if (n === 1) this.#salt.copy(next);
    closing.update(plain).copy(next, from);
    plain.fill(0);
    iv.copy(next, BODY_END);
    this.#newSeals.seal(n, next);
    return next;
  }
}
