import { readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beginRotation, finishRotation } from '../crypto/key-file.ts';
import { flushFolder } from '../crypto/flush-folder.ts';
import { readKeyFile, writeBothKeyFiles } from '../crypto/key-file-store.ts';
import { placeFile } from '../crypto/sealed-file.ts';
import { goodCopyName, listGoodCopies } from '../storage/backup.ts';
import { isCopyBefore } from '../storage/migrate.ts';
import { PAGE_SIZE } from '../storage/page-verifier.ts';
import { RekeyedCopy } from '../storage/rekeyed-copy.ts';
import { damagedDir } from '../storage/set-aside.ts';
import { snapshot } from '../storage/snapshot.ts';
import { audit } from './audit.ts';
import { keyChange, keyWorkDue, newKeyDue, putKeyChange } from './key-change.ts';
import { copiesDir, valueOf } from './office-files.ts';
import type { OpenOffice } from './open-office.ts';
import { breathe } from './progress.ts';
import { dropSpool } from './relay/backup-spool.ts';

/** Runs work between people's calls; refused once the office is closed. */
export type Between = <T>(work: () => T | Promise<T>) => Promise<T>;

const isUnder = ({ opened }: OpenOffice, key: Uint8Array): boolean => Buffer.from(opened.key).equals(key);

/**
 * The key file holds the key in force and the next one from here on. One that a stop left there goes on, unless somebody
 * left since it was drawn: they may have kept it, and nothing is under it yet.
 */
async function bothKeys(open: OpenOffice): Promise<Uint8Array> {
  const { due, ...rest } = keyChange(open);
  const [current] = open.keys.databaseKeys;
  const draws = open.keys.databaseKeys.length === 1 || (due !== undefined && isUnder(open, current));
  const keys = draws ? { databaseKeys: [current] as const } : open.keys;
  const { file, newKey } = await beginRotation(valueOf(readKeyFile(open.dir)), keys);
  open.backups.goesOn();
  valueOf(writeBothKeyFiles(open.dir, file));
  open.keys = { ...open.keys, databaseKeys: [current, newKey] };
  // After the key file: a stop between the two draws another one.
  if (draws && due !== undefined)
    open.db.transaction(() => {
      putKeyChange(open, { ...rest, drawnFor: due });
    });
  return newKey;
}

/** Gives the database the new key: a copy beside the work, and then one moment in which nobody writes. */
async function rekey(open: OpenOffice, newKey: Uint8Array, between: Between): Promise<void> {
  const { database, key } = open.opened;
  const copy = new RekeyedCopy(database.file, key, newKey);
  try {
    let pages = 0;
    let of = 1;
    const moved = (phase: string, done: number): void => {
      open.backups.goesOn();
      open.emit({ type: 'progress', job: 'key', phase, done, of });
    };
    const size = (): void => {
      of = database.pages();
    };
    for await (const chunk of snapshot(database, key, size)) {
      copy.take(pages + 1, chunk);
      pages += chunk.length / PAGE_SIZE;
      moved('copy', pages);
    }
    for (const done of copy.check()) {
      moved('check', done);
      await breathe();
    }
    await between(() => {
      database.changeKey(() => {
        copy.place();
        open.opened.key = newKey;
        return newKey;
      });
    });
  } finally {
    copy.discard();
  }
}

/** The key before opens nothing any more, and no file says it: those who have a slot open the office with the new one. */
async function onlyNewKey(open: OpenOffice, newKey: Uint8Array): Promise<void> {
  const file = await finishRotation(valueOf(readKeyFile(open.dir)), newKey);
  open.backups.goesOn();
  valueOf(writeBothKeyFiles(open.dir, file));
  open.keys = { ...open.keys, databaseKeys: [newKey] };
  open.db.transaction(() => {
    // What has come to be due since the key was drawn still is: whoever left meanwhile had a slot for it.
    const { drawnFor, due } = keyChange(open);
    putKeyChange(open, { changedAt: open.clock.now(), copiesDue: true, ...(due && { due }) });
    audit(open, 'office.key', open.self.code, 'done', drawnFor?.why ?? 'asked');
  });
}

/**
 * Copies on this computer open with the key before: a new one takes their place. Damaged files that were set aside were
 * looked through when their copy was put back; nobody here could open them any more, somebody who kept the old key could.
 */
async function renewCopies(open: OpenOffice, between: Between): Promise<void> {
  // A copy on its way to the relay is one of them, with the slots of before beside it.
  dropSpool(open.dir);
  const { database, key } = open.opened;
  const folder = copiesDir(open.dir);
  const before = listGoodCopies(folder);
  if (before.length > 0) {
    const whole = open.backups.whileOpen(snapshot(database, key, () => undefined));
    await placeFile(join(folder, goodCopyName(folder, open.clock.now())), whole);
  }
  for (const { file } of before) rmSync(file, { force: true });
  const home = dirname(database.file);
  for (const name of readdirSync(home))
    if (isCopyBefore(database.file, name)) rmSync(join(home, name), { force: true });
  rmSync(damagedDir(database.file), { recursive: true, force: true });
  flushFolder(home);
  await between(() => {
    const { copiesDue: _done, ...rest } = keyChange(open);
    open.db.transaction(() => {
      putKeyChange(open, rest);
    });
  });
}

/**
 * Gives the database another key while people work, wrapped to the public key of everybody who has a slot and of the kit:
 * nobody has to be there (security.md, Sign-in and keys). A stop at any moment leaves a key in the key file that fits; the
 * next session goes on. Old backups elsewhere keep the key that they were made with. Faults of the disk leave as they come.
 */
export async function changeKey(open: OpenOffice, between: Between): Promise<void> {
  while (keyWorkDue(open)) {
    if (newKeyDue(open)) {
      const newKey = await between(() => bothKeys(open));
      if (!isUnder(open, newKey)) await rekey(open, newKey, between);
      // Without it a power cut could bring the file under the old key back when no key file says that key any more.
      flushFolder(dirname(open.opened.database.file));
      await between(() => onlyNewKey(open, newKey));
    } else await renewCopies(open, between);
  }
}
