import { copyFileSync, existsSync, lstatSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '#core/result.ts';
import { BUNDLE_LIMITS } from '../crypto/bundle-format.ts';
import { newId } from '../crypto/hashing.ts';
import { removeQuietly } from '../crypto/remove-quietly.ts';
import { inboxDir } from './office-files.ts';
import type { OpenOffice } from './open-office.ts';

/** Copies a chosen file, encrypted as it is, into the office's folder: the stick may go (exchange.md R13). */
export function takeBundle(open: OpenOffice, path: string): { place: string } {
  if (!existsSync(path)) throw new Refusal('SYNC_STICK_REMOVED');
  // A link on a stick could name any file of this computer.
  const stat = lstatSync(path);
  if (!stat.isFile()) throw new Refusal('SYNC_NOT_A_BUNDLE');
  if (stat.size > BUNDLE_LIMITS.file) throw new Refusal('SYNC_TOO_LARGE');
  mkdirSync(inboxDir(open.dir), { recursive: true });
  const copy = join(inboxDir(open.dir), `${newId()}.hifadhi`);
  try {
    copyFileSync(path, copy);
  } catch (error) {
    removeQuietly(copy);
    if (existsSync(path)) throw error;
    throw new Refusal('SYNC_STICK_REMOVED');
  }
  return { place: open.places.name(copy) };
}
