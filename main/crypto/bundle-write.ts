import { createHash, type KeyObject } from 'node:crypto';
import { mkdirSync, renameSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ReadableStream } from 'node:stream/web';
import { promisify } from 'node:util';
import { deflateRaw } from 'node:zlib';
import { Encrypter } from 'age-encryption';
import { padme } from '#core/exchange/padding.ts';
import { Refusal } from '#core/result.ts';
import { BUNDLE_LIMITS, LONG_FORM, MAGIC, SHORT_FORM, type BundleDirectory, type Manifest } from './bundle-format.ts';
import { sealManifest } from './bundle-manifest.ts';
import { collectPile } from './collector.ts';
import { flushFolder } from './flush-folder.ts';
import { sha256 } from './hashing.ts';
import { removeQuietly } from './remove-quietly.ts';

const deflate = promisify(deflateRaw);
const ZEROS = new Uint8Array(64 * 1024);

/** A segment as it goes into the bundle: what the manifest says of it, and its bytes when their turn comes. */
export interface Segment {
  readonly raw: number;
  readonly size: number;
  readonly hash: Buffer;
  readonly packed: () => Promise<Buffer>;
  /** Name of the part of an attachment that it is; absent: commits. */
  readonly chunk?: Uint8Array<ArrayBuffer>;
}
const segmentOf = (raw: number, packed: Buffer): Segment => ({
  raw,
  size: packed.length,
  hash: sha256(packed),
  packed: () => Promise.resolve(packed),
});

/** Makes a segment of packed commits small. SYNC_TOO_LARGE when there are more than fit into one. */
export async function deflateSegment(raw: Buffer): Promise<Segment> {
  if (raw.length > BUNDLE_LIMITS.segmentRaw) throw new Refusal('SYNC_TOO_LARGE', { at: 'segment' });
  const packed = await deflate(raw, { level: 6 });
  // A megabyte of one letter would look like a bomb at the other office: it travels as it is.
  const suspicious = raw.length > BUNDLE_LIMITS.ratio * Math.max(64, packed.length);
  return segmentOf(raw.length, suspicious ? await deflate(raw, { level: 0 }) : packed);
}

/**
 * Commits that are packed once more when the bundle is written, so that none of them stays in memory until then.
 * SYNC_WRITE_FAILED when `pack` gives something else by then.
 */
export async function packedTwice(pack: () => Buffer): Promise<Segment> {
  const { raw, size, hash } = await deflateSegment(pack());
  const packed = async (): Promise<Buffer> => {
    const again = await deflateSegment(pack());
    if (!again.hash.equals(hash)) throw new Refusal('SYNC_WRITE_FAILED', { at: 'segment' });
    return again.packed();
  };
  return { raw, size, hash, packed };
}

/**
 * A part of an attachment. Pictures, sound and documents are small already, so it travels as it is. `read` is asked once
 * for the manifest and once more when the bundle is written: nothing of it stays in memory between.
 */
export async function chunkSegment(name: Uint8Array<ArrayBuffer>, read: () => Buffer): Promise<Segment> {
  const bytes = read();
  if (bytes.length > BUNDLE_LIMITS.segmentRaw) throw new Refusal('SYNC_TOO_LARGE', { at: 'segment' });
  const packed = (): Promise<Buffer> => deflate(read(), { level: 0 });
  return { ...segmentOf(bytes.length, await deflate(bytes, { level: 0 })), packed, chunk: name };
}

export interface BundleParts {
  /** Everything of the manifest that the container does not say itself. */
  readonly facts: Omit<Manifest, 'v' | 'hdr' | 'segs' | 'dir_version' | 'dir_hash' | 'dir_root' | 'trust' | 'short'>;
  /** Present: in the short form, with the receipts that stand in it. Every computer that it is sealed for has to read that. */
  readonly short?: Manifest['short'] | undefined;
  /** Absent where the programme has no authority. */
  readonly directory?: BundleDirectory | undefined;
  readonly segments: readonly Segment[];
  /** age recipients, hybrid post-quantum: every active device of the receiving office, and nobody else (R15). */
  readonly recipients: readonly string[];
  readonly deviceKey: KeyObject;
}
export interface SealedBundle {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: Buffer;
  readonly manifestHash: Buffer;
  /** What a delivery code is made with; in the short form it follows from the signature. */
  readonly ackKey: Uint8Array;
}

async function* contentOf(envelope: Uint8Array, segments: readonly Segment[]): AsyncGenerator<Uint8Array> {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(envelope.length);
  yield new Uint8Array(length);
  yield envelope;
  for (const { packed } of segments) {
    yield new Uint8Array(await packed());
    collectPile();
  }
  const size = segments.reduce((sum, segment) => sum + segment.size, 4 + envelope.length);
  for (let left = padme(size) - size; left > 0; left -= ZEROS.length) yield ZEROS.subarray(0, left);
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += (await handle.write(bytes, at)).bytesWritten;
}

interface Sealing extends Pick<SealedBundle, 'manifestHash' | 'ackKey'> {
  readonly header: Buffer;
  /** Ciphertext that follows the header. */
  readonly sealed: AsyncIterable<Uint8Array>;
}

const directoryFields = (
  directory: BundleDirectory | undefined,
): Pick<Manifest, 'dir_version' | 'dir_hash' | 'dir_root' | 'trust'> =>
  directory
    ? {
        dir_version: directory.version,
        dir_hash: directory.hash,
        dir_root: directory.root,
        ...(directory.carried ? { trust: directory.carried } : {}),
      }
    : { dir_version: 0 };

/** The public header, and behind it one age file with the signed manifest first (docs/bundle-format.md). */
async function seal(parts: BundleParts): Promise<Sealing> {
  const { segments, recipients } = parts;
  if (recipients.length === 0 || recipients.length > BUNDLE_LIMITS.recipients)
    throw new Refusal('SYNC_TOO_LARGE', { at: 'recipients' });
  const content = segments.reduce((sum, { size }) => sum + size, BUNDLE_LIMITS.envelope);
  if (segments.length > BUNDLE_LIMITS.segments || padme(content) > BUNDLE_LIMITS.plaintext)
    throw new Refusal('SYNC_TOO_LARGE', { at: 'content' });
  const header = Buffer.concat([MAGIC, Buffer.from([parts.short ? SHORT_FORM : LONG_FORM, 0]), parts.facts.bid]);
  const { envelope, hash, ackKey } = sealManifest(
    {
      v: 1,
      ...parts.facts,
      hdr: new Uint8Array(sha256(header)),
      ...directoryFields(parts.directory),
      segs: segments.map(({ raw, size, hash, chunk }) => ({
        ...(chunk === undefined ? { k: 'commits' as const } : { k: 'chunk' as const, n: chunk }),
        zl: size,
        raw,
        h: new Uint8Array(hash),
      })),
      ...(parts.short ? { short: parts.short } : {}),
    },
    header,
    parts.deviceKey,
  );
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  const sealed = await encrypter.encrypt(ReadableStream.from(contentOf(envelope, segments)));
  return { header, manifestHash: hash, ackKey, sealed };
}

/** A whole bundle in memory, from segments as `packSegment` makes them. */
export async function sealBundle(
  parts: Omit<BundleParts, 'segments'> & { readonly segments: readonly Buffer[] },
): Promise<{ readonly bytes: Buffer; readonly manifestHash: Buffer }> {
  const segments = await Promise.all(parts.segments.map(deflateSegment));
  const { header, manifestHash, sealed } = await seal({ ...parts, segments });
  const chunks: Uint8Array[] = [header];
  for await (const chunk of sealed) chunks.push(chunk);
  return { bytes: Buffer.concat(chunks), manifestHash };
}

/**
 * Seals a bundle into a file, which appears under its name only when it is whole and durable. Only ciphertext is
 * written. SYNC_TOO_LARGE; faults of the disk leave as they come.
 */
export async function writeBundleFile(path: string, parts: BundleParts): Promise<SealedBundle> {
  const { header, manifestHash, ackKey, sealed } = await seal(parts);
  mkdirSync(dirname(path), { recursive: true });
  const part = `${path}.part`;
  const digest = createHash('sha256').update(header);
  let bytes = header.length;
  try {
    const handle = await open(part, 'w', 0o600);
    try {
      await writeAll(handle, header);
      for await (const chunk of sealed) {
        digest.update(chunk);
        bytes += chunk.length;
        await writeAll(handle, chunk);
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    renameSync(part, path);
    flushFolder(dirname(path));
  } catch (error) {
    removeQuietly(part);
    throw error;
  }
  return { path, bytes, sha256: digest.digest(), manifestHash, ackKey };
}
