import type { BundleId, CommitId, DeviceId } from '#core/ids.ts';
import { witness } from '#core/exchange/hlc.ts';
import { FOLLOWS_DISCARDED, isUnproven, isUnread } from '#core/exchange/aside-reasons.ts';
import { fitsErasures } from '#core/exchange/erasure-words.ts';
import { judgeKept } from '#core/exchange/kept-words.ts';
import { isHand } from '#core/exchange/handover.ts';
import { HANDOVER_STREAM } from '#core/exchange/passed-words.ts';
import { isRefer, isReferralStream } from '#core/exchange/referral-words.ts';
import { readiness, type Readiness } from '#core/exchange/readiness.ts';
import type { CaseRow, StreamRow } from '../storage/case.repo.ts';
import { applyCommit, RecordsInHand } from './apply-commit.ts';
import { noteFork } from './commit-forks.ts';
import { takePartnersStream } from './case-streams.ts';
import { packParked, type Incoming } from './incoming-commit.ts';
import { beginErased, caseToCome, streamOfErased } from './erased-streams.ts';
import { beginHandover, hasRulesOfItsOwn, isOfOthers, wrongPassed } from './handover-stream.ts';
import { noteHeld, type Holder } from './held-before.ts';
import { offerToPartners } from './offer-changes.ts';
import { shareAsGranted } from './share-as-granted.ts';
import type { OpenOffice } from './open-office.ts';
import { projectCase, projectGuarded } from './project-case.ts';
import { replayEarly } from './replay-stream.ts';
import { settleHandovers } from './settle-handovers.ts';
import { endUncovered, settleReferrals } from './settle-referrals.ts';
import { beginReferral, isKeptEmpty, wrongRefer } from './take-referral.ts';
import { wrongHand } from './wrong-hand.ts';
import { mayWriteStream, ownedBefore, ownerAsOf, sharesNoMore, touchesOfficeOnly } from './write-grants.ts';

/** What an import did, for the report and for going on after a crash. */
export interface ImportTally {
  readonly newCases: Set<number>;
  readonly touched: Set<number>;
  /** Cases that became this office's own. */
  readonly taken: Set<number>;
  /** Files of referrals between offices that something came about, and cases in which that had its effect. */
  readonly referrals: Set<number>;
  readonly answered: Set<number>;
  commits: number;
  fresh: number;
  waiting: number;
  quarantined: number;
}
export const newTally = (): ImportTally => ({
  newCases: new Set(),
  touched: new Set(),
  taken: new Set(),
  referrals: new Set(),
  answered: new Set(),
  commits: 0,
  fresh: 0,
  waiting: 0,
  quarantined: 0,
});

type Checked = Extract<Incoming, { kind: 'checked' }>;
type Refused = Extract<Incoming, { kind: 'refused' }>;
/** Whose bundle it is; this office itself where its own damaged database is looked through. */
export interface Sender {
  readonly officeN: number;
  readonly bundle: BundleId;
  /** Its computer, where what is merged comes with it now. */
  readonly holder?: Holder | undefined;
}

/** Its author's certificate may still come with another bundle. */
export const isUnknownSession = (commit: Refused): boolean => commit.reason.startsWith('session:');

/** Cases that began with this segment, by row number, with all that is known of them. */
type Fresh = Map<number, RecordsInHand>;

/** Takes a new stream from its first commit: the owner's, or that of a partner who may write (exchange.md R10). */
function begin(open: OpenOffice, commit: Checked, tally: ImportTally, fresh: Fresh): StreamRow | string {
  const first = commit.ops[0];
  if (!first || 'unknown' in first || first[0] !== 'gen' || commit.head.sseq !== 1) return 'no-genesis';
  const [, caseId, compartment, officeId, code] = first;
  const { officeN } = commit.session;
  const erased = beginErased(open, first, commit.head.stream, officeN);
  if (erased !== undefined) return erased;
  if (compartment === HANDOVER_STREAM) return beginHandover(open, first, commit);
  if (isReferralStream(compartment)) return beginReferral(open, first, { ...commit, officeN });
  if (open.repos.cases.referralFile(caseId)) return 'case-of-another-office';
  const owner = open.repos.offices.officeById(officeId);
  if (owner?.n !== officeN) return takePartnersStream(open, first, { streamId: commit.head.stream, officeN });
  let row: CaseRow | undefined = open.repos.cases.byId(caseId);
  // The office that the case was handed over to begins streams too; it may have been handed on since.
  if (row && row.ownerOfficeN !== owner.n && !ownedBefore(open, row.n, owner.n)) return 'case-of-another-office';
  if (!row) {
    const entry = { caseId, code, ownerOfficeN: owner.n, createdAt: commit.head.wall };
    row = { n: open.repos.cases.add(entry), ...entry };
    tally.newCases.add(row.n);
    fresh.set(row.n, new RecordsInHand());
  }
  const stream = { streamId: commit.head.stream, caseN: row.n, compartment, ownerOfficeN: owner.n, meta: '{}' };
  return { sid: open.repos.cases.addStream(stream), ...stream };
}

/** Whether a commit may be applied now: everything its author says to have had and to have seen must be here first. */
export function readinessOf(open: OpenOffice, { id, head, ops }: Checked): Readiness {
  const { commits, cases, offices } = open.repos;
  const sid = cases.streamById(head.stream)?.sid;
  const heads = sid === undefined ? [] : commits.heads(sid);
  const at = (device: DeviceId, sseq: number): readonly CommitId[] => {
    const deviceN = offices.deviceById(device)?.n;
    if (sid === undefined || deviceN === undefined) return [];
    // One head means one chain, and nearly always it is the head that is asked for: the log is not read then.
    const own = heads.filter((top) => top.deviceN === deviceN);
    if (own.length === 1 && own[0]?.sseq === sseq) return [own[0].id];
    return commits.at(sid, deviceN, sseq).map((commit) => commit.id);
  };
  const dots = new Map<string, boolean>();
  const hasDot = (dot: string): boolean => {
    let held = dots.get(dot);
    if (held === undefined) dots.set(dot, (held = sid !== undefined && commits.byDot(dot)?.sid === sid));
    return held;
  };
  const found = readiness(head, id, ops, { has: (other) => commits.has(other), hasDot, at });
  const caseId = found.state === 'ready' && sid === undefined ? caseToCome(open, ops) : undefined;
  return caseId === undefined ? found : { state: 'waiting', device: head.device, sseq: 0, id: `case:${caseId}` };
}

/** Its author's change before it was discarded here, or follows one that was: it does not come in by waiting. */
export function followsDiscarded(open: OpenOffice, { head }: Checked): boolean {
  const before = head.prev === undefined ? undefined : open.repos.aside.standing(head.prev);
  return (
    before !== undefined && (before.reason === FOLLOWS_DISCARDED || (before.isDiscarded && !isUnproven(before.reason)))
  );
}

/** Whatever was set aside or discarded under the id of a commit before it came itself says nothing about it. */
function takePlaceOfCopy(open: OpenOffice, { id, head, raw }: Checked): void {
  const { aside } = open.repos;
  const copy = aside.standing(id);
  if (copy === undefined || !isUnread(copy.reason)) return;
  const item = packParked(open, head.stream, raw);
  if (!item.equals(aside.itemOf(id) ?? item)) aside.forget(id);
}

/** What waits or is set aside is judged again when its bundle is long read, and its computer may be taken out by then. */
function noteHolder({ repos }: OpenOffice, { raw }: Incoming, { holder }: Sender): void {
  if (holder) repos.heldBefore.put(raw.id, holder.deviceN, holder.at);
}

function take(open: OpenOffice, commit: Checked, from: Sender, tally: ImportTally, fresh: Fresh): void {
  const { repos } = open;
  const found = readinessOf(open, commit);
  if (found.state === 'known') return;
  const park = (waitsFor: string): void => {
    const item = packParked(open, commit.head.stream, commit.raw);
    const row = { id: commit.id, streamId: commit.head.stream, waitsFor, item };
    repos.commits.park({ ...row, originBundle: from.bundle, at: open.clock.now() }, true);
    noteHolder(open, commit, from);
    tally.waiting += 1;
  };
  const setAside = (reason: string): void => {
    repos.commits.quarantine({
      id: commit.id,
      streamId: commit.head.stream,
      waitsFor: reason,
      item: packParked(open, commit.head.stream, commit.raw),
      originBundle: from.bundle,
      at: open.clock.now(),
    });
    noteHolder(open, commit, from);
    tally.quarantined += 1;
  };
  if (found.state === 'waiting') {
    if (followsDiscarded(open, commit)) setAside(FOLLOWS_DISCARDED);
    else park(found.id);
    return;
  }
  if (touchesOfficeOnly(commit.ops) && from.officeN !== open.self.officeN) {
    setAside('office-only');
    return;
  }
  const stream =
    repos.cases.streamById(commit.head.stream) ??
    streamOfErased(open, commit.head.stream) ??
    begin(open, commit, tally, fresh);
  if (typeof stream === 'string') {
    setAside(stream);
    return;
  }
  const gone = repos.erasures.stream(stream.streamId) !== undefined;
  const author = commit.session.officeN;
  const wrongPlace = gone || fitsErasures(stream.compartment, commit.ops) ? undefined : 'not-of-this-stream';
  const hands = commit.ops.filter(isHand);
  // The office that a case is offered to, or that is asked for help, answers without any other right to write there.
  const answersOnly = commit.ops.length > 0 && (commit.ops.every(isHand) || commit.ops.every(isRefer));
  const anybody = gone || hasRulesOfItsOwn(stream) || answersOnly;
  if (!anybody && !mayWriteStream(open, stream, author, commit.head)) {
    setAside('no-write-grant');
    return;
  }
  const wrong =
    wrongPlace ??
    wrongHand(open, stream, { head: commit.head, officeN: commit.session.officeN }, hands) ??
    (gone ? undefined : (judgeKept(commit.ops, stream.compartment) ?? wrongPassed(open, stream, commit))) ??
    wrongRefer(open, stream, { ...commit, officeN: commit.session.officeN });
  if (wrong !== undefined) {
    setAside(wrong);
    return;
  }
  const grants = commit.ops.some((op) => !('unknown' in op) && op[0] === 'grant');
  if (grants && author !== ownerAsOf(open, stream, commit.head)) {
    setAside('grant-by-another-office');
    return;
  }
  const empty = gone || isKeptEmpty(open, stream) || isOfOthers(open, stream);
  const checked = {
    id: commit.id,
    head: commit.head,
    headBytes: commit.raw.head,
    payload: empty ? null : commit.raw.payload,
    ops: empty ? [] : commit.ops,
    list: commit.raw.list.length === 32 ? null : commit.raw.list,
    sig: commit.raw.sig,
    sessionN: commit.session.n,
    deviceN: commit.session.deviceN,
    officeN: commit.session.officeN,
    originBundle: from.bundle,
  };
  applyCommit(open, stream, checked, fresh.get(stream.caseN));
  if (commit.session.cutOff) noteHolder(open, commit, from);
  if (hands.some((op) => op[2] === 'own' && op[3] === open.self.officeId)) tally.taken.add(stream.caseN);
  noteFork(open, commit.session.deviceN, commit.head.dseq, commit.id);
  if (repos.heldBefore.isPutAway(commit.raw.id))
    noteHeld(open, commit.raw.id, packParked(open, commit.head.stream, commit.raw));
  repos.commits.settle(commit.id);
  // Own commits come back after an older copy was put back: their numbers are not given out again.
  if (commit.session.deviceN === open.self.deviceN) open.counters.dseq = Math.max(open.counters.dseq, commit.head.dseq);
  open.counters.hlc = witness(open.counters.hlc, commit.head, open.clock.now());
  tally.fresh += 1;
  (isReferralStream(stream.compartment) ? tally.referrals : tally.touched).add(stream.caseN);
}

/**
 * Applies checked commits of one step. Runs inside the caller's transaction, projections included, so that a power cut
 * leaves whole steps.
 */
export function mergeIncoming(open: OpenOffice, incoming: readonly Incoming[], from: Sender, all: ImportTally): void {
  const { newCases, taken, answered } = all;
  const tally: ImportTally = { ...newTally(), newCases, taken, answered };
  const fresh: Fresh = new Map();
  for (const commit of incoming) {
    tally.commits += 1;
    if (commit.kind === 'checked') takePlaceOfCopy(open, commit);
    // Decided against by a person: it comes back only by a person (exchange.md R9).
    if (open.repos.aside.isDiscarded(commit.id)) continue;
    if (commit.kind === 'checked') take(open, commit, from, tally, fresh);
    else if (!open.repos.commits.has(commit.id)) {
      const entry = {
        id: commit.id,
        streamId: commit.stream,
        waitsFor: commit.reason,
        item: packParked(open, commit.stream, commit.raw),
        originBundle: from.bundle,
        at: open.clock.now(),
      };
      noteHolder(open, commit, from);
      if (isUnknownSession(commit)) {
        open.repos.commits.park(entry);
        tally.waiting += 1;
      } else {
        open.repos.commits.quarantine(entry);
        tally.quarantined += 1;
      }
    }
  }
  replayEarly(open, tally.touched);
  const settled = settleHandovers(open, tally.touched);
  // What this office wrote into a case itself now is not among the records that it came with.
  for (const caseN of [...settled, ...settleAnswers(open, tally)]) fresh.delete(caseN);
  for (const caseN of tally.touched) {
    const row = open.repos.cases.byNumber(caseN);
    if (!row) continue;
    // Who handed a case over keeps what it has; what is written from now on is not its business any more.
    const own = from.officeN === open.self.officeN;
    if (own) shareAsGranted(open, row);
    else if (tally.taken.has(caseN)) open.repos.links.unshare(caseN, from.officeN);
    else if (!sharesNoMore(open, row, from.officeN)) open.repos.links.share(caseN, from.officeN, open.clock.now());
    const records = fresh.get(caseN)?.all;
    projectCase(open, row, { ...(own ? {} : { exchange: 'received' }), ...(records ? { records, isNew: true } : {}) });
    // With the step that brings it: behind a stop it is known here, and nothing would pass it on any more.
    if (open.repos.links.sharesOf(caseN).length > 1) offerToPartners(open, caseN);
    // Its name may have come hidden, and with it those of cases that were merged with it.
    if (tally.taken.has(caseN)) projectGuarded(open, caseN);
    endUncovered(open, caseN);
  }
  for (const caseN of tally.touched) all.touched.add(caseN);
  for (const fileN of tally.referrals) all.referrals.add(fileN);
  all.commits += tally.commits;
  all.fresh += tally.fresh;
  all.waiting += tally.waiting;
  all.quarantined += tally.quarantined;
}

/**
 * What came about referrals has its effect: of a step, and once more of all when the cases of the others are there too.
 * Answers the cases that this office wrote into.
 */
export function settleAnswers(open: OpenOffice, tally: ImportTally): readonly number[] {
  const answered = settleReferrals(open, tally.referrals);
  for (const caseN of answered) tally.answered.add(caseN);
  return answered;
}
