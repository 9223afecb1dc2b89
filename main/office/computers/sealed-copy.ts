import { createReadStream, existsSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { isId16, type OfficeId } from '#core/ids.ts';
import { Refusal } from '#core/result.ts';
import { placeFile, sealed, unsealed } from '../../crypto/sealed-file.ts';

/** Each attached file is named by 64 letters; a hundred thousand of them fit. */
const HEAD_LIMIT = 16 * 1024 * 1024;
const NAME = /^(?:\d{1,9}\.(?:hifadhi-db|keys\.json|json)|tombstones\.json|files\/[0-9a-f]{64})$/;

const head = z.object({
  v: z.literal(1),
  /** Schema of the database: an older program cannot open it. */
  schema: z.int().min(1),
  office: z.strictObject({
    id: z.custom<OfficeId>((v) => typeof v === 'string' && isId16(v)),
    code: z.string().regex(/^[A-Z]{2,5}$/),
    name: z.string().max(500),
  }),
  sibling: z.string().max(10_000),
  files: z.array(z.strictObject({ name: z.string().regex(NAME), bytes: z.int().min(0) })),
});
export type CopyHead = z.infer<typeof head>;

const filesBelow = (dir: string): string[] => [
  ...readdirSync(dir).filter((name) => NAME.test(name)),
  ...readdirSync(join(dir, 'files')).flatMap((name) => (NAME.test(`files/${name}`) ? [`files/${name}`] : [])),
];

async function* spelt(from: string, about: CopyHead): AsyncGenerator<Uint8Array> {
  const text = Buffer.from(JSON.stringify(about));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  yield length;
  yield text;
  for (const { name } of about.files) yield* createReadStream(join(from, name)) as AsyncIterable<Uint8Array>;
}

/** The most that a file on a stick with FAT32 holds; Windows calls the stick full when one grows beyond it. */
const FAT32_FILE = 2 ** 32 - 1;

/** Whether a file system said that this one file is too large for it. */
const isTooLarge = (error: unknown, bytes: number): boolean =>
  error instanceof Error &&
  'code' in error &&
  (error.code === 'EFBIG' || (error.code === 'ENOSPC' && bytes > FAT32_FILE));

/**
 * Writes the folder of a backup as one file that only whoever has the recipient's key can open, and reads it back.
 * JOIN_TOO_LARGE where the stick takes no file of that size; what `placeFile` refuses.
 */
export async function sealCopy(
  from: string,
  about: Omit<CopyHead, 'v' | 'files'>,
  recipient: string,
  path: string,
): Promise<void> {
  const files = filesBelow(from).map((name) => ({ name, bytes: lstatSync(join(from, name)).size }));
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  try {
    await placeFile(path, await sealed(spelt(from, { v: 1, ...about, files }), { recipient }));
  } catch (error) {
    throw isTooLarge(error, bytes) ? new Refusal('JOIN_TOO_LARGE') : error;
  }
}

/** Reads exact numbers of bytes out of pieces of any size. JOIN_ANSWER_INVALID where there are too few. */
class Pieces {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #left = Buffer.alloc(0);
  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }
  async *exactly(bytes: number): AsyncGenerator<Uint8Array> {
    for (let missing = bytes; missing > 0;) {
      if (this.#left.length === 0) {
        const next = await this.#chunks.next();
        if (next.done === true) throw new Refusal('JOIN_ANSWER_INVALID');
        this.#left = Buffer.from(next.value);
      }
      const piece = this.#left.subarray(0, missing);
      this.#left = this.#left.subarray(piece.length);
      missing -= piece.length;
      yield piece;
    }
  }
  async whole(bytes: number): Promise<Buffer> {
    const pieces: Uint8Array[] = [];
    for await (const piece of this.exactly(bytes)) pieces.push(piece);
    return Buffer.concat(pieces);
  }
  /** Whether nothing follows: the seal over the last piece is judged by this. */
  async ends(): Promise<boolean> {
    return this.#left.length === 0 && (await this.#chunks.next()).done === true;
  }
  async stop(): Promise<void> {
    await this.#chunks.return?.();
  }
}

/** What stands before the files. JOIN_ANSWER_INVALID. */
async function headOf(pieces: Pieces): Promise<CopyHead> {
  const length = (await pieces.whole(4)).readUInt32BE();
  if (length > HEAD_LIMIT) throw new Refusal('JOIN_ANSWER_INVALID');
  return head.parse(JSON.parse((await pieces.whole(length)).toString('utf8')));
}

/**
 * Opens a sealed copy with the key of this computer and hands it to `work`. JOIN_ANSWER_FOREIGN when it is sealed for
 * another one, JOIN_ANSWER_INVALID for anything else that is none, SYNC_STICK_REMOVED when it is gone.
 */
async function opened<T>(
  path: string,
  identity: string,
  work: (about: CopyHead, pieces: Pieces) => Promise<T>,
): Promise<T> {
  if (!existsSync(path)) throw new Refusal('SYNC_STICK_REMOVED');
  if (!lstatSync(path).isFile()) throw new Refusal('JOIN_ANSWER_INVALID');
  let pieces: Pieces | undefined;
  try {
    pieces = new Pieces(await unsealed(path, identity));
    return await work(await headOf(pieces), pieces);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    // Faults of the disk leave as they come.
    if (error instanceof Error && 'syscall' in error) throw error;
    const foreign = error instanceof Error && error.message.startsWith('no identity matched');
    throw new Refusal(foreign ? 'JOIN_ANSWER_FOREIGN' : 'JOIN_ANSWER_INVALID');
  } finally {
    await pieces?.stop().catch(() => undefined);
  }
}

/** What a sealed copy says of itself. Refusals as `opened`. */
export const copyHead = (path: string, identity: string): Promise<CopyHead> =>
  opened(path, identity, (about) => Promise.resolve(about));

/** Puts the files of a sealed copy into an empty folder, to its last byte. Refusals as `opened`. */
export const unpackCopy = (
  path: string,
  identity: string,
  to: string,
  step: (done: number, of: number) => void,
): Promise<CopyHead> =>
  opened(path, identity, async (about, pieces) => {
    const of = about.files.reduce((sum, { bytes }) => sum + bytes, 0);
    let done = 0;
    for (const { name, bytes } of about.files) {
      await placeFile(join(to, name), pieces.exactly(bytes));
      done += bytes;
      step(done, of);
    }
    if (!(await pieces.ends())) throw new Refusal('JOIN_ANSWER_INVALID');
    return about;
  });
