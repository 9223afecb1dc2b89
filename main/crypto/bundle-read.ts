import { promisify } from 'node:util';
import { inflateRaw, type InflateRaw } from 'node:zlib';
import { padme } from '#core/exchange/padding.ts';
import { Refusal } from '#core/result.ts';
import { BundleFile, Plaintext } from './bundle-file.ts';
import { BUNDLE_LIMITS, type Manifest } from './bundle-format.ts';
import { openManifest, type BundleReader } from './bundle-manifest.ts';
import { unpackSegment, type UnpackedCommit } from './bundle-segment.ts';
import { sha256 } from './hashing.ts';
import { once } from './once.ts';

export type { BundleReader } from './bundle-manifest.ts';

/** Up to this size what was decrypted stays in memory until it is applied; it never reaches a file (R13). */
const KEPT = 8 * 1024 * 1024;
const LENGTH = 4;

export interface CheckedBundle {
  readonly path: string;
  readonly manifest: Manifest;
  readonly manifestHash: Buffer;
  readonly fileHash: Buffer;
  readonly bytes: number;
  /** The whole content of a small bundle; a large one is decrypted again. */
  readonly kept: Buffer | undefined;
}

const isFault = (error: unknown): error is NodeJS.ErrnoException => error instanceof Error && 'syscall' in error;

/** Every exception of a parser means: refused, nothing applied. */
async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) throw error;
    if (isFault(error) && error.code === 'ELOOP') throw new Refusal('SYNC_NOT_A_BUNDLE');
    if (isFault(error)) throw new Refusal('DISK_FAILED', { cause: error.code ?? '' });
    throw new Refusal('SYNC_DAMAGED', { at: 'read' });
  }
}

async function withFile<T>(path: string, work: (file: BundleFile) => Promise<T>): Promise<T> {
  const file = await BundleFile.open(path);
  try {
    return await work(file);
  } finally {
    await file.close();
  }
}

/** Decrypts to the very end before a byte is looked at: until then the last part might be missing or changed. */
async function readThrough(
  file: BundleFile,
  { identities, rest }: BundleReader,
): Promise<{ start: Buffer; total: number }> {
  const most = LENGTH + BUNDLE_LIMITS.envelope;
  let parts: Uint8Array[] = [];
  let held = 0;
  let total = 0;
  for await (const chunk of await file.decrypted(identities)) {
    await rest?.();
    total += chunk.length;
    if (total <= KEPT || held < most) {
      parts.push(chunk);
      held += chunk.length;
    } else if (held > most) {
      const start = Buffer.concat(parts).subarray(0, most);
      parts = [Buffer.from(start)];
      held = most;
    }
  }
  if (total > BUNDLE_LIMITS.plaintext) throw new Refusal('SYNC_TOO_LARGE', { at: 'content' });
  return { start: Buffer.concat(parts), total };
}

const inflateWithInfo = (packed: Buffer, most: number): Promise<{ buffer: Buffer; engine: InflateRaw }> =>
  promisify<Buffer, object, { buffer: Buffer; engine: InflateRaw }>((bytes, options, done) => {
    inflateRaw(bytes, options, (error, result) => {
      // With `info` the answer holds the engine too, which the type of the callback does not say.
      done(error, result as unknown as { buffer: Buffer; engine: InflateRaw });
    });
  })(packed, { info: true, maxOutputLength: Math.max(1, most) });

/** The hash is compared before anything is inflated, and inflating stops at the declared size. */
async function inflated(packed: Buffer, { raw, h }: Manifest['segs'][number]): Promise<Buffer> {
  if (!sha256(packed).equals(h)) throw new Refusal('SYNC_DAMAGED', { at: 'segment' });
  const { buffer, engine } = await inflateWithInfo(packed, raw);
  if (buffer.length !== raw || engine.bytesWritten !== packed.length)
    throw new Refusal('SYNC_DAMAGED', { at: 'length' });
  return buffer;
}
const commitsIn = async (packed: Buffer, segment: Manifest['segs'][number]): Promise<UnpackedCommit[]> =>
  unpackSegment(await inflated(packed, segment));

/**
 * First pass: decrypts to the very end, then checks everything that can be checked without the database, down to the
 * shape of each segment, and hands out nothing but the signed manifest (exchange.md §6.7, R13). Throws a `Refusal`,
 * never anything else: SYNC_* for what is wrong with the file, DISK_FAILED when it cannot be read.
 */
export function checkBundle(path: string, reader: BundleReader): Promise<CheckedBundle> {
  return guarded(() =>
    withFile(path, async (file) => {
      const { start, total } = await readThrough(file, reader);
      if (start.length < LENGTH) throw new Refusal('SYNC_DAMAGED', { at: 'end' });
      const length = start.readUInt32BE(0);
      if (length > BUNDLE_LIMITS.envelope || LENGTH + length > start.length)
        throw new Refusal('SYNC_DAMAGED', { at: 'envelope' });
      const { manifest, hash } = openManifest(start.subarray(LENGTH, LENGTH + length), file.header, reader);
      const content = manifest.segs.reduce((sum, { zl }) => sum + zl, LENGTH + length);
      if (padme(content) !== total) throw new Refusal('SYNC_DAMAGED', { at: 'padding' });
      const kept = start.length === total ? start : undefined;
      const plain = new Plaintext(kept ? once(kept) : await file.decrypted(reader.identities));
      await plain.take(LENGTH + length);
      for (const segment of manifest.segs) {
        const packed = await plain.take(segment.zl);
        await (segment.k === 'commits' ? commitsIn(packed, segment) : inflated(packed, segment));
        await reader.rest?.();
      }
      await plain.onlyZeros();
      return { path, manifest, manifestHash: hash, fileHash: await file.hash(reader.rest), bytes: file.bytes, kept };
    }),
  );
}

/** A part of an attachment as it came, under the keyed name that its bundle gives it. */
export interface ReadChunk {
  readonly name: Buffer;
  readonly bytes: Buffer;
}

/**
 * Second pass: yields what `openSegment` makes of one segment after the other from `first` on. A bundle that is not the
 * one that was checked is refused at the first segment that differs.
 */
async function* segmentsFrom<T>(
  bundle: CheckedBundle,
  reader: BundleReader,
  first: number,
  openSegment: (packed: Buffer, segment: Manifest['segs'][number]) => Promise<T>,
): AsyncGenerator<T> {
  const file = bundle.kept ? undefined : await guarded(() => BundleFile.open(bundle.path));
  try {
    const source = bundle.kept ? once(bundle.kept) : await guarded(async () => file?.decrypted(reader.identities));
    const plain = new Plaintext(source ?? once(Buffer.alloc(0)));
    await guarded(async () => plain.take((await plain.take(LENGTH)).readUInt32BE(0)));
    for (const [i, segment] of bundle.manifest.segs.entries()) {
      const opened = await guarded(async () => {
        const packed = await plain.take(segment.zl);
        return i < first ? undefined : { what: await openSegment(packed, segment) };
      });
      if (opened) yield opened.what;
    }
    await plain.end();
  } finally {
    await file?.close();
  }
}

/** The commits of one segment after the other, from segment `first` on. */
export const readSegments = (
  bundle: CheckedBundle,
  reader: BundleReader,
  first: number,
): AsyncGenerator<UnpackedCommit[]> => segmentsFrom(bundle, reader, first, commitsIn);

/** Whether a bundle holds parts of attachments, and so no commits. */
export const holdsFiles = ({ segs }: Pick<Manifest, 'segs'>): boolean => segs[0]?.k === 'chunk';

/** The parts of attachments of a bundle that `holdsFiles`, from segment `first` on. */
export const readChunks = (bundle: CheckedBundle, reader: BundleReader, first: number): AsyncGenerator<ReadChunk> =>
  segmentsFrom(bundle, reader, first, async (packed, segment) => {
    if (segment.k !== 'chunk') throw new Refusal('SYNC_DAMAGED', { at: 'segment' });
    return { name: Buffer.from(segment.n), bytes: await inflated(packed, segment) };
  });
