import { constants, copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const PARTS = ['', '-wal', '-shm'];

/** Where damaged databases lie that were set aside. */
export const damagedDir = (file: string): string => join(dirname(file), 'damaged');

/** A time as part of a file name: no colons, since Windows forbids them. */
export const stampOf = (now: number): string => new Date(now).toISOString().replaceAll(/[:.]/g, '-');

/**
 * Copies a database with its log into `damaged/` beside it, before anything is tried on it. Answers the copy's name,
 * or undefined when there is nothing to copy or no room: the caller then leaves the original alone all the more.
 */
export function setAside(file: string, now: number): string | undefined {
  if (!existsSync(file)) return undefined;
  const folder = damagedDir(file);
  const name = `${stampOf(now)}-${basename(file)}`;
  try {
    mkdirSync(folder, { recursive: true });
    for (const part of PARTS)
      if (existsSync(file + part)) copyFileSync(file + part, join(folder, name + part), constants.COPYFILE_FICLONE);
    return name;
  } catch {
    return undefined;
  }
}
