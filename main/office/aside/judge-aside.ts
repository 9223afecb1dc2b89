import type { Input, Output } from '#core/contracts/index.ts';
import { asideCode, asideReason, FOLLOWS_DISCARDED, isForPeople, isUnproven } from '#core/exchange/aside-reasons.ts';
import type { CommitId, StreamId } from '#core/ids.ts';
import { Refusal } from '#core/result.ts';
import type { AsideRow } from '../../storage/aside.repo.ts';
import { audit } from '../audit.ts';
import { isBarred } from '../case-exceptions.ts';
import { takeWaiting } from '../office-cards.ts';
import type { OpenOffice } from '../open-office.ts';
import { renewSubject } from '../roles-in-force.ts';
import { chainsIn, type ChainRow } from './aside-commit.ts';
import { caseOf, mayDiscard } from './list-aside.ts';

/** One that was set aside and that the person may know of. FORM_STALE for anything else. */
function known(open: OpenOffice, id: CommitId): AsideRow {
  const row = open.repos.aside.get(id);
  const caseRow = row && caseOf(open, row);
  if (!row || (caseRow && isBarred(open, caseRow.caseId))) throw new Refusal('FORM_STALE');
  return row;
}
const objectOf = (open: OpenOffice, row: AsideRow): string => caseOf(open, row)?.caseId ?? row.id;

/** What the same computer wrote upon a change; each stream is read once. */
function chainsOnce(open: OpenOffice): (row: AsideRow) => ChainRow[] {
  const known = new Map<StreamId, (first: CommitId) => ChainRow[]>();
  return ({ id, streamId }) => {
    const chain = known.get(streamId) ?? chainsIn(open, streamId);
    known.set(streamId, chain);
    return chain(id);
  };
}

/**
 * Judges changes that were set aside once more (exchange.md R9): they wait like what came too early, and go through every
 * check of an import. What builds on one that had been discarded is judged with it. With a reason (`why`) neither the end of a
 * person nor that their computer was taken out counts against those that were set aside for it; nothing is applied past any other check.
 * FORM_STALE; PERM_DENIED where that would take back a decision that the person may not make.
 */
export async function judgeAside(open: OpenOffice, { ids, why }: Input<'aside.judge'>): Promise<Output<'aside.judge'>> {
  const { aside, commits } = open.repos;
  const rows = [...new Set(ids)].map((id) => known(open, id));
  const all = new Map(rows.map((row) => [row.id, row]));
  const chains = chainsOnce(open);
  for (const row of rows)
    for (const { id } of chains(row)) {
      const follows = aside.get(id);
      if (follows && (follows.discarded !== undefined || follows.reason === FOLLOWS_DISCARDED)) all.set(id, follows);
    }
  for (const row of all.values())
    if ((row.discarded !== undefined || why !== undefined) && !mayDiscard(open, caseOf(open, row)))
      throw new Refusal('PERM_DENIED', { right: 'review.decide' });
  open.db.transaction(() => {
    for (const row of all.values()) {
      const isLetIn = why !== undefined && isForPeople(asideReason(asideCode(row.reason)));
      if (isLetIn) aside.letIn(row, { user: open.me.id, why, at: open.clock.now() });
      aside.release(row.id);
      const again = row.discarded === undefined ? 'again' : 'again, no longer discarded';
      const what = isLetIn ? `${again}, let in` : again;
      audit(
        open,
        'aside.judged',
        objectOf(open, row),
        'done',
        `${row.id.slice(0, 12)} ${asideCode(row.reason)} ${what}`,
      );
    }
  });
  await takeWaiting(open);
  renewSubject(open);
  const outcome = [...all.values()].map((row) => ({ row, now: aside.get(row.id) }));
  open.db.transaction(() => {
    for (const { row, now } of outcome) {
      if (commits.has(row.id)) continue;
      const code = asideCode(now?.reason ?? row.reason);
      audit(open, 'aside.judged', objectOf(open, row), 'refused', `${row.id.slice(0, 12)} ${code}`);
    }
  });
  const applied = outcome.filter(({ row }) => commits.has(row.id)).length;
  const still = outcome.flatMap(({ now }) => (now ? [{ id: now.id, reason: asideReason(asideCode(now.reason)) }] : []));
  return { applied, waiting: outcome.length - applied - still.length, still };
}

/**
 * Decides that a change does not count here, and with it what its author's computer wrote upon it. The bytes stay: it can
 * be judged again, and arrives no second time. FORM_STALE, PERM_DENIED.
 */
export function discardAside(open: OpenOffice, { id, why }: Input<'aside.discard'>): Output<'aside.discard'> {
  const { aside, commits } = open.repos;
  const row = known(open, id);
  if (row.discarded !== undefined) throw new Refusal('FORM_STALE');
  if (!mayDiscard(open, caseOf(open, row))) throw new Refusal('PERM_DENIED', { right: 'review.decide' });
  const by = { user: open.me.id, why, at: open.clock.now() };
  return open.db.transaction(() => {
    aside.discard(row.id, by);
    // Bytes that nobody is proven to have signed say nothing about what follows, nor does a decision about the one before
    // say anything about them. What was discarded before keeps who did so and why.
    const chain = isUnproven(row.reason) ? [] : chainsIn(open, row.streamId)(row.id);
    const falls = chain.filter(({ id: at, why: of }) => !isUnproven(of) && aside.standing(at)?.isDiscarded !== true);
    for (const { id: at, waits } of falls) {
      if (waits === 1) commits.setAsideParked(at, FOLLOWS_DISCARDED);
      aside.discard(at, by);
    }
    const code = asideCode(row.reason);
    const extra = `${row.id.slice(0, 12)} ${code} ${String(falls.length + 1)}`;
    audit(open, 'aside.discarded', objectOf(open, row), 'done', extra);
    return { discarded: falls.length + 1 };
  });
}
