import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync, renameSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ReadableStream } from 'node:stream/web';
import { setTimeout } from 'node:timers/promises';
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { Refusal } from '#core/result.ts';
import { flushFolder } from './flush-folder.ts';

/**
 * 64 MiB and about a quarter of a second for each guess. The passphrase is made of random words, so that this need not
 * make up for a weak one; a computer with little memory has to open the file too.
 */
const SCRYPT_LOG_N = 16;

/** Who can open a file: whoever knows a passphrase, nobody but this process, or the computer that has a recipient's key. */
export type Seal = { readonly passphrase: string } | { readonly identity: string } | { readonly recipient: string };

export const passingSeal = async (): Promise<Seal> => ({ identity: await generateX25519Identity() });

/** Encrypts what `content` gives, as it gives it (age, https://age-encryption.org/v1). */
export async function sealed(content: AsyncIterable<Uint8Array>, seal: Seal): Promise<AsyncIterable<Uint8Array>> {
  const encrypter = new Encrypter();
  if ('passphrase' in seal) {
    encrypter.setScryptWorkFactor(SCRYPT_LOG_N);
    encrypter.setPassphrase(seal.passphrase);
  } else encrypter.addRecipient('recipient' in seal ? seal.recipient : await identityToRecipient(seal.identity));
  return encrypter.encrypt(ReadableStream.from(content));
}

/** What is in a sealed file, piece by piece. */
export async function unsealed(path: string, identity: string): Promise<AsyncIterable<Uint8Array>> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return decrypter.decrypt(ReadableStream.from(createReadStream(path) as AsyncIterable<Uint8Array>));
}

const later = (ms: number): Promise<undefined> => setTimeout(ms, undefined, { ref: false });

/** A file that is written bit by bit, durable when `finish` returns. */
export class GrowingFile {
  readonly path: string;
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #handle: Awaited<ReturnType<typeof open>>;
  readonly #digest = createHash('sha256');
  /** What comes next, while it is on its way. */
  #next: Promise<IteratorResult<Uint8Array>> | undefined;
  bytes = 0;

  private constructor(path: string, chunks: AsyncIterator<Uint8Array>, handle: Awaited<ReturnType<typeof open>>) {
    this.path = path;
    this.#chunks = chunks;
    this.#handle = handle;
  }

  static async begin(path: string, chunks: AsyncIterable<Uint8Array>): Promise<GrowingFile> {
    mkdirSync(dirname(path), { recursive: true });
    return new GrowingFile(path, chunks[Symbol.asyncIterator](), await open(path, 'w', 0o600));
  }

  /**
   * Writes the next piece; false when there is none left and everything is on the disk.
   *
   * @param most milliseconds to wait for it. A piece that is later is written by the next call.
   */
  async grow(most?: number): Promise<boolean> {
    const coming = (this.#next ??= this.#chunks.next());
    // What fails while nobody waits fails again for whoever waits next.
    coming.catch(() => undefined);
    const next = await (most === undefined ? coming : Promise.race([coming, later(most)]));
    if (next === undefined) return true;
    this.#next = undefined;
    if (next.done === true) {
      await this.#handle.sync();
      return false;
    }
    this.#digest.update(next.value);
    for (let at = 0; at < next.value.length;) at += (await this.#handle.write(next.value, at)).bytesWritten;
    this.bytes += next.value.length;
    return true;
  }
  /** The hash of all that was written. Closes the file; nothing more can be written. */
  async finish(): Promise<Buffer> {
    await this.#handle.close();
    return this.#digest.digest();
  }
  /** What was written, from the beginning. */
  read(): AsyncIterable<Uint8Array> {
    return createReadStream(this.path);
  }
  /** Gives it up and removes it. */
  async abandon(): Promise<void> {
    // Nobody waits for the rest of a stream that is given up, and it may have failed already.
    await this.#chunks.return?.().catch(() => undefined);
    await this.#handle.close();
    rmSync(this.path, { force: true });
  }
}

/** SHA-256 of what a file holds now, without holding up anything else. */
export async function hashSoon(path: string): Promise<Buffer> {
  const digest = createHash('sha256');
  for await (const chunk of createReadStream(path) as AsyncIterable<Uint8Array>) digest.update(chunk);
  return digest.digest();
}

/**
 * Writes a file where a person chose to have it: it is there whole or not at all. Part file, flush, close, open again,
 * compare every byte, rename, flush the folder. EXPORT_NOT_WHOLE when what was read back is not what was written; faults
 * of the disk leave as they come.
 */
export async function placeFile(
  path: string,
  chunks: AsyncIterable<Uint8Array>,
): Promise<{ readonly bytes: number; readonly sha256: Buffer }> {
  const part = await GrowingFile.begin(`${path}.part`, chunks);
  try {
    while (await part.grow());
    const written = await part.finish();
    if (!(await hashSoon(part.path)).equals(written)) throw new Refusal('EXPORT_NOT_WHOLE');
    renameSync(part.path, path);
    flushFolder(dirname(path));
    return { bytes: part.bytes, sha256: written };
  } catch (error) {
    await part.abandon();
    throw error;
  }
}
