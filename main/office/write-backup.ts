import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '#core/result.ts';
import { sha256 } from '../crypto/hashing.ts';
import { keyFilePath } from '../crypto/key-file-store.ts';
import { once } from '../crypto/once.ts';
import { placeFile } from '../crypto/sealed-file.ts';
import { snapshot } from '../storage/snapshot.ts';
import { attachmentsDir } from './attachment-access.ts';
import { databaseOf, filesIn, keysOf, nextNumber, prepareFolder, putFacts, rotate } from './backup-folder.ts';
import type { BackupFacts } from './backup-folder.ts';
import { placeKitSlots } from './backup-slots.ts';
import { addMarks, marksHere } from './erasure-marks.ts';
import type { OpenOffice } from './open-office.ts';
import { ownBackups } from './own-backups.ts';

/** SHA-256 over the ids of all heads of a database in their order: two databases with the same one hold the same log. */
export function headsHash(ids: Iterable<Uint8Array>): string {
  const digest = createHash('sha256');
  for (const id of ids) digest.update(id);
  return digest.digest('base64url');
}

export type Moment = Pick<BackupFacts, 'cases' | 'commits' | 'heads' | 'audit' | 'files'>;

/** What the database holds at this moment, and the files that it names. */
export function momentOf(open: OpenOffice): Moment {
  const { cases, commits, audit, attachments } = open.repos;
  const { n, hash } = audit.head();
  return {
    cases: cases.count(),
    commits: commits.count(),
    heads: headsHash(commits.allHeads()),
    audit: { n, hash: hash.toString('base64url') },
    files: attachments.contents().map((hash) => hash.toString('hex')),
  };
}

/** Files of cases that the folder does not have yet. Their names are keyed hashes: the same name is the same content. */
async function copyFiles(open: OpenOffice, dir: string, files: readonly string[]): Promise<void> {
  const there = new Set(readdirSync(filesIn(dir)));
  for (const [i, name] of files.entries()) {
    open.backups.goesOn();
    const [from, to] = [join(attachmentsDir(open.dir), name), join(filesIn(dir), name)];
    // A file that is gone here is a normal state with a placeholder; the backup does not fail for it.
    if (!existsSync(from) || (there.has(name) && statSync(to).size === statSync(from).size)) continue;
    await placeFile(to, createReadStream(from) as AsyncIterable<Uint8Array>);
    open.emit({ type: 'progress', job: 'backup', phase: 'files', done: i + 1, of: files.length });
  }
}

async function* watched(open: OpenOffice, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const of = statSync(open.opened.database.file).size;
  let done = 0;
  for await (const chunk of chunks) {
    open.backups.goesOn();
    done += chunk.length;
    open.emit({ type: 'progress', job: 'backup', phase: 'database', done, of });
    yield chunk;
  }
}

/**
 * Writes the office as it is now below the place that people chose, while they go on working: the database with every
 * page's seal looked at, attached files that are not there yet, the key slots, and last what it holds. Each file is read
 * back and compared before it counts; older backups are let go of only then. SYNC_STICK_REMOVED, EXPORT_NOT_WHOLE,
 * SAFE_DAMAGED { page } when the office's own database is damaged, AUTH_LOCKED when the office is closed meanwhile, and
 * faults of the disk, which leave as they come.
 *
 * @param keysAs what becomes of the bytes of the key file; as they are unless something else is said.
 */
export async function writeBackup(
  open: OpenOffice,
  root: string,
  keysAs: (open: OpenOffice, keys: Buffer) => Promise<Buffer> = (_open, keys) => Promise.resolve(keys),
): Promise<BackupFacts> {
  if (!existsSync(root)) throw new Refusal('SYNC_STICK_REMOVED');
  const { officeId, code, name } = open.self;
  const dir = ownBackups(open, root);
  prepareFolder(dir);
  const number = nextNumber(dir);
  let moment: Moment | undefined;
  let keys: Buffer | undefined;
  const { database, key } = open.opened;
  const copied = await placeFile(
    databaseOf(dir, number),
    watched(
      open,
      snapshot(database, key, () => {
        moment = momentOf(open);
        keys = readFileSync(keyFilePath(open.dir));
      }),
    ),
  );
  if (!moment || !keys) throw new Error('a copy without a moment');
  await copyFiles(open, dir, moment.files);
  addMarks(dir, marksHere(open));
  const slots = await keysAs(open, keys);
  await placeFile(keysOf(dir, number), once(slots));
  await placeKitSlots(open, dir, number, slots);
  const facts: BackupFacts = {
    v: 1,
    office: { id: officeId, code, name },
    number,
    at: open.clock.now(),
    version: open.version,
    database: { bytes: copied.bytes, sha256: copied.sha256.toString('base64url') },
    keys: { sha256: sha256(slots).toString('base64url') },
    ...moment,
  };
  await putFacts(dir, facts);
  rotate(dir);
  return facts;
}
