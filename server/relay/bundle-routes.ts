import { createHash, randomBytes } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { LANES, RELAY_LIMITS, BUNDLE_TYPE, isBackupLane, type Lane } from '#core/relay/relay-limits.ts';
import { sha256 } from '../../main/crypto/hashing.ts';
import { retryAfter, RelayRefusal, type Answer, type Headers } from './refusal.ts';
import type { RelayContext } from './relay-context.ts';
import type { Caller } from './sessions.ts';
import { backupFor } from './store/backups.ts';
import { bundleFor, chunkAt } from './store/mailboxes.ts';
import { knowsOffice, type DeviceRow } from './store/devices.ts';
import type { Sql } from './store/database.ts';
import { holdOffices } from './store/offices.ts';
import {
  appendChunk,
  beginUpload,
  dropUpload,
  findUpload,
  finishUpload,
  type Bringing,
  type UploadRow,
} from './store/uploads.ts';

/** A request about one bundle, its parts already read from address and headers. */
export interface BundleRequest {
  readonly sha256: Uint8Array;
  readonly to: Uint8Array;
}
export interface ChunkRequest extends BundleRequest {
  readonly lane: Lane;
  readonly size: number;
  readonly at: number;
  /** SHA-256 of the chunk. */
  readonly digest: Uint8Array;
}

const offset = (off: number, size: number, complete: boolean): Headers => ({
  'upload-offset': String(off),
  'upload-length': String(size),
  'upload-complete': complete ? '?1' : '?0',
});

const RETRY_FULL = 600;
const CHUNKS_IN_A_ROW = 8;

/** How far this device's upload is; complete when the bundle lies in the mailbox. RELAY_NOT_FOUND. */
export async function uploadStatus(
  { database }: RelayContext,
  device: DeviceRow,
  { sha256: hash, to }: BundleRequest,
): Promise<Answer> {
  const done = await bundleFor(database, to, hash);
  if (done) return { status: 200, headers: offset(done.size, done.size, true) };
  const upload = await findUpload(database, { device: device.id, sha256: hash, to });
  if (!upload) throw new RelayRefusal('RELAY_NOT_FOUND');
  return { status: 200, headers: offset(upload.off, upload.size, false) };
}

/** Throws RELAY_WRONG_OFFSET, or what stands in the way of a first chunk; otherwise the upload to go on with. */
async function uploadFor(context: RelayContext, sql: Sql, bringing: Bringing, at: number): Promise<UploadRow> {
  const known = await findUpload(sql, bringing);
  if (known) {
    if (known.size !== bringing.size) throw new RelayRefusal('RELAY_BAD_REQUEST');
    if (known.off !== at) throw new RelayRefusal('RELAY_WRONG_OFFSET', offset(known.off, known.size, false));
    return known;
  }
  if (!(await knowsOffice(sql, bringing.to))) throw new RelayRefusal('RELAY_UNKNOWN_OFFICE');
  if (at !== 0) throw new RelayRefusal('RELAY_WRONG_OFFSET', offset(0, bringing.size, false));
  const made = { id: new Uint8Array(randomBytes(16)), expires: context.now() + RELAY_LIMITS.keptPart };
  const begun = await beginUpload(sql, bringing, context.settings.room, made);
  if (begun === 'full') throw new RelayRefusal('RELAY_QUOTA', retryAfter(RETRY_FULL, context.random));
  return begun;
}

/** SHA-256 over what was stored, chunk by chunk. */
async function storedHash(sql: Sql, { id, size }: UploadRow): Promise<Buffer> {
  const hash = createHash('sha256');
  for (let at = 0, chunks = 1; at < size; chunks++) {
    // SQLite answers within this very turn: the requests of others get in between.
    if (chunks % CHUNKS_IN_A_ROW === 0) await setImmediate();
    const chunk = await chunkAt(sql, id, at);
    if (!chunk) throw new Error('a chunk of an upload is missing');
    hash.update(chunk.bytes);
    at = chunk.at + chunk.bytes.length;
  }
  return hash.digest();
}

/**
 * Takes a chunk of a bundle where the upload ends, and puts the bundle into the mailbox with the last of them. Every
 * step is one transaction: a relay that is killed anywhere goes on where the answer last said. 200 when the bundle lies
 * there already, 201 when it does now, 204 when more is to come.
 */
export async function putChunk(
  context: RelayContext,
  device: DeviceRow,
  asked: ChunkRequest,
  bytes: Uint8Array,
): Promise<Answer> {
  const { database } = context;
  if (Buffer.compare(sha256(bytes), asked.digest) !== 0) throw new RelayRefusal('RELAY_DAMAGED_CHUNK');
  if (asked.at + bytes.length > asked.size) throw new RelayRefusal('RELAY_BAD_REQUEST');
  if (isBackupLane(asked.lane) && Buffer.compare(asked.to, device.office) !== 0)
    throw new RelayRefusal('RELAY_BAD_REQUEST');
  if (await bundleFor(database, asked.to, asked.sha256))
    return { status: 200, headers: offset(asked.size, asked.size, true) };
  const bringing: Bringing = { ...asked, device: device.id, sender: device.office };
  const now = context.now();
  const times = { now, expires: now + context.settings.keep };
  // A bundle in one piece is proven before anything is written, and written in one go.
  const whole = asked.at === 0 && bytes.length === asked.size;
  if (whole && Buffer.compare(asked.digest, asked.sha256) !== 0) throw new RelayRefusal('RELAY_WRONG_HASH');
  const upload = await database.transaction(async (sql) => {
    if (whole) await holdOffices(sql, bringing.sender, bringing.to);
    const found = await uploadFor(context, sql, bringing, asked.at);
    if (bytes.length > 0 && !(await appendChunk(sql, found, asked.at, bytes, now + RELAY_LIMITS.keptPart)))
      throw new RelayRefusal('RELAY_WRONG_OFFSET', offset(found.off, found.size, false));
    if (whole) await finishUpload(sql, bringing, found, times);
    return { ...found, off: found.off + bytes.length };
  });
  if (upload.off < upload.size) return { status: 204, headers: offset(upload.off, upload.size, false) };
  if (!whole) {
    if (!(await storedHash(database, upload)).equals(asked.sha256)) {
      await database.transaction((sql) => dropUpload(sql, bringing));
      throw new RelayRefusal('RELAY_WRONG_HASH');
    }
    await database.transaction(async (sql) => {
      await holdOffices(sql, bringing.sender, bringing.to);
      await finishUpload(sql, bringing, upload, times);
    });
  }
  return { status: 201, headers: offset(upload.size, upload.size, true) };
}

/** Takes back an upload that is not complete. One that is, is its reader's, and the answer says so. RELAY_NOT_FOUND. */
export async function withdrawUpload(
  { database }: RelayContext,
  device: DeviceRow,
  { sha256: hash, to }: BundleRequest,
): Promise<Answer> {
  const named = { device: device.id, sender: device.office, sha256: hash, to };
  const dropped = await database.transaction((sql) => dropUpload(sql, named));
  const done = await bundleFor(database, to, hash);
  if (done) return { status: 200, headers: offset(done.size, done.size, true) };
  if (!dropped) throw new RelayRefusal('RELAY_NOT_FOUND');
  return { status: 204 };
}

async function* contentFrom(sql: Sql, content: Uint8Array, from: number, end: number): AsyncGenerator<Uint8Array> {
  for (let at = from; at < end;) {
    const chunk = await chunkAt(sql, content, at);
    if (!chunk) throw new Error('a chunk of a bundle is missing');
    const part = chunk.bytes.subarray(at - chunk.at, Math.min(chunk.bytes.length, end - chunk.at));
    at += part.length;
    yield part;
  }
}

/** A bundle of the device's own office, whole or from a byte on. `range`: the header's text. RELAY_NOT_FOUND. */
export async function sendBundle(
  { database }: RelayContext,
  caller: Caller,
  hash: Uint8Array,
  range: string | undefined,
): Promise<Answer> {
  const found = await (caller.kit ? backupFor : bundleFor)(database, caller.office, hash);
  if (!found) throw new RelayRefusal('RELAY_NOT_FOUND');
  const { content, size } = found;
  const asked = range === undefined ? undefined : /^bytes=(\d{1,15})-(\d{1,15})?$/.exec(range);
  if (asked === null) throw new RelayRefusal('RELAY_BAD_REQUEST');
  const from = Number(asked?.[1] ?? 0);
  const end = Math.min(size, Number(asked?.[2] ?? size - 1) + 1);
  if (from >= end) return { status: 416, headers: { 'content-range': `bytes */${String(size)}` } };
  const part =
    asked === undefined ? {} : { 'content-range': `bytes ${String(from)}-${String(end - 1)}/${String(size)}` };
  return {
    status: asked === undefined ? 200 : 206,
    headers: {
      'content-type': BUNDLE_TYPE,
      'content-length': String(end - from),
      'accept-ranges': 'bytes',
      ...part,
    },
    body: contentFrom(database, content, from, end),
  };
}

/** The lane of an address's text; cases where it says none. */
export function laneOf(text: string | null): Lane | undefined {
  if (text === null) return LANES.structured;
  return Object.values(LANES).find((lane) => String(lane) === text);
}
