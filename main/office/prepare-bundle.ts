import { join } from 'node:path';
import { Refusal } from '#core/result.ts';
import {
  deflateSegment,
  packedTwice,
  writeBundleFile,
  type SealedBundle,
  type Segment,
} from '../crypto/bundle-write.ts';
import { SEGMENT_COMMITS, packSegment, type PackedCommit } from '../crypto/bundle-segment.ts';
import { idFrom, toBytes } from '../crypto/cbor.ts';
import type { LedgerRow } from '../storage/link.repo.ts';
import type { OfficeRow } from '../storage/office.repo.ts';
import { wantFor } from './files/ask-for-files.ts';
import { tellFiles } from './files/tell-files.ts';
import { asideFor } from './aside/tell-aside.ts';
import { expireReferrals } from './asked-referral.ts';
import { audit } from './audit.ts';
import { newBundle } from './bundle-facts.ts';
import { carriedFor } from './carried-trust.ts';
import { forkFor } from './commit-forks.ts';
import type { Candidate } from './judge-case.ts';
import { confirmedUpTo, receiversOf } from './cursors.ts';
import { waitingOn } from './link-health.ts';
import { linkState, linkTo, putLinkState } from './link-state.ts';
import { ownStateFor } from './own-state/own-state.ts';
import { lastPositionTo } from './own-link.ts';
import { outboxDir } from './office-files.ts';
import type { OpenOffice } from './open-office.ts';
import type { SentBody } from './passed-over.ts';
import { breathe } from './progress.ts';
import { certificatesFor } from './people-proofs.ts';
import { receiptsFor } from './receipts.ts';
import { together } from './record-changes.ts';
import { requestFor } from './send-again.ts';
import { headsFor } from './witnessed-heads.ts';
import { endUncovered } from './settle-referrals.ts';
import { shareCases } from './share-cases.ts';
import { successionsFor } from './successions.ts';

const SEGMENT_BYTES = 1024 * 1024;
/** Packed segments that stay in memory until the bundle is written; what is beyond is read and packed once more. */
const KEPT_BYTES = 8 * 1024 * 1024;

interface Gathered {
  readonly segments: Segment[];
  readonly certs: Uint8Array<ArrayBuffer>[];
  /** Hashes of those that need not go again once this bundle was confirmed. */
  readonly lasting: string[];
  /** Row numbers of the computers that wrote it. */
  readonly authors: ReadonlySet<number>;
  readonly cases: Set<number>;
  /** Files of referrals that something in it is about. */
  readonly files: Set<number>;
  readonly commits: number;
  readonly to: number;
  /** Cases that stay, and cases that go from their first commit on. */
  readonly kept: ReadonlySet<number>;
  readonly whole: ReadonlySet<number>;
}

/** A commit of the log as it travels. An erasure may have taken what it says while the bundle is being written. */
function packedCommit(open: OpenOffice, n: number): PackedCommit {
  const row = open.repos.commits.byNumber(n);
  if (!row?.payload) throw new Refusal('SYNC_WRITE_FAILED', { at: 'segment' });
  return { head: row.body, payload: row.payload, list: row.list ?? toBytes(row.id), sig: row.sig };
}

/** All that the other office has not confirmed, without cases whose consent has ended, sorted by stream. */
async function gather(
  open: OpenOffice,
  office: OfficeRow,
  judged: readonly Candidate[],
  most: number,
): Promise<Gathered> {
  const { commits, cases, offices } = open.repos;
  const waiting = waitingOn(open, office);
  const leaves = new Map(judged.map(({ row, decision }) => [row.n, decision.leaves]));
  const stays = new Set([...waiting.cases].filter((caseN) => !office.isSelf && leaves.get(caseN) !== true));
  const { whole } = waiting;
  const order = waiting.commits
    .map((n) => ({ n, sid: commits.streamOf(n) }))
    .sort((a, b) => a.sid - b.sid || a.n - b.n);
  const segments: Segment[] = [];
  const sessions = new Set<number>();
  const authors = new Set<number>();
  const about = new Set<number>();
  const files = new Set<number>();
  let batch: number[] = [];
  let size = 0;
  let count = 0;
  let kept = 0;
  const flush = async (): Promise<void> => {
    const full = batch;
    batch = [];
    size = 0;
    if (full.length === 0) return;
    const pack = (): Buffer => packSegment(full.map((n) => packedCommit(open, n)));
    const segment = kept < most ? await deflateSegment(pack()) : await packedTwice(pack);
    kept += segment.size;
    segments.push(segment);
  };
  const caseOf = new Map<number, number>();
  for (const { n, sid } of order) {
    let caseN = caseOf.get(sid);
    if (caseN === undefined) caseOf.set(sid, (caseN = cases.stream(sid)?.caseN ?? 0));
    const row = stays.has(caseN) ? undefined : commits.byNumber(n);
    if (!row?.payload) continue;
    batch.push(n);
    sessions.add(row.sessionN);
    authors.add(row.deviceN);
    (waiting.files.has(caseN) ? files : about).add(caseN);
    count += 1;
    size += row.body.length + row.payload.length;
    if (batch.length >= SEGMENT_COMMITS || size >= SEGMENT_BYTES) {
      await flush();
      open.emit({ type: 'progress', job: 'write', phase: 'pack', done: count, of: order.length });
      await breathe();
    }
  }
  await flush();
  const { certs, lasting } = certificatesFor(
    open,
    office,
    [...sessions].flatMap((n) => offices.session(n) ?? []),
  );
  const to = lastPositionTo(open, office);
  return { segments, certs, lasting, authors, cases: about, files, commits: count, to, kept: stays, whole };
}

/** A sealed bundle in the outbox, in the ledger as prepared: not handed over to anything yet. */
export interface PreparedBundle {
  readonly sealed: SealedBundle;
  readonly row: LedgerRow;
  readonly fileName: string;
  readonly cases: ReadonlySet<number>;
  readonly files: ReadonlySet<number>;
}

/**
 * Seals what an office may have and has not confirmed into a file of the outbox. `chosen`: a person asked for these very
 * cases. `most`: bytes of packed saves that may stay in memory meanwhile. SYNC_NOTHING_TO_SEND, SYNC_NO_CONSENT, SYNC_NO_COMPUTER, DISK_*.
 */
export async function prepareBundle(
  open: OpenOffice,
  office: OfficeRow,
  list: readonly Candidate[],
  chosen: boolean,
  most = KEPT_BYTES,
): Promise<PreparedBundle> {
  const receivers = receiversOf(open, office);
  const recipients = receivers.map(({ recipient }) => recipient);
  if (recipients.length === 0) throw new Refusal('SYNC_NO_COMPUTER');
  together(open, () => {
    expireReferrals(open);
    endUncovered(open);
  });
  // To a computer of this office everything goes from its own cursor on: there is nothing to ask for again.
  const asks = office.isSelf ? undefined : requestFor(open, office);
  const tells = forkFor(open, office);
  const wants = wantFor(open, office);
  const aside = asideFor(open, office);
  const notes = [asks, tells, wants, aside].flatMap((one) => one?.bytes ?? []);
  const confirms = receiptsFor(open, office);
  const receipts = [...confirms.map(({ bytes }) => bytes), ...notes];
  const stay = list.length > 0 && !list.some((candidate) => candidate.decision.leaves);
  // A case that has to stay does not hold up what this office confirms, unless that case was what was asked for.
  if (stay && (chosen || receipts.length === 0)) throw new Refusal('SYNC_NO_CONSENT');
  shareCases(open, office, list);
  const told = office.isSelf
    ? [...open.repos.cases.all()]
    : list.filter(({ decision }) => decision.leaves).map(({ row }) => row);
  await tellFiles(open, told);
  const content = await gather(open, office, list, most);
  const own = office.isSelf ? together(open, () => ownStateFor(open, office)) : undefined;
  if (content.commits === 0 && receipts.length === 0 && own === undefined) throw new Refusal('SYNC_NOTHING_TO_SEND');
  const link = linkTo(open, office.officeId);
  const from = confirmedUpTo(open, office) + 1;
  const succ = successionsFor(open, office, content.authors);
  const state = linkState(open, link);
  const { bundleId, fileName, at: now, facts, phone } = newBundle(open, office, link, state);
  const directory = carriedFor(open, office, content.authors);
  const sealed = await writeBundleFile(join(outboxDir(open.dir), fileName), {
    facts: {
      ...facts,
      range: [from, content.to],
      base_ack: from - 1,
      ...(succ.length === 0 ? {} : { succ }),
      ...(own === undefined ? {} : { state: own.bytes }),
      certs: content.certs,
      receipts: [...receipts, ...headsFor(open, office)],
      train: [facts.bid, 1, 1],
      cases: content.cases.size,
      commits: content.commits,
    },
    directory,
    segments: content.segments,
    recipients,
    deviceKey: open.self.deviceKey,
  });
  const manifestHash = sealed.manifestHash.toString('base64url');
  const sent: SentBody = {
    manifestHash,
    from,
    to: content.to,
    for: receivers.map(({ deviceId }) => deviceId),
    phone,
    ...(content.kept.size === 0 ? {} : { kept: [...content.kept] }),
    ...(content.whole.size === 0 ? {} : { whole: [...content.whole] }),
    ...(state.again === undefined ? {} : { again: state.again }),
    ...(content.lasting.length === 0 ? {} : { certs: content.lasting }),
    ...(directory === undefined ? {} : { dir: idFrom<string>(directory.hash) }),
    ...(confirms.length === 0 ? {} : { receipts: confirms.map(({ bundleId: of }) => of) }),
    ...(own === undefined ? {} : { state: own.upTo }),
    ...(asks ? { asks: asks.mark } : {}),
    ...(tells ? { tells: [tells.key] } : {}),
  };
  const row: LedgerRow = {
    bundleId,
    dir: 'out',
    sha256: sealed.sha256,
    officeN: office.n,
    state: 'prepared',
    bytes: sealed.bytes,
    cases: content.cases.size,
    commits: content.commits,
    body: JSON.stringify(sent),
    at: now,
  };
  open.db.transaction(() => {
    open.repos.links.putBundle(row);
    const told = aside === undefined ? {} : { told: aside.told };
    putLinkState(open, link, office.n, { ...state, ...told, seq: state.seq + 1, manifest: manifestHash });
    for (const n of wants?.attachments ?? []) open.repos.files.setAsked(n, now);
  });
  return { sealed, row, fileName, cases: content.cases, files: content.files };
}

type HandedOver = Pick<LedgerRow, 'bundleId' | 'commits'> & { readonly cases: ReadonlySet<number> };

/** A bundle lies where the other office will find it: on a stick, read back and compared, or whole at the relay. */
export function markWritten(
  open: OpenOffice,
  office: OfficeRow,
  { bundleId, commits, cases }: HandedOver,
  how: 'bundle.written' | 'bundle.relayed',
): void {
  const link = linkTo(open, office.officeId);
  open.db.transaction(() => {
    open.repos.links.setBundleState(bundleId, 'out', 'written');
    putLinkState(open, link, office.n, { ...linkState(open, link), lastWritten: open.clock.now() });
    for (const caseN of cases) open.repos.list.setExchange(caseN, 'written');
    audit(open, how, bundleId, 'done', `${office.code} ${String(cases.size)} ${String(commits)}`);
  });
}
