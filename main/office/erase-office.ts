import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { flushFolder } from '../crypto/flush-folder.ts';
import { isKeyFileName, writeDurably } from '../crypto/key-file-store.ts';

/** Stands in the folder from the first moment of an erasure to its end, so that a power cut only interrupts it. */
const ERASING = 'erasing.json';
/** What is left: that an office was here and was erased, and when. */
const ERASED = 'erased.json';

const shape = z.strictObject({ at: z.int().min(0) });

/** Overwrites a small file before its name goes; a disk that writes elsewhere instead may still hold the old bytes. */
function scrub(path: string): void {
  const handle = openSync(path, 'r+');
  try {
    const size = statSync(path).size;
    writeSync(handle, randomBytes(size), 0, size, 0);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/**
 * Makes the office in `dir` unreadable for everybody: every file of key slots is overwritten and removed. The database,
 * whose key was in them alone, cannot be opened after that with any passphrase or kit (security.md, Emergency). What one
 * file refuses does not keep the others; the fault is thrown when all were tried.
 *
 * @param at milliseconds since 1970, written down beside it.
 */
export function destroyKeys(dir: string, at: number): void {
  writeDurably(join(dir, ERASING), `${JSON.stringify({ at })}\n`);
  flushFolder(dir);
  let fault: unknown;
  const found = readdirSync(dir, { recursive: true, encoding: 'utf8' });
  for (const path of found.filter((name) => isKeyFileName(basename(name))).map((name) => join(dir, name))) {
    try {
      scrub(path);
    } catch (error) {
      fault ??= error;
    }
    try {
      rmSync(path, { force: true });
    } catch (error) {
      fault ??= error;
    }
  }
  flushFolder(dir);
  if (fault !== undefined) throw fault;
}

/** Removes what is left of an office whose keys are gone, and what this computer remembers of its devices. */
export function removeRest(dir: string, marksDir: string): void {
  rmSync(marksDir, { recursive: true, force: true });
  for (const name of readdirSync(dir)) {
    if (name !== ERASING) rmSync(join(dir, name), { recursive: true, force: true });
  }
  renameSync(join(dir, ERASING), join(dir, ERASED));
  flushFolder(dir);
}

/** Goes on with an erasure that a power cut interrupted. Nothing happens where there was none. */
export function finishErasing(dir: string, marksDir: string): void {
  const begun = join(dir, ERASING);
  if (!existsSync(begun)) return;
  const parsed = readAt(begun);
  destroyKeys(dir, parsed ?? statSync(begun).mtimeMs);
  removeRest(dir, marksDir);
}

function readAt(path: string): number | undefined {
  try {
    return shape.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data?.at;
  } catch {
    return undefined;
  }
}

/** When the office that was in this folder was erased, in milliseconds since 1970; undefined when none was. */
export const erasedAt = (dir: string): number | undefined => readAt(join(dir, ERASED));
