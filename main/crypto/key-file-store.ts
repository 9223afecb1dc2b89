import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { UserId } from '#core/ids.ts';
import { fail, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { fileFault } from './file-fault.ts';
import { isBound, keyFileText, parseKeyFile } from './key-file-format.ts';
import type { KeyFile } from './key-file-format.ts';

const NAME = 'office.keys.json';
const PREVIOUS = 'office.keys.previous.json';
const DAMAGED = 'office.keys.damaged.json';
const LARGEST = 16 * 1024 * 1024;

/** Whether a file of this name holds key slots: those in force, those before, damaged ones, sealed ones, and one half written. */
export const isKeyFileName = (name: string): boolean =>
  /^(office|\d{1,9})\.keys(\.\w+)*\.(json|age)(\.part)?$/.test(name);

export const keyFilePath = (dir: string): string => join(dir, NAME);

/** Writes beside the place, puts it on the disk, then renames: at any moment there is a whole file. Faults are thrown. */
export function writeDurably(path: string, text: string): void {
  const part = `${path}.part`;
  const handle = openSync(part, 'w', 0o600);
  try {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length;) at += writeSync(handle, bytes, at);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(part, path);
}

/** The name itself must survive a power cut too. Windows cannot open a folder for that and does not need to. */
function flushFolder(dir: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(dir, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function read(path: string): KeyFile | undefined {
  const bytes = readFileSync(path);
  return bytes.length > LARGEST ? undefined : parseKeyFile(bytes);
}

/** The files with key slots that can be read: those in force and those before the last change, each under its name. */
export function keyFilesIn(dir: string): readonly { readonly name: string; readonly file: KeyFile }[] {
  return [NAME, PREVIOUS].flatMap((name) => {
    try {
      const file = existsSync(join(dir, name)) ? read(join(dir, name)) : undefined;
      return file ? [{ name, file }] : [];
    } catch {
      return [];
    }
  });
}

function hasPrevious(dir: string): boolean {
  try {
    return read(join(dir, PREVIOUS)) !== undefined;
  } catch {
    return false;
  }
}

/** Whether the copy of the slots before the last change, where there is one, holds none of this person that is not bound. */
export function previousIsBound(dir: string, user: UserId): boolean {
  try {
    const path = join(dir, PREVIOUS);
    if (!existsSync(path)) return true;
    const file = read(path);
    return file !== undefined && file.users.every((one) => one.id !== user || isBound(one));
  } catch {
    return false;
  }
}

/**
 * The office's key slots. Errors: KEY_FILE_MISSING { previous } and KEY_FILE_DAMAGED { previous }, where `previous` says
 * whether the copy before the last change can be offered; DISK_* when it cannot be read at all.
 */
export function readKeyFile(dir: string): Result<KeyFile> {
  try {
    if (!existsSync(keyFilePath(dir))) return fail('KEY_FILE_MISSING', { previous: hasPrevious(dir) });
    const file = read(keyFilePath(dir));
    return file ? ok(file) : fail('KEY_FILE_DAMAGED', { previous: hasPrevious(dir) });
  } catch (error) {
    return fileFault(error);
  }
}

/** Writes the slots durably and keeps the ones before. When it fails, the old file still stands. */
export function writeKeyFile(dir: string, file: KeyFile): Result<void> {
  try {
    mkdirSync(dir, { recursive: true });
    const path = keyFilePath(dir);
    if (existsSync(path) && read(path)) writeDurably(join(dir, PREVIOUS), readFileSync(path, 'utf8'));
    writeDurably(path, keyFileText(file));
    flushFolder(dir);
    return ok(undefined);
  } catch (error) {
    return fileFault(error);
  }
}

/**
 * Writes the file with something new beside the slots, which are the same: the copy of the slots before the last change
 * stays. When it fails, the old file still stands.
 */
export function refreshKeyFile(dir: string, file: KeyFile): Result<void> {
  try {
    writeDurably(keyFilePath(dir), keyFileText(file));
    flushFolder(dir);
    return ok(undefined);
  } catch (error) {
    return fileFault(error);
  }
}

/** Puts the previous slots in force. The damaged file is kept beside them. */
export function restorePreviousKeyFile(dir: string): Result<KeyFile> {
  try {
    const previous = existsSync(join(dir, PREVIOUS)) ? read(join(dir, PREVIOUS)) : undefined;
    if (!previous) return fail('KEY_FILE_DAMAGED', { previous: false });
    if (existsSync(keyFilePath(dir))) copyFileSync(keyFilePath(dir), join(dir, DAMAGED));
    writeDurably(keyFilePath(dir), keyFileText(previous));
    flushFolder(dir);
    return ok(previous);
  } catch (error) {
    return fileFault(error);
  }
}

/**
 * Writes the slots while the database key changes: whichever of the two files is read afterwards, it opens the database,
 * and neither holds a key that is no longer in force. Damaged slots that were set aside go.
 */
export function writeBothKeyFiles(dir: string, file: KeyFile): Result<void> {
  try {
    const text = keyFileText(file);
    for (const path of [join(dir, PREVIOUS), keyFilePath(dir)]) writeDurably(path, text);
    rmSync(join(dir, DAMAGED), { force: true });
    flushFolder(dir);
    return ok(undefined);
  } catch (error) {
    return fileFault(error);
  }
}
