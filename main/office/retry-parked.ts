import type { BundleId, CommitId } from '#core/ids.ts';
import type { ParkedRow } from '../storage/commit.repo.ts';
import { checkCommits, unpackParked, type Incoming, type Sessions } from './incoming-commit.ts';
import {
  followsDiscarded,
  isUnknownSession,
  readinessOf,
  settleAnswers,
  type ImportTally,
  type Sender,
} from './merge-incoming.ts';
import type { OpenOffice } from './open-office.ts';
import { takeStep } from './step-of-import.ts';
import { TakeSteps } from './take-steps.ts';

/** The bundle that brought a commit which waited, and the office that sent it: only that office is known to have it. */
function broughtBy(open: OpenOffice, { originBundle }: ParkedRow, now: Sender | undefined): Sender | undefined {
  const officeN = originBundle === null ? undefined : open.repos.links.bundle(originBundle, 'in')?.officeN;
  return originBundle === null || typeof officeN !== 'number' ? now : { officeN, bundle: originBundle };
}

/** What a commit that waits still waits for; undefined when it can be judged now. */
function stillWaitsFor(open: OpenOffice, commit: Incoming): string | undefined {
  if (commit.kind === 'refused') return isUnknownSession(commit) ? commit.reason : undefined;
  const found = readinessOf(open, commit);
  return found.state !== 'waiting' || followsDiscarded(open, commit) ? undefined : found.id;
}

/** Takes what waited, in short transactions between which other calls come in. Answers how many wait no more. */
async function moveParked(
  open: OpenOffice,
  commits: readonly Incoming[],
  sender: Sender,
  tally: ImportTally,
): Promise<number> {
  const steps = new TakeSteps(open.turn.isAwaited);
  let moved = 0;
  for (let done = 0; done < commits.length;) {
    done = takeStep(open, sender, tally, (take) => {
      const end = steps.step(commits, done, take);
      for (const { id } of commits.slice(done, end)) if (open.repos.commits.unparkKept(id)) moved += 1;
      if (end === commits.length) settleAnswers(open, tally);
      return end;
    });
    if (done < commits.length) await open.turn.lend();
  }
  return moved;
}

/**
 * Tries again what waited, until nothing more moves: bundles may come in any order. What proves bad now that its
 * author is known is set aside. `from`: whose bundle is being read, if one is.
 */
export async function retryParked(
  open: OpenOffice,
  sessions: Sessions,
  from: Sender | undefined,
  tally: ImportTally,
): Promise<void> {
  for (;;) {
    const parked = open.repos.commits.parked();
    if (parked.length === 0) break;
    const incoming = await checkCommits(
      open,
      sessions,
      parked.map((row) => unpackParked(row.item)),
    );
    const moving = new Map<BundleId, { sender: Sender; commits: Incoming[] }>();
    const renewed: { id: CommitId; waitsFor: string }[] = [];
    for (const [i, row] of parked.entries()) {
      const commit = incoming[i];
      if (!commit) continue;
      const sender = broughtBy(open, row, from);
      const waitsFor = stillWaitsFor(open, commit);
      if (waitsFor !== undefined && waitsFor !== row.waitsFor) renewed.push({ id: row.id, waitsFor });
      if (!sender || waitsFor !== undefined) continue;
      const group = moving.get(sender.bundle) ?? { sender, commits: [] };
      group.commits.push(commit);
      moving.set(sender.bundle, group);
    }
    open.db.transaction(() => {
      for (const { id, waitsFor } of renewed) open.repos.commits.waitFor(id, waitsFor);
    });
    let moved = 0;
    for (const { sender, commits } of moving.values()) moved += await moveParked(open, commits, sender, tally);
    if (moved === 0) break;
    await open.turn.lend();
  }
  tally.waiting = open.repos.commits.parked().length;
}
