import { randomBytes } from 'node:crypto';
import type { CommitId } from '#core/ids.ts';
import { encodeHead, encodeOps, type CommitHead, type ContextEntry } from '#core/exchange/commit.ts';
import { tick } from '#core/exchange/hlc.ts';
import type { Op } from '#core/exchange/op.ts';
import { isFarAhead } from '#core/exchange/relay-time.ts';
import { signBytes } from '../crypto/ed25519.ts';
import { sha256 } from '../crypto/hashing.ts';
import type { StreamRow } from '../storage/case.repo.ts';
import { putText } from '../storage/meta.repo.ts';
import { applyCommit, type CheckedCommit, type RecordsInHand } from './apply-commit.ts';
import type { OpenOffice } from './open-office.ts';
import { relayTime } from './relay/relay-time.ts';

/** What is signed for a save: the ids of its commits, one after the other (docs/bundle-format.md). */
export const COMMIT_LIST_TYPE = 'application/vnd.hifadhi.commit-list.v1';

export interface StreamSave {
  readonly stream: StreamRow;
  readonly ops: readonly Op[];
}

/** Adds operations to the saves of a case: behind what a save already does in a stream, or as a save of its own. */
export function withOps(saves: readonly StreamSave[], more: readonly StreamSave[]): StreamSave[] {
  const all = new Map<number, StreamSave>();
  for (const { stream, ops } of [...saves, ...more])
    all.set(stream.sid, { stream, ops: [...(all.get(stream.sid)?.ops ?? []), ...ops] });
  return [...all.values()];
}

type Unsigned = Omit<CheckedCommit, 'sig' | 'list'> & { readonly stream: StreamRow };

/**
 * A clock earlier than anything written here before, or years ahead of what the relay said, is not to be trusted: the
 * commit says so itself (exchange.md §6.4).
 */
const isSuspect = (open: OpenOffice, now: number): boolean =>
  now < open.counters.hlc.wall - 60_000 || isFarAhead(relayTime(open), now);

function prepare(open: OpenOffice, save: StreamSave): Unsigned {
  const { self, repos, counters } = open;
  const now = open.clock.now();
  const suspect = isSuspect(open, now);
  counters.hlc = tick(counters.hlc, now);
  counters.dseq += 1;
  const context: Record<string, ContextEntry> = {};
  let sseq = 0;
  let prev: CommitId | undefined;
  for (const head of repos.commits.heads(save.stream.sid)) {
    if (head.deviceN === self.deviceN) {
      if (head.sseq > sseq) {
        sseq = head.sseq;
        prev = head.id;
      }
    } else {
      const device = repos.offices.device(head.deviceN);
      if (device) context[device.deviceId] = [head.sseq, head.id];
    }
  }
  const payload = Buffer.concat([randomBytes(16), Buffer.from(encodeOps(save.ops))]);
  const head: CommitHead = {
    programme: self.programmeId,
    stream: save.stream.streamId,
    device: self.deviceId,
    sseq: sseq + 1,
    prev,
    context,
    wall: counters.hlc.wall,
    counter: counters.hlc.counter,
    suspect,
    session: open.session.id,
    dseq: counters.dseq,
    form: [open.configuration.configuration.profile, open.configuration.configuration.version],
    payload: sha256(payload).toString('base64url'),
  };
  const headBytes = Buffer.from(encodeHead(head));
  return {
    id: sha256(headBytes).toString('base64url') as CommitId,
    head,
    headBytes,
    payload,
    ops: save.ops,
    sessionN: open.session.n,
    deviceN: self.deviceN,
    officeN: self.officeN,
    originBundle: null,
    stream: save.stream,
  };
}

/** Makes durable how far this computer has counted, and the latest time it has seen; in the caller's transaction. */
export function keepCounters(open: OpenOffice): void {
  const { dseq, hlc } = open.counters;
  putText(open.db, 'meta', 'counters', JSON.stringify([dseq, hlc.wall, hlc.counter]));
}

/**
 * Writes what one save changes, in one or several streams, as commits under one signature, and applies them. Runs
 * inside the caller's transaction; ids, numbers, times and the signature are fixed here once and for all.
 *
 * @param inHand the records of the case, when all saves are of one case and the caller has them; kept up to date.
 */
export function author(open: OpenOffice, saves: readonly StreamSave[], inHand?: RecordsInHand): CommitId[] {
  const before = { ...open.counters };
  try {
    const commits = saves.map((save) => prepare(open, save));
    const ids = Buffer.concat(commits.map((commit) => Buffer.from(commit.id, 'base64url')));
    const sig = signBytes(COMMIT_LIST_TYPE, ids, open.session.key);
    const list = commits.length === 1 ? null : ids;
    for (const { stream, ...commit } of commits) applyCommit(open, stream, { ...commit, list, sig }, inHand);
    keepCounters(open);
    return commits.map((commit) => commit.id);
  } catch (error) {
    Object.assign(open.counters, before);
    throw error;
  }
}
