import { dotOf, readHead } from '#core/exchange/commit.ts';
import { applyOp } from '#core/exchange/merge.ts';
import { isAnswerOp } from '#core/exchange/op.ts';
import type { StoredCase, StoredRecord } from './case-document.ts';
import { opsOf } from './commit-by-dot.ts';
import { shownKey } from './drafts.ts';
import type { OpenOffice } from './open-office.ts';

/**
 * The records of a case as they stood at an instant (milliseconds since 1970 UTC): the log up to then, merged as it
 * always is. What another office had written by then counts, whenever it arrived here.
 */
export function recordsAt(open: OpenOffice, { streams }: StoredCase, until: number): readonly StoredRecord[] {
  const records = new Map<string, StoredRecord>();
  const protectiveOf = (coll: string, field: string) => open.fields.find(coll, field)?.protective;
  for (const { sid, ownerOfficeN } of streams) {
    for (const commit of open.repos.commits.ofStream(sid)) {
      const head = commit.wall > until ? undefined : readHead(Buffer.from(commit.body).toString('utf8'));
      if (head === undefined) continue;
      const { wall, counter, suspect, device, sseq } = head;
      const owner = open.repos.offices.device(commit.deviceN)?.officeN === ownerOfficeN;
      const author = { dot: dotOf(commit.id), wall, counter, suspect, device, sseq, owner };
      for (const op of opsOf(commit)) {
        if (!isAnswerOp(op)) continue;
        const [, coll, rec] = op;
        const key = shownKey(sid, coll, rec);
        records.set(key, { sid, coll, rec, state: applyOp(records.get(key)?.state, op, author, protectiveOf) });
      }
    }
  }
  return [...records.values()];
}
