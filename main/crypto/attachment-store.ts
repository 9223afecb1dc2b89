import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Result } from '#core/result.ts';
import { fileFault } from './file-fault.ts';
import { flushFolder } from './flush-folder.ts';
import { removeQuietly } from './remove-quietly.ts';

/**
 * One encrypted file for each content:
 *
 *     0   6  magic "HFATT1"
 *     6  12  nonce, random
 *    18   n  AES-256-GCM of the content; associated data = magic and hash
 *  18+n  16  tag
 *
 * The name is HMAC-SHA-256 of the content under a key of this office, so that nobody can ask the folder whether it holds
 * a known picture. The key of a file is derived from the office's attachment key and that hash.
 */
const MAGIC = Buffer.from('HFATT1');
const NONCE = 12;
const TAG = 16;
const HEAD = MAGIC.length + NONCE;
const NAME = /^[0-9a-f]{64}$/;
const PART = '.part';

const derive = (master: Uint8Array, salt: Uint8Array, use: string): Buffer =>
  Buffer.from(hkdfSync('sha256', master, salt, use, 32));

export class AttachmentStore {
  readonly #dir: string;
  readonly #master: Uint8Array;
  readonly #nameKey: Buffer;

  /** @param master 32 bytes that lie in the database only. */
  constructor(dir: string, master: Uint8Array) {
    this.#dir = dir;
    this.#master = master;
    this.#nameKey = derive(master, new Uint8Array(), 'hifadhi attachment name');
  }

  /** The keyed hash of a content: 32 bytes. */
  hashOf(content: Uint8Array): Buffer {
    return createHmac('sha256', this.#nameKey).update(content).digest();
  }

  /**
   * Writes a content under its hash: to a temporary name, onto the disk, then renamed, encrypted from the first byte.
   * DISK_*: then nothing of it is left.
   */
  put(content: Uint8Array): Result<Buffer> {
    const hash = this.hashOf(content);
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv('aes-256-gcm', this.#fileKey(hash), nonce).setAAD(Buffer.concat([MAGIC, hash]));
    const body = cipher.update(content);
    cipher.final();
    const part = this.#path(hash) + PART;
    try {
      mkdirSync(this.#dir, { recursive: true, mode: 0o700 });
      const handle = openSync(part, 'w', 0o600);
      try {
        for (const bytes of [MAGIC, nonce, body, cipher.getAuthTag()]) {
          for (let at = 0; at < bytes.length;) at += writeSync(handle, bytes, at);
        }
        fsyncSync(handle);
      } finally {
        closeSync(handle);
      }
      renameSync(part, this.#path(hash));
      flushFolder(this.#dir);
      return ok(hash);
    } catch (error) {
      removeQuietly(part);
      return fileFault(error);
    }
  }

  /** The content under a hash. FILE_DAMAGED when it is not there, was changed or cut; DISK_* when it cannot be read. */
  get(hash: Buffer): Result<Buffer> {
    let file: Buffer;
    try {
      if (!existsSync(this.#path(hash))) return fail('FILE_DAMAGED', { gone: true });
      file = readFileSync(this.#path(hash));
    } catch (error) {
      return fileFault(error);
    }
    if (file.length < HEAD + TAG || !file.subarray(0, MAGIC.length).equals(MAGIC)) return fail('FILE_DAMAGED');
    const decipher = createDecipheriv('aes-256-gcm', this.#fileKey(hash), file.subarray(MAGIC.length, HEAD))
      .setAAD(Buffer.concat([MAGIC, hash]))
      .setAuthTag(file.subarray(-TAG));
    try {
      const content = Buffer.concat([decipher.update(file.subarray(HEAD, -TAG)), decipher.final()]);
      return timingSafeEqual(this.hashOf(content), hash) ? ok(content) : fail('FILE_DAMAGED');
    } catch {
      return fail('FILE_DAMAGED');
    }
  }

  remove(hash: Buffer): void {
    removeQuietly(this.#path(hash));
  }

  /** Removes what a power cut left half written. Answers the whole files, with the time of their last change. */
  tidy(): readonly { readonly hash: Buffer; readonly changedAt: number }[] {
    if (!existsSync(this.#dir)) return [];
    const whole: { hash: Buffer; changedAt: number }[] = [];
    for (const name of readdirSync(this.#dir)) {
      const path = join(this.#dir, name);
      if (name.endsWith(PART) && NAME.test(name.slice(0, -PART.length))) rmSync(path, { force: true });
      else if (NAME.test(name)) whole.push({ hash: Buffer.from(name, 'hex'), changedAt: statSync(path).mtimeMs });
    }
    return whole;
  }

  #path(hash: Buffer): string {
    return join(this.#dir, hash.toString('hex'));
  }
  #fileKey(hash: Buffer): Buffer {
    return derive(this.#master, hash, 'hifadhi attachment file');
  }
}
