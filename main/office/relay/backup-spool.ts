import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../../crypto/hashing.ts';
import { keyFilePath } from '../../crypto/key-file-store.ts';
import { once } from '../../crypto/once.ts';
import { placeFile } from '../../crypto/sealed-file.ts';
import { snapshot } from '../../storage/snapshot.ts';
import { readFacts, type BackupFacts } from '../backup-folder.ts';
import { kitSlotsOf } from '../backup-slots.ts';
import type { OpenOffice } from '../open-office.ts';
import { momentOf, type Moment } from '../write-backup.ts';

/**
 * A copy of the database that lies still while it is put to the relay, which may take days: beside the database, as well
 * encrypted as that. What it holds is written last; without it there is none.
 */
const spoolDir = (dir: string): string => join(dir, 'relay-backup');
const factsPath = (dir: string): string => join(spoolDir(dir), 'facts.json');
export const spoolDatabase = (dir: string): string => join(spoolDir(dir), 'database');
/** Key slots, under names by which an erasure finds them. */
export const spoolKeys = (dir: string): string => join(spoolDir(dir), 'office.keys.spool.json');
export const spoolKitKeys = (dir: string): string => join(spoolDir(dir), 'office.keys.kit.age');
export const spoolTop = (dir: string): string => join(spoolDir(dir), 'top');
/** The piece that is on its way. */
export const spoolPiece = (dir: string): string => join(spoolDir(dir), 'piece');

/** What the copy holds that waits to be put; undefined for none. */
export function spooled(dir: string): BackupFacts | undefined {
  return existsSync(factsPath(dir)) ? readFacts(readFileSync(factsPath(dir), 'utf8')) : undefined;
}

/** Removes the copy: it was put, something that it holds was erased meanwhile, or the office has another key. */
export function dropSpool(dir: string): void {
  rmSync(factsPath(dir), { force: true });
  rmSync(spoolDir(dir), { recursive: true, force: true });
}

/** Makes the copy while people go on working. Faults of the disk and of the database leave as they come. */
export async function makeSpool(open: OpenOffice, number: number): Promise<BackupFacts> {
  dropSpool(open.dir);
  mkdirSync(spoolDir(open.dir), { recursive: true, mode: 0o700 });
  let moment: Moment | undefined;
  let keys: Buffer | undefined;
  const { database, key } = open.opened;
  const pages = snapshot(database, key, () => {
    moment = momentOf(open);
    keys = readFileSync(keyFilePath(open.dir));
  });
  async function* watched(): AsyncGenerator<Uint8Array> {
    for await (const chunk of pages) {
      open.backups.goesOn();
      yield chunk;
    }
  }
  const copied = await placeFile(spoolDatabase(open.dir), watched());
  if (!moment || !keys) throw new Error('a copy without a moment');
  await placeFile(spoolKeys(open.dir), once(keys));
  const free = await kitSlotsOf(open, keys);
  if (free) await placeFile(spoolKitKeys(open.dir), once(free));
  const { officeId, code, name } = open.self;
  const facts: BackupFacts = {
    v: 1,
    office: { id: officeId, code, name },
    number,
    at: open.clock.now(),
    version: open.version,
    database: { bytes: copied.bytes, sha256: copied.sha256.toString('base64url') },
    keys: { sha256: sha256(keys).toString('base64url') },
    ...moment,
  };
  await placeFile(factsPath(open.dir), once(Buffer.from(JSON.stringify(facts))));
  return facts;
}
