import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  readdirSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '#core/result.ts';
import { flushFolder } from './flush-folder.ts';
import { removeQuietly } from './remove-quietly.ts';

const CHUNK = 1024 * 1024;

function* chunksOf(path: string): Generator<Buffer> {
  const handle = openSync(path, 'r');
  try {
    const chunk = Buffer.alloc(CHUNK);
    for (let n = readSync(handle, chunk); n > 0; n = readSync(handle, chunk)) yield chunk.subarray(0, n);
  } finally {
    closeSync(handle);
  }
}

/** SHA-256 of what a file holds now, read from its beginning. */
export function hashOfFile(path: string): Buffer {
  const hash = createHash('sha256');
  for (const chunk of chunksOf(path)) hash.update(chunk);
  return hash.digest();
}

function copyDurably(from: string, to: string): void {
  const handle = openSync(to, 'w', 0o600);
  try {
    for (const chunk of chunksOf(from)) for (let at = 0; at < chunk.length;) at += writeSync(handle, chunk, at);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

const faultOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** What the trouble with a stick means to the person who holds it. */
function stickFault(error: unknown, stick: string): Refusal {
  if (error instanceof Refusal) return error;
  const code = faultOf(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') return new Refusal('DISK_FULL');
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') return new Refusal('DISK_READ_ONLY');
  return new Refusal(existsSync(stick) ? 'SYNC_WRITE_FAILED' : 'SYNC_STICK_REMOVED', { cause: code });
}

/**
 * Copies a sealed bundle to a stick so that "written and verified" is true (exchange.md §6.9): part file, flush, close,
 * open again, compare the hash of every byte with that of what was sealed, rename, flush the folder, look that it is
 * listed. What does not compare is removed. Node cannot drop the system's cache; that limit is in docs/not-verified.md.
 *
 * DISK_FULL, DISK_READ_ONLY, SYNC_STICK_REMOVED, SYNC_WRITE_FAILED, SYNC_VERIFY_FAILED.
 */
export function copyToStick(
  source: { readonly path: string; readonly bytes: number; readonly sha256: Uint8Array },
  stick: { readonly root: string; readonly folder: string; readonly fileName: string },
): void {
  const dir = join(stick.root, 'HIFADHI', stick.folder);
  const part = join(dir, `${stick.fileName}.part`);
  const path = join(dir, stick.fileName);
  try {
    if (!existsSync(stick.root)) throw new Refusal('SYNC_STICK_REMOVED');
    mkdirSync(dir, { recursive: true });
    copyDurably(source.path, part);
    if (!hashOfFile(part).equals(source.sha256)) throw new Refusal('SYNC_VERIFY_FAILED');
    renameSync(part, path);
    flushFolder(dir);
    if (!readdirSync(dir).includes(stick.fileName) || statSync(path).size !== source.bytes)
      throw new Refusal('SYNC_VERIFY_FAILED');
  } catch (error) {
    removeQuietly(part);
    throw stickFault(error, stick.root);
  }
}
