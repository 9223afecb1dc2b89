import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { ReadableStream } from 'node:stream/web';
import { Decrypter } from 'age-encryption';
import { Refusal } from '#core/result.ts';
import { BUNDLE_LIMITS, HEADER_BYTES, LONG_FORM, MAGIC, SHORT_FORM } from './bundle-format.ts';

const CHUNK = 256 * 1024;
/** The text at the head of an age file: 64 post-quantum recipients take 100 KiB. */
const AGE_HEADER = 192 * 1024;
const SMALLEST = HEADER_BYTES + 100;

/** A bundle on the disk, held open: what was checked is what is read, whatever happens to the name meanwhile. */
export class BundleFile {
  readonly #handle: FileHandle;
  readonly bytes: number;
  readonly header: Buffer;

  private constructor(handle: FileHandle, bytes: number, header: Buffer) {
    this.#handle = handle;
    this.bytes = bytes;
    this.header = header;
  }

  /** Regular files only, no links. SYNC_NOT_A_BUNDLE, SYNC_TOO_LARGE, SYNC_NEWER_VERSION, SYNC_DAMAGED. */
  static async open(path: string): Promise<BundleFile> {
    const handle = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
    try {
      const stat = await handle.stat();
      if (!stat.isFile() || stat.size < HEADER_BYTES) throw new Refusal('SYNC_NOT_A_BUNDLE');
      if (stat.size > BUNDLE_LIMITS.file) throw new Refusal('SYNC_TOO_LARGE', { at: 'file' });
      const header = Buffer.alloc(HEADER_BYTES);
      await handle.read(header, 0, HEADER_BYTES, 0);
      if (!header.subarray(0, MAGIC.length).equals(MAGIC)) throw new Refusal('SYNC_NOT_A_BUNDLE');
      if (header[8] !== LONG_FORM && header[8] !== SHORT_FORM) throw new Refusal('SYNC_NEWER_VERSION');
      if (header[9] !== 0) throw new Refusal('SYNC_NEWER_VERSION', { at: 'flags' });
      if (stat.size < SMALLEST) throw new Refusal('SYNC_DAMAGED', { at: 'end' });
      const file = new BundleFile(handle, stat.size, header);
      await file.#checkAgeHeader();
      return file;
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  close(): Promise<void> {
    return this.#handle.close();
  }

  /** The library reads a header of any length into memory; here it ends, or it is none. */
  async #checkAgeHeader(): Promise<void> {
    const start = Buffer.alloc(Math.min(AGE_HEADER, this.bytes - HEADER_BYTES));
    const { bytesRead } = await this.#handle.read(start, 0, start.length, HEADER_BYTES);
    if (start.subarray(0, bytesRead).indexOf('\n--- ') < 0) throw new Refusal('SYNC_DAMAGED', { at: 'age' });
  }

  async *#chunks(from: number): AsyncGenerator<Uint8Array> {
    for (let at = from; at < this.bytes;) {
      const chunk = new Uint8Array(Math.min(CHUNK, this.bytes - at));
      const { bytesRead } = await this.#handle.read(chunk, 0, chunk.length, at);
      if (bytesRead === 0) throw new Refusal('SYNC_DAMAGED', { at: 'end' });
      at += bytesRead;
      yield chunk.subarray(0, bytesRead);
    }
  }

  /** SHA-256 of the whole file. `rest` is waited for between two parts. */
  async hash(rest?: () => Promise<void>): Promise<Buffer> {
    const hash = createHash('sha256');
    for await (const chunk of this.#chunks(0)) {
      hash.update(chunk);
      await rest?.();
    }
    return hash.digest();
  }

  /** What is inside the encryption, piece by piece. SYNC_NOT_FOR_THIS_OFFICE when none of the identities opens it. */
  async decrypted(identities: readonly string[]): Promise<AsyncIterable<Uint8Array>> {
    const decrypter = new Decrypter();
    for (const identity of identities) decrypter.addIdentity(identity);
    try {
      return await decrypter.decrypt(ReadableStream.from(this.#chunks(HEADER_BYTES)));
    } catch (error) {
      // age's own words for "a whole file, but none of these keys": the only way to tell it from damage.
      const foreign = error instanceof Error && error.message.includes('no identity matched');
      throw new Refusal(foreign ? 'SYNC_NOT_FOR_THIS_OFFICE' : 'SYNC_DAMAGED', { at: 'age' });
    }
  }
}

/** Takes exact amounts from a stream; holds no more than one chunk and what was asked for. */
export class Plaintext {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array();
  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  async #next(): Promise<boolean> {
    const next = await this.#chunks.next();
    if (next.done === true) return false;
    this.#rest = next.value;
    return true;
  }
  async take(n: number): Promise<Buffer> {
    const parts: Uint8Array[] = [];
    let missing = n;
    while (missing > 0) {
      if (this.#rest.length === 0 && !(await this.#next())) throw new Refusal('SYNC_DAMAGED', { at: 'end' });
      const part = this.#rest.subarray(0, missing);
      this.#rest = this.#rest.subarray(part.length);
      missing -= part.length;
      parts.push(part);
    }
    return Buffer.concat(parts);
  }
  /** Reads to the end: only zeros may be left. */
  async onlyZeros(): Promise<void> {
    do {
      if (this.#rest.some((byte) => byte !== 0)) throw new Refusal('SYNC_DAMAGED', { at: 'padding' });
    } while (await this.#next());
  }
  /** Lets go of the file below. */
  async end(): Promise<void> {
    await this.#chunks.return?.();
  }
}
