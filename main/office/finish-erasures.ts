import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { NamedTexts, putText } from '../storage/meta.repo.ts';
import { attachmentStore } from './attachment-access.ts';
import { audit } from './audit.ts';
import { addMarks, isOurs, marksHere, marksIn, type ErasureMark } from './erasure-marks.ts';
import { DUE, forget } from './forget-case.ts';
import { keepGoodCopy } from './good-copy.ts';
import { isHeld } from './held-cases.ts';
import { copiesDir, valueOf } from './office-files.ts';
import type { OpenOffice } from './open-office.ts';
import { breathe } from './progress.ts';
import { together } from './record-changes.ts';
import { dropSealed } from './relay/send-by-relay.ts';
import { isSalvaged } from './salvage.ts';
import { asRefusal } from './unexpected.ts';

const AGAIN = 'erased_again';
/** Copies of the database that migrations made, and damaged ones that were looked through. */
const COPY_OF_MIGRATION = /^office\.db\.before-\d+$/;

/** Files of attachments that no other case has. */
function removeAttachments(open: OpenOffice): void {
  const { erasures } = open.repos;
  const store = attachmentStore(open);
  for (const hash of erasures.files()) {
    if (!erasures.isFileHeld(hash)) store.remove(hash);
    erasures.fileGone(hash);
  }
}

/** Whole databases that this folder holds beside its own: each still has the case. */
function removeCopies(open: OpenOffice): void {
  rmSync(copiesDir(open.dir), { recursive: true, force: true });
  for (const name of readdirSync(open.dir))
    if (COPY_OF_MIGRATION.test(name)) rmSync(join(open.dir, name), { force: true });
  const damaged = join(open.dir, 'damaged');
  for (const name of existsSync(damaged) ? readdirSync(damaged) : [])
    if (isSalvaged(open, name)) rmSync(join(damaged, name), { force: true });
}

/**
 * What follows an erasure: the mark beside the database, the indexes of texts, attached files, sealed bundles that did not leave
 * yet, copies of the database in this folder, and the pages of its journal. Runs after the transaction, and again at
 * sign-in until all of it was done. What the disk refuses throws, and stays due.
 */
export async function finishErasures(open: OpenOffice): Promise<void> {
  if (new NamedTexts(open.db, 'meta').get(DUE) !== '1') return;
  addMarks(open.dir, marksHere(open));
  for (let begins = true; open.repos.search.writeTogether(begins); begins = false) await breathe();
  removeAttachments(open);
  dropSealed(open);
  removeCopies(open);
  valueOf(open.opened.database.checkpoint());
  keepGoodCopy(open);
  putText(open.db, 'meta', DUE, '0');
}

/**
 * The same in the middle of work: what the disk refuses is told in the trail and stays due, and nobody loses what they did.
 *
 * @param object what it came from, for the trail: an id.
 * @returns whether something is left.
 */
export async function tryToFinish(open: OpenOffice, object: string): Promise<boolean> {
  try {
    await finishErasures(open);
    return false;
  } catch (error) {
    audit(open, 'case.erased', object, 'failed', asRefusal(error).error.code);
    return true;
  }
}

/** A case that this copy of the office never had is noted as erased all the same: it may still come. */
function markUnknown(open: OpenOffice, { caseId, at }: ErasureMark): void {
  const { cases } = open.repos;
  if (cases.erasedById(caseId) !== undefined) return;
  cases.markErased(cases.add({ caseId, code: '', ownerOfficeN: open.self.officeN, createdAt: at }));
}

/**
 * The marks of this office about cases that this copy of it does not know to be erased. Those that nobody here made or
 * that cannot be read are a line in the trail; those about a case that is held are left for people to decide.
 */
function marksToFollow(open: OpenOffice): ErasureMark[] {
  const { cases, erasures } = open.repos;
  const { marks, unreadable } = marksIn(open.dir);
  const unknown = marks.filter(({ caseId }) => !erasures.has(caseId));
  const ours = unknown.filter(isOurs(open)).filter(({ caseId }) => cases.referralFile(caseId) === undefined);
  const strange = unknown.length - ours.length + unreadable;
  if (strange > 0) audit(open, 'case.erased-again', open.self.code, 'refused', String(strange));
  const last = new Map(ours.map((one) => [one.caseId, one]));
  return [...last.values()].filter(({ caseId, kind }) => {
    const held = isHeld(open, caseId);
    if (held) audit(open, 'case.erased-again', caseId, 'refused', kind);
    return !held;
  });
}

/**
 * After an older copy or backup was put back: what had been erased since is erased again, and how much that was is
 * remembered for people.
 */
export function eraseWhatWasErased(open: OpenOffice): void {
  const { cases, erasures } = open.repos;
  const due = marksToFollow(open);
  if (due.length === 0) return;
  together(open, () => {
    let again = 0;
    for (const mark of due) {
      const { caseId, kind, at, streams } = mark;
      const row = cases.byId(caseId);
      const erasure = { kind, at, why: '', by: '', second: '' };
      if (row === undefined) {
        markUnknown(open, mark);
        erasures.add({ ...erasure, caseId });
      } else {
        forget(open, row, erasure);
        again += 1;
      }
      for (const [streamId, compartment] of streams) erasures.addStream({ streamId, caseId, compartment });
      audit(open, 'case.erased-again', caseId, 'done', kind);
    }
    if (again > 0) putText(open.db, 'meta', AGAIN, JSON.stringify([open.clock.now(), again]));
  });
}

/** When an older copy was put back and how many cases were erased again then. */
export function erasedAgain(open: OpenOffice): { readonly at: number; readonly cases: number } | undefined {
  const text = new NamedTexts(open.db, 'meta').get(AGAIN);
  if (text === undefined) return undefined;
  const [at = 0, cases = 0] = JSON.parse(text) as number[];
  return { at, cases };
}
