import { existsSync, lstatSync, readFileSync } from 'node:fs';
import type { ErrorCode } from '#core/errors.ts';
import { Refusal } from '#core/result.ts';

/**
 * A small file that a person chose, as bytes. SYNC_STICK_REMOVED when it is gone; `otherwise` for a link, which on a stick
 * could name any file of this computer, for what is no file, and for what is larger than such a file can be.
 */
export function readStickFile(path: string, most: number, otherwise: ErrorCode): Buffer {
  if (!existsSync(path)) throw new Refusal('SYNC_STICK_REMOVED');
  const stat = lstatSync(path);
  if (!stat.isFile() || stat.size > most) throw new Refusal(otherwise);
  return readFileSync(path);
}
