import { join } from 'node:path';
import { Refusal } from '#core/result.ts';
import { writeBundleFile, type SealedBundle } from '../crypto/bundle-write.ts';
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
import { gather } from './gather-bundle.ts';
import type { Candidate } from './judge-case.ts';
import { computersOf, confirmedUpTo, noReceiver, receiversOf } from './cursors.ts';
import { waitingOn } from './link-health.ts';
import { linkState, linkTo, putLinkState } from './link-state.ts';
import { ownStateFor } from './own-state/own-state.ts';
import { outboxDir } from './office-files.ts';
import { readShort } from './note-heard.ts';
import type { OpenOffice } from './open-office.ts';
import type { SentBody } from './passed-over.ts';
import { readingThrough } from './reading-through.ts';
import { SHORT_RECEIPT, receiptsFor } from './receipts.ts';
import { together } from './record-changes.ts';
import { requestFor } from './send-again.ts';
import { headsFor } from './witnessed-heads.ts';
import { endUncovered } from './settle-referrals.ts';
import { shareCases } from './share-cases.ts';
import { successionsFor } from './successions.ts';
import { CASES_BUNDLE, placeInTrain, trainAfter, type Room } from './train-part.ts';

/** Packed segments that stay in memory until the bundle is written; what is beyond is read and packed once more. */
const KEPT_BYTES = 8 * 1024 * 1024;

/** A sealed bundle in the outbox, in the ledger as prepared: not handed over to anything yet. */
export interface PreparedBundle {
  readonly sealed: SealedBundle;
  readonly row: LedgerRow;
  readonly fileName: string;
  readonly cases: ReadonlySet<number>;
  readonly files: ReadonlySet<number>;
  /** Of what waits, what goes with later bundles of the same train, and why not with this one. */
  readonly left: number;
  readonly cutBy?: 'limit' | 'stick' | undefined;
}

/** How a bundle is made. */
export interface Making {
  /** Bytes of packed saves that may stay in memory meanwhile. */
  readonly most?: number;
  /** What there is room for; without: what a bundle may hold. */
  readonly room?: Room;
  /** `next`: behind the last bundle of the train, where one has begun; otherwise everything that is not confirmed. */
  readonly train?: 'next' | 'anew';
  /** Nothing is made when the stick has no room for all that belongs into the bundle. */
  readonly isOptional?: boolean;
}

/**
 * Seals what an office may have and has not confirmed into a file of the outbox. `chosen`: a person asked for these very
 * cases. What does not fit is left for the next bundle of a train. SYNC_NOTHING_TO_SEND, SYNC_NO_CONSENT, SYNC_NO_COMPUTER, SYNC_COMPUTER_UNSEEN,
 * DISK_*.
 */
export const prepareBundle = (
  open: OpenOffice,
  office: OfficeRow,
  list: readonly Candidate[],
  chosen: boolean,
  making: Making = {},
): Promise<PreparedBundle> => readingThrough(open, () => prepare(open, office, list, chosen, making));

async function prepare(
  open: OpenOffice,
  office: OfficeRow,
  list: readonly Candidate[],
  chosen: boolean,
  { most = KEPT_BYTES, room = { packed: CASES_BUNDLE }, train: how = 'anew', isOptional = false }: Making,
): Promise<PreparedBundle> {
  const receivers = receiversOf(open, office);
  const recipients = receivers.map(({ recipient }) => recipient);
  if (recipients.length === 0) throw noReceiver(open, office);
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
  const isShort = readShort(open, office, receivers);
  const confirms = receiptsFor(open, office, isShort);
  const receipts = [...confirms.signed, ...notes];
  const says = receipts.length + confirms.confirms.length > 0;
  const stay = list.length > 0 && !list.some((candidate) => candidate.decision.leaves);
  // A case that has to stay does not hold up what this office confirms, unless that case was what was asked for.
  const words = office.isSelf ? 0 : waitingOn(open, office).words.size;
  if (stay && (chosen || (!says && words === 0))) throw new Refusal('SYNC_NO_CONSENT');
  shareCases(open, office, list);
  const told = office.isSelf
    ? [...open.repos.cases.all()]
    : list.filter(({ decision }) => decision.leaves).map(({ row }) => row);
  await tellFiles(open, told);
  const own = office.isSelf ? together(open, () => ownStateFor(open, office)) : undefined;
  const link = linkTo(open, office.officeId);
  const train = how === 'next' ? linkState(open, link).train : undefined;
  const apart = (own?.bytes.length ?? 0) + confirms.confirms.length * SHORT_RECEIPT;
  const notesBytes = receipts.reduce((sum, one) => sum + one.length, apart);
  const known = { notes: notesBytes, recipients: recipients.length };
  const base = confirmedUpTo(open, office);
  const counts = new Set(computersOf(open, office).map(({ deviceId }) => deviceId));
  const content = await gather(open, office, list, { train, most, room, ...known });
  if (isOptional && content.cutBy === 'stick') throw new Refusal('DISK_FULL');
  if (content.commits === 0 && !says && own === undefined) {
    // What the rest of a train was to bring was confirmed or taken back meanwhile.
    if (train && content.items === 0)
      putLinkState(open, link, office.n, { ...linkState(open, link), train: undefined });
    throw new Refusal('SYNC_NOTHING_TO_SEND');
  }
  const ids = receivers.map(({ deviceId }) => deviceId);
  const unasked = content.isPartial ? ids.filter((id) => !counts.has(id)) : [];
  const succ = successionsFor(open, office, content.authors);
  const state = linkState(open, link);
  const { bundleId, fileName, at: now, facts } = newBundle(open, office, link, state);
  const place = placeInTrain(train, facts.bid, content);
  const directory = carriedFor(open, office, content.authors);
  const sealed = await writeBundleFile(join(outboxDir(open.dir), fileName), {
    facts: {
      ...facts,
      range: [content.from, content.to],
      base_ack: base,
      ...(succ.length === 0 ? {} : { succ }),
      ...(own === undefined ? {} : { state: own.bytes }),
      certs: content.certs,
      receipts: [...receipts, ...headsFor(open, office)],
      train: [new Uint8Array(toBytes(place[0])), place[1], place[2]],
      cases: content.cases.size,
      commits: content.commits,
    },
    ...(isShort ? { short: { confirms: confirms.confirms } } : {}),
    directory,
    segments: content.segments,
    recipients,
    deviceKey: open.self.deviceKey,
  });
  const manifestHash = sealed.manifestHash.toString('base64url');
  const sent: SentBody = {
    manifestHash,
    from: content.from,
    to: content.to,
    for: ids,
    ...(unasked.length === 0 ? {} : { unasked }),
    phone: { key: idFrom(sealed.ackKey), link, wrong: 0 },
    ...(content.kept.size === 0 ? {} : { kept: [...content.kept] }),
    ...(content.whole.size === 0 ? {} : { whole: [...content.whole] }),
    ...(state.again === undefined ? {} : { again: state.again }),
    ...(content.lasting.length === 0 ? {} : { certs: content.lasting }),
    ...(directory === undefined ? {} : { dir: idFrom<string>(directory.hash) }),
    ...(confirms.of.length === 0 ? {} : { receipts: confirms.of }),
    ...(own === undefined ? {} : { state: own.upTo }),
    ...(asks ? { asks: asks.mark } : {}),
    ...(tells ? { tells: [tells.key] } : {}),
    ...(train === undefined && content.left === 0 ? {} : { train: place, isLast: content.left === 0 }),
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
  const { cases, files, left, cutBy } = content;
  return { sealed, row, fileName, cases, files, left, cutBy };
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
    const { links, list } = open.repos;
    const body = links.bundle(bundleId, 'out')?.body;
    const state = linkState(open, link);
    const train = body === undefined ? undefined : trainAfter(state.train, JSON.parse(body) as SentBody);
    links.setBundleState(bundleId, 'out', 'written');
    putLinkState(open, link, office.n, { ...state, train, lastWritten: open.clock.now() });
    // Something of a case may go with a later bundle of the train: it is not written before that one is.
    const later = new Set(
      train === undefined ? [] : links.casesAt(link, (train.to ?? 0) + 1, links.lastPosition(link)),
    );
    for (const caseN of cases) if (!later.has(caseN)) list.setExchange(caseN, 'written');
    audit(open, how, bundleId, 'done', `${office.code} ${String(cases.size)} ${String(commits)}`);
  });
}
