import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { verifyPages } from '../storage/page-verifier.ts';
import { databaseFile } from './office-files.ts';

/** In the folder, not in the database, which may refuse to be written to. */
const markFile = (dir: string): string => join(dir, 'damaged-page');

/** Remembers that a page of the open database does not fit its seal: it is looked at before the database is opened again. */
export function markDamage(dir: string, page: number): void {
  writeFileSync(markFile(dir), String(page));
}
export const isMarkedDamaged = (dir: string): boolean => existsSync(markFile(dir));

/** Whether the closed database is damaged; asked only where a page was found broken. What was mended is forgotten. */
export function isDamaged(dir: string, key: Uint8Array): boolean {
  if (!isMarkedDamaged(dir)) return false;
  if (existsSync(databaseFile(dir)) && verifyPages(databaseFile(dir), key).broken.length > 0) return true;
  rmSync(markFile(dir), { force: true });
  return false;
}
