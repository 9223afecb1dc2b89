import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { Refusal } from '#core/result.ts';
import { newId } from '../../crypto/hashing.ts';
import { removeQuietly } from '../../crypto/remove-quietly.ts';
import { copyToStick } from '../../crypto/stick.ts';
import type { OfficeRow } from '../../storage/office.repo.ts';
import { filesLinkTo, linkState, putLinkState } from '../link-state.ts';
import type { OpenOffice } from '../open-office.ts';
import { asRefusal } from '../unexpected.ts';
import { owedFiles, sumOf, type Part } from './owed-files.ts';
import { bundlesOf, markFilesWritten, prepareFiles, type PreparedFiles } from './prepare-files.ts';

/** What a file system needs beside the bytes of a file, and what encryption and padding add to them at most. */
const ROOM = 1024 * 1024;
const GROWS = 1.13;

/** `new`: what was not written yet; `all`: also what was and is not confirmed. */
export type WhichFiles = 'none' | 'new' | 'all';

export interface WrittenFiles {
  /** Bundles of the train that are written by now, on this stick or before, and how many there are in all. */
  readonly done: number;
  readonly of: number;
  readonly onThisStick: number;
  /** What waits for the next stick. */
  readonly left: { readonly count: number; readonly bytes: number };
  readonly first: PreparedFiles | undefined;
}

/** Bytes that are free where a stick is. SYNC_STICK_REMOVED when it is there no more, DISK_READ_ONLY when it takes nothing. */
export function freeOn(path: string): number {
  if (!existsSync(path)) throw new Refusal('SYNC_STICK_REMOVED');
  try {
    accessSync(path, constants.W_OK);
  } catch {
    throw new Refusal('DISK_READ_ONLY');
  }
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize;
}

const unwritten = (parts: readonly Part[]): Part[] => parts.filter(({ isWritten }) => !isWritten);

/**
 * Writes bundles of attachments to a stick, one after the other, as long as there is room for one: a train, in which each
 * bundle counts alone. What does not fit waits for the next stick, also after a restart. A full stick is no fault unless
 * `needed`: then nothing else is on it.
 *
 * @param most bytes of parts in one bundle.
 */
export async function writeFiles(
  open: OpenOffice,
  office: OfficeRow,
  stick: { readonly root: string; readonly which: WhichFiles; readonly needed: boolean },
  most: number,
): Promise<WrittenFiles> {
  const link = filesLinkTo(open, office.officeId);
  const put = (train: { id: string; done: number } | undefined): void => {
    putLinkState(open, link, office.n, { ...linkState(open, link), train });
  };
  if (stick.which === 'all') {
    open.repos.files.allAgain(office.n);
    put(undefined);
  }
  let first: PreparedFiles | undefined;
  let onThisStick = 0;
  let [done, of] = [0, 0];
  let waiting = unwritten(owedFiles(open, office));
  while (stick.which !== 'none' && waiting.length > 0) {
    const room = Math.floor((freeOn(stick.root) - ROOM) / GROWS);
    const fitting = Math.min(most, Math.max(room, 0));
    if ((waiting[0]?.bytes ?? 0) > room && (!stick.needed || onThisStick > 0)) break;
    const train = linkState(open, link).train ?? { id: newId<string>(), done: 0 };
    const bundles = bundlesOf(waiting, fitting);
    of = train.done + bundles.length;
    const prepared = await prepareFiles(open, office, bundles[0] ?? [], { id: train.id, i: train.done + 1, n: of });
    if (prepared === undefined) {
      waiting = unwritten(owedFiles(open, office));
      continue;
    }
    open.emit({ type: 'progress', job: 'write', phase: 'stick', done: onThisStick, of: onThisStick + bundles.length });
    try {
      copyToStick(prepared.sealed, { root: stick.root, folder: office.code, fileName: prepared.fileName });
    } catch (error) {
      if (asRefusal(error).error.code === 'DISK_FULL' && (!stick.needed || onThisStick > 0)) break;
      throw error;
    } finally {
      removeQuietly(prepared.sealed.path);
    }
    const names = prepared.parts.map(({ name }) => name);
    open.db.transaction(() => {
      markFilesWritten(open, office, { bundleId: prepared.row.bundleId, names }, 'bundle.written');
      put(bundles.length > 1 ? { id: train.id, done: train.done + 1 } : undefined);
    });
    first ??= prepared;
    onThisStick += 1;
    done = train.done + 1;
    waiting = unwritten(owedFiles(open, office));
  }
  return { done, of, onThisStick, left: sumOf(waiting), first };
}
