import { createReadStream, existsSync, lstatSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '#core/result.ts';
import { keyFilePath } from '../crypto/key-file-store.ts';
import { placeFile } from '../crypto/sealed-file.ts';
import { attachmentsDir } from './attachment-access.ts';
import { databaseOf, filesIn, keysIn, kitKeysOf, type Backup } from './backup-folder.ts';
import { kitSlotsPath } from './backup-slots.ts';
import { addMarks, marksIn } from './erasure-marks.ts';
import { databaseFile } from './office-files.ts';

/** What came of putting a backup into a folder. */
export interface RestoredFiles {
  /** Attached files that the backup names and that are not in it. */
  readonly missing: readonly string[];
}

const streamOf = (path: string): AsyncIterable<Uint8Array> => createReadStream(path);

/**
 * Puts the files of a backup into an empty folder: database, attached files, and the key slots last, without which no
 * folder is an office. Each is read back, and compared with what the backup says of it. SAFE_DAMAGED { at } when it is not
 * what it was when it was written; faults of the disk leave as they come.
 *
 * @param step called after each file and each piece of the database with the bytes so far; throws to stop.
 */
export async function restoreFiles(backup: Backup, to: string, step: (bytes: number) => void): Promise<RestoredFiles> {
  const { dir, facts } = backup;
  mkdirSync(attachmentsDir(to), { recursive: true, mode: 0o700 });
  let bytes = 0;
  async function* counted(path: string): AsyncGenerator<Uint8Array> {
    for await (const chunk of streamOf(path)) {
      bytes += chunk.length;
      step(bytes);
      yield chunk;
    }
  }
  const database = await placeFile(databaseFile(to), counted(databaseOf(dir, facts.number)));
  if (database.sha256.toString('base64url') !== facts.database.sha256)
    throw new Refusal('SAFE_DAMAGED', { at: 'backup' });
  const missing: string[] = [];
  for (const name of facts.files) {
    const from = join(filesIn(dir), name);
    // A link in a folder that anybody may have written to could name any file of this computer.
    if (!existsSync(from) || !lstatSync(from).isFile()) missing.push(name);
    else await placeFile(join(attachmentsDir(to), name), counted(from));
  }
  // What was erased after this backup is erased again when the office is opened.
  addMarks(to, marksIn(dir).marks);
  const free = kitKeysOf(dir, facts.number);
  if (existsSync(free) && lstatSync(free).isFile()) await placeFile(kitSlotsPath(to), counted(free));
  const keys = await placeFile(keyFilePath(to), counted(keysIn(backup)));
  if (keys.sha256.toString('base64url') !== facts.keys.sha256) throw new Refusal('SAFE_DAMAGED', { at: 'keys' });
  return { missing };
}
