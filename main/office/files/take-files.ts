import type { BundleId } from '#core/ids.ts';
import type { ReadChunk } from '../../crypto/bundle-read.ts';
import { isChunk } from '../../crypto/chunk-name.ts';
import type { OfficeRow } from '../../storage/office.repo.ts';
import { attachmentStore } from '../attachment-access.ts';
import { audit } from '../audit.ts';
import { valueOf } from '../office-files.ts';
import type { OpenOffice } from '../open-office.ts';
import { putTogether } from './put-together.ts';

/** Parts of files of which nothing was told yet, of one office: their words may come with a later stick. */
const MOST_UNTOLD = 512 * 1024 * 1024;

/** What a bundle of attachments brought. */
export interface FileTally {
  /** Attachments that are whole now, and the cases they belong to. */
  files: number;
  readonly cases: Set<number>;
  /** Parts of files that are not whole or not told of yet. */
  parts: number;
  /** Parts that are not what was told of them, or for which there is no room: asked for again. */
  wrong: number;
}
/** `wrong`: how many parts the same import counted so before it was stopped. */
export const newFileTally = (wrong = 0): FileTally => ({ files: 0, cases: new Set(), parts: 0, wrong });

/**
 * Keeps one part, encrypted under this office's own key, and makes its attachment whole when it was the last. Runs in the
 * caller's transaction; answers the files that are needed no more after it.
 */
function keep(open: OpenOffice, from: OfficeRow, { name, bytes }: ReadChunk, tally: FileTally): readonly Buffer[] {
  const { attachments, files } = open.repos;
  const now = open.clock.now();
  if (files.isErased(name)) return [];
  const known = files.chunk(name);
  const attachmentN = known?.attachmentN ?? undefined;
  const one = attachmentN === undefined ? undefined : attachments.byNumber(attachmentN);
  // Who sends it has it: it need not be sent back.
  files.sent(from.n, name, undefined, now);
  if (one !== undefined && one.missing === null) return [];
  const key = one && files.nameKey(one.n);
  const isWrong = key !== undefined && !isChunk(key, known?.i ?? 0, bytes, name);
  const isTooMuch = one === undefined && files.untoldBytes(from.n) + bytes.length > MOST_UNTOLD;
  if (isWrong || isTooMuch) {
    tally.wrong += 1;
    return [];
  }
  if ((known?.held ?? undefined) === undefined) {
    const held = valueOf(attachmentStore(open).put(bytes));
    files.hold(name, { held, bytes: bytes.length, officeN: from.n, at: now });
  }
  tally.parts += 1;
  const over = one && putTogether(open, one);
  if (one === undefined || over === undefined) return [];
  const row = open.repos.cases.byNumber(one.caseN);
  tally.parts -= over.length;
  if (attachments.byNumber(one.n)?.missing === null) {
    tally.files += 1;
    tally.cases.add(one.caseN);
    audit(open, 'attachment.arrived', row?.caseId ?? '', 'done', `${one.kind} ${one.field} ${from.code}`);
  } else tally.wrong += 1;
  return over;
}

/** Removes files that nothing names any more: after the transaction in which that became so. */
function removeLoose(open: OpenOffice, hashes: readonly Buffer[]): void {
  const store = attachmentStore(open);
  for (const hash of hashes) if (!open.repos.attachments.hasHash(hash)) store.remove(hash);
}

/**
 * Takes in the parts of a bundle of attachments, a transaction for each, so that a power cut leaves whole ones and the
 * bundle goes on behind them. `first`: number of the first part that is read; `wrong`: how many before it were set aside;
 * `manifestHash`: of the bundle.
 */
export async function takeFiles(
  open: OpenOffice,
  chunks: AsyncGenerator<ReadChunk>,
  from: {
    readonly office: OfficeRow;
    readonly id: BundleId;
    readonly first: number;
    readonly wrong: number;
    readonly manifestHash: string;
  },
  of: number,
): Promise<FileTally> {
  const tally = newFileTally(from.wrong);
  let at = from.first;
  for await (const chunk of chunks) {
    const loose = open.db.transaction(() => {
      const over = keep(open, from.office, chunk, tally);
      open.repos.links.putProgress(from.id, at, from.manifestHash, tally.wrong);
      return over;
    });
    removeLoose(open, loose);
    at += 1;
    open.emit({ type: 'progress', job: 'read', phase: 'apply', done: at, of });
    await open.turn.lend();
  }
  return tally;
}
