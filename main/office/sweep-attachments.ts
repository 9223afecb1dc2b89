import { attachmentStore } from './attachment-access.ts';
import type { OpenOffice } from './open-office.ts';

/**
 * How long something that nobody names is kept: an older copy of the database that is put back may still name it, and
 * a removed row may come back from another office.
 */
const KEPT_MS = 7 * 24 * 60 * 60_000;
/** How long parts of files wait for a case that tells of them. */
const UNTOLD_MS = 30 * 24 * 60 * 60_000;

/**
 * Removes attachments that no record and no draft has named for a week, parts of which no case told for a month, and
 * files that no line of the database knows: what a power cut between the two leaves. Runs at sign-in, when no page holds an attachment that is not in a draft yet.
 */
export function sweepAttachments(open: OpenOffice): void {
  const { attachments, files } = open.repos;
  const now = open.clock.now();
  const store = attachmentStore(open);
  open.db.transaction(() => {
    for (const name of files.untoldBefore(now - UNTOLD_MS)) files.letGo(name);
    for (const one of attachments.all()) {
      const named = attachments.isNamed(one);
      if (named !== (one.unnamedSince === null)) attachments.setUnnamedSince(one.n, named ? null : now);
      else if (!named && one.unnamedSince !== null && now - one.unnamedSince > KEPT_MS) attachments.remove(one.n);
    }
  });
  for (const { hash, changedAt } of store.tidy()) {
    if (now - changedAt > KEPT_MS && !attachments.hasHash(hash)) store.remove(hash);
  }
}
