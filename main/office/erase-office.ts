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

/** A file of key slots that stands where one was, once those are gone. */
const leftFile = z.strictObject({ name: z.string().refine(isKeyFileName), text: z.string() });
const shape = z.strictObject({ at: z.int().min(0), left: z.array(leftFile).exactOptional() });
export type LeftFile = z.infer<typeof leftFile>;

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

function markErasing(dir: string, begun: z.infer<typeof shape>): void {
  writeDurably(join(dir, ERASING), `${JSON.stringify(begun)}\n`);
  flushFolder(dir);
}

/** Overwrites and removes every file of key slots. */
function scrubSlots(dir: string): void {
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

/**
 * Makes the office in `dir` unreadable for everybody: every file of key slots is overwritten and removed. The database,
 * whose key was in them alone, cannot be opened after that with any passphrase or kit (security.md, Emergency). What one
 * file refuses does not keep the others; the fault is thrown when all were tried.
 *
 * @param at milliseconds since 1970, written down beside it.
 */
export function destroyKeys(dir: string, at: number): void {
  markErasing(dir, { at });
  scrubSlots(dir);
}

/** Puts what stands where the slots were. */
function putLeft(dir: string, left: readonly LeftFile[]): void {
  for (const { name, text } of left) writeDurably(join(dir, name), text);
  flushFolder(dir);
}

/** Nothing tells from now on that there was an erasure. Faults are kept for the next start. */
function unmark(dir: string): void {
  try {
    rmSync(join(dir, ERASING), { force: true });
    flushFolder(dir);
  } catch {
    // Then the next start does all of it again.
  }
}

/**
 * Destroys the key slots as `destroyKeys` does, and leaves `left` where they were: the same people, and slots that nothing
 * opens. The database stays, without its key. Never throws, since whoever looks on must not see that anything happened: a
 * full disk keeps no slot from being overwritten, and what is left undone the next start does.
 *
 * @param at milliseconds since 1970.
 */
export function destroyQuietly(dir: string, at: number, left: readonly LeftFile[]): void {
  const done = [
    () => {
      markErasing(dir, { at, left: [...left] });
    },
    () => {
      scrubSlots(dir);
    },
    () => {
      putLeft(dir, left);
    },
  ].map((step) => {
    try {
      step();
      return true;
    } catch {
      return false;
    }
  });
  // A slot that could not be overwritten is tried again at the next start.
  if (!done.includes(false)) unmark(dir);
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

/** Goes on with an erasure that a power cut interrupted, of either kind. Nothing happens where there was none. */
export function finishErasing(dir: string, marksDir: string): void {
  const begun = join(dir, ERASING);
  if (!existsSync(begun)) return;
  const parsed = readMark(begun);
  if (parsed?.left) {
    scrubSlots(dir);
    putLeft(dir, parsed.left);
    unmark(dir);
    return;
  }
  destroyKeys(dir, parsed?.at ?? statSync(begun).mtimeMs);
  removeRest(dir, marksDir);
}

function readMark(path: string): z.infer<typeof shape> | undefined {
  try {
    return shape.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data;
  } catch {
    return undefined;
  }
}

/** When the office that was in this folder was erased, in milliseconds since 1970; undefined when none was. */
export const erasedAt = (dir: string): number | undefined => readMark(join(dir, ERASED))?.at;
