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
  utimesSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { flushFolder } from '../crypto/flush-folder.ts';
import { isKeyFileName, writeDurably } from '../crypto/key-file-store.ts';

/** Stands in the folder from the first moment of an erasure to its end, so that a power cut only interrupts it. */
const ERASING = 'erasing.json';
/** What is left: that an office was here and was erased, and when. */
const ERASED = 'erased.json';

/** Below the folder, or in one that a restore left beside it. */
const isSlotPath = (path: string): boolean => {
  const [first = '', ...rest] = path.split('/');
  return (
    isKeyFileName(rest.at(-1) ?? first) &&
    !path.includes('\\') &&
    !rest.includes('..') &&
    (first !== '..' || rest.length > 1)
  );
};
/** A file of key slots that stands where one was, once those are gone. `changed`: when that was changed, in seconds. */
const leftFile = z.strictObject({
  name: z.string().refine(isSlotPath),
  text: z.string(),
  changed: z.number().min(0).exactOptional(),
});
const shape = z.strictObject({ at: z.int().min(0), left: z.array(leftFile).exactOptional() });
export type LeftFile = z.infer<typeof leftFile>;

/** The folders that a restore, from a stick or a relay, leaves beside this one: each may hold slots of before. */
function besides(dir: string): string[] {
  const name = basename(dir);
  return readdirSync(dirname(dir)).filter(
    (one) => one === `${name}.restoring` || one === `${name}.fetched` || one.startsWith(`${name}.before-`),
  );
}

/** Every file of key slots in the folder and in those beside it, as paths that begin there; `/` stands between the parts. */
export function slotFiles(dir: string): string[] {
  const below = (of: string): string[] =>
    readdirSync(join(dir, of), { recursive: true, encoding: 'utf8' })
      .filter((path) => isKeyFileName(basename(path)))
      .map((path) => [...(of === '' ? [] : [of]), path.replaceAll('\\', '/')].join('/'));
  return ['', ...besides(dir).map((name) => `../${name}`)].flatMap(below);
}

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

/** Does all of it; what one refuses does not keep the others. The first fault is thrown at the end. */
function doAll(steps: readonly (() => void)[]): void {
  const faults = steps.flatMap((step) => {
    try {
      step();
      return [];
    } catch (error) {
      return [error];
    }
  });
  if (faults.length > 0) throw faults[0];
}

/** Overwrites and removes every file of key slots but those that `stands` says are what was put in their place. */
function scrubSlots(dir: string, stands: (path: string) => boolean = () => false): void {
  const paths = slotFiles(dir).filter((path) => !stands(path));
  doAll([
    ...paths.flatMap((path) => [
      () => {
        scrub(join(dir, path));
      },
      () => {
        rmSync(join(dir, path), { force: true });
      },
    ]),
    () => {
      flushFolder(dir);
    },
  ]);
}

/**
 * Makes the office in `dir` unreadable for everybody: every file of key slots, also in what a restore left beside it, is
 * overwritten and removed. The database, whose key was in them alone, cannot be opened after that with any passphrase or
 * kit (security.md, Emergency). What one file refuses does not keep the others; the fault is thrown when all were tried.
 *
 * @param at milliseconds since 1970, written down beside it.
 */
export function destroyKeys(dir: string, at: number): void {
  markErasing(dir, { at });
  scrubSlots(dir);
}

function holds(path: string, text: string): boolean {
  try {
    return readFileSync(path, 'utf8') === text;
  } catch {
    return false;
  }
}

/** Puts one file where slots were, as old as those were. */
function putOne(dir: string, { name, text, changed }: LeftFile): void {
  const path = join(dir, name);
  try {
    if (!holds(path, text)) writeDurably(path, text);
  } catch (error) {
    // Half of a file, under a name that no office has otherwise.
    rmSync(`${path}.part`, { force: true });
    throw error;
  }
  if (changed !== undefined) utimesSync(path, changed, changed);
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

/** Whether the step was done. */
function tried(step: () => void): boolean {
  try {
    step();
    return true;
  } catch {
    return false;
  }
}

/**
 * Destroys the key slots as `destroyKeys` does, and leaves `left` where they were: the same people, and slots that nothing
 * opens. The database stays, without its key. Never throws, since whoever looks on must not see that anything happened: a
 * full disk keeps no slot from being overwritten, a file that is held open keeps no other, and what is left undone the
 * next start does. What stands in its place already is left alone, so it can be done any number of times.
 *
 * @param at milliseconds since 1970.
 */
export function destroyQuietly(dir: string, at: number, left: readonly LeftFile[]): void {
  const mark = (): void => {
    markErasing(dir, { at, left: [...left] });
  };
  const marked = tried(mark);
  const stands = (path: string): boolean =>
    left.some(({ name, text }) => name === path && holds(join(dir, path), text));
  const gone = tried(() => {
    scrubSlots(dir, stands);
  });
  // What was overwritten is removed too: a disk that was full has room for it now.
  if (!marked) tried(mark);
  const put = tried(() => {
    doAll([
      ...left.map((one) => () => {
        putOne(dir, one);
      }),
      () => {
        flushFolder(dir);
      },
    ]);
  });
  if (gone && put) unmark(dir);
}

/** Removes what is left of an office whose keys are gone, and what this computer remembers of its devices. */
export function removeRest(dir: string, marksDir: string): void {
  rmSync(marksDir, { recursive: true, force: true });
  for (const name of readdirSync(dir)) {
    if (name !== ERASING) rmSync(join(dir, name), { recursive: true, force: true });
  }
  for (const name of besides(dir)) rmSync(join(dirname(dir), name), { recursive: true, force: true });
  renameSync(join(dir, ERASING), join(dir, ERASED));
  flushFolder(dir);
}

/** Goes on with an erasure that a power cut interrupted, of either kind. Nothing happens where there was none. */
export function finishErasing(dir: string, marksDir: string): void {
  const begun = join(dir, ERASING);
  if (!existsSync(begun)) return;
  const parsed = readMark(begun);
  if (parsed?.left) {
    destroyQuietly(dir, parsed.at, parsed.left);
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
