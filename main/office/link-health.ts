import type { BundleLine, OfficeLink } from '#core/contracts/exchange.contract.ts';
import { CODE_TRIES } from '#core/exchange/spoken-code.ts';
import { HANDOVER_STREAM } from '#core/exchange/passed-words.ts';
import type { LedgerRow } from '../storage/link.repo.ts';
import { hasLeft, type OfficeRow } from '../storage/office.repo.ts';
import { instantOf } from './clock.ts';
import { owedFiles, sumOf } from './files/owed-files.ts';
import { confirmations, cursorsOf, isKept, receiversOf, unseenOf } from './cursors.ts';
import { droppedView } from './dropped-view.ts';
import { filesLinkTo, linkState, linkTo } from './link-state.ts';
import { lastPositionTo, waitingOnOwn } from './own-link.ts';
import type { OpenOffice } from './open-office.ts';
import { openPositions } from './open-positions.ts';
import { commitsFor, wholeCases, type SentBody } from './passed-over.ts';
import type { Owed } from './receipts.ts';
import { openStretches } from './stretches.ts';

/**
 * What the other office has not confirmed, with the cases and the files of referrals it is about; `whole`: those that go
 * from their first commit on; `places`: the positions of the others, in order.
 */
export function waitingOn(
  open: OpenOffice,
  office: OfficeRow,
): {
  readonly commits: readonly number[];
  readonly cases: ReadonlySet<number>;
  readonly files: ReadonlySet<number>;
  readonly whole: ReadonlySet<number>;
  /** Cases about whose hand-over something is said to the office: consent does not keep that here. */
  readonly words: ReadonlySet<number>;
  readonly places: readonly { readonly pos: number; readonly commitN: number }[];
} {
  const { commits, cases } = open.repos;
  const places = office.isSelf
    ? waitingOnOwn(open, office).map((n) => ({ pos: n, commitN: n }))
    : openPositions(open, office);
  const waiting = new Set(places.map(({ commitN }) => commitN));
  const about = new Set<number>();
  const words = new Set<number>();
  const streams = new Set<number>();
  for (const n of waiting) {
    const sid = commits.streamOf(n);
    if (streams.has(sid)) continue;
    streams.add(sid);
    const stream = cases.stream(sid);
    const isWord = !office.isSelf && stream?.compartment === HANDOVER_STREAM;
    (isWord ? words : about).add(stream?.caseN ?? 0);
  }
  const whole = office.isSelf ? new Set<number>() : wholeCases(open, office);
  for (const caseN of whole) {
    about.add(caseN);
    for (const commit of commitsFor(open, office, caseN)) waiting.add(commit.n);
  }
  const known = open.repos.asked.files();
  const [files, ofCases] = [new Set<number>(), new Set<number>()];
  // What is left to say of an erased case always leaves.
  const erased = cases.erasedAmong(about);
  for (const n of about) if (!erased.has(n)) (known.has(n) ? files : ofCases).add(n);
  return { commits: [...waiting], cases: ofCases, files, whole, words, places };
}

export function linkHealth(open: OpenOffice, office: OfficeRow): OfficeLink {
  const { links } = open.repos;
  const state = linkState(open, linkTo(open, office.officeId));
  // Nothing waits for an office that is no longer in the programme.
  const waiting = hasLeft(office)
    ? { commits: [], cases: new Set<number>(), files: new Set<number>() }
    : waitingOn(open, office);
  const files = open.repos.asked.files();
  const shared = links.sharedWith(office.n);
  const erased = open.repos.cases.erasedAmong(shared);
  const rejected = open.repos.aside.rejected().filter((row) => row.officeN === office.n && !row.discarded);
  const received = links
    .bundlesOf(office.n, 'in')
    .filter((bundle) => bundle.state === 'received')
    .at(-1);
  return {
    officeId: office.officeId,
    code: office.code,
    name: office.name,
    own: office.isSelf,
    ...droppedView(office),
    computers: computersBehind(open, office),
    unseen: unseenIn(open, office),
    confirmedAtUtc: instantOf(office.confirmedAt ?? 0),
    sharedCases: office.isSelf
      ? open.repos.cases.count()
      : shared.filter((n) => !files.has(n) && !erased.has(n)).length,
    waitingChanges: waiting.commits.length,
    waitingCases: waiting.cases.size,
    waitingReferrals: waiting.files.size,
    rejected: { changes: rejected.length, cases: new Set(rejected.map(({ caseN }) => caseN)).size },
    files: {
      ...sumOf(owedFiles(open, office).filter(({ isWritten }) => !isWritten)),
      done: linkState(open, filesLinkTo(open, office.officeId)).train?.done ?? 0,
    },
    ...(state.train?.of === undefined ? {} : { train: { done: state.train.done, of: state.train.of } }),
    ...(state.lastWritten === undefined ? {} : { lastWrittenAtUtc: instantOf(state.lastWritten) }),
    ...(state.lastDelivered === undefined ? {} : { lastDeliveredAtUtc: instantOf(state.lastDelivered) }),
    ...(received ? { lastReceivedAtUtc: instantOf(received.at) } : {}),
  };
}

/** The computers of an office that nothing is sealed for until somebody here has looked at them. */
function unseenIn(open: OpenOffice, office: OfficeRow): OfficeLink['unseen'] {
  const unseen = unseenOf(open, office);
  const held = unseen.filter(({ sight }) => sight === 'held').length;
  return { fresh: unseen.length - held, held, waits: isKept(open, office) };
}

/** How many computers of an office have to confirm what goes there, and how many have not confirmed all of it. */
function computersBehind(open: OpenOffice, office: OfficeRow): OfficeLink['computers'] {
  const cursors = [...cursorsOf(open, office, linkState(open, linkTo(open, office.officeId))).values()];
  const last = lastPositionTo(open, office);
  return {
    count: office.isSelf ? receiversOf(open, office).length : cursors.length,
    behind: cursors.filter((one) => openStretches(one, last).length > 0).length,
  };
}

/** The offices this office exchanges with, and its own other computers first where it has any, and how it stands with each. */
export const listOffices = (open: OpenOffice): OfficeLink[] =>
  open.repos.offices
    .offices()
    .filter((office) => !office.isSelf || receiversOf(open, office).length > 0)
    .map((office) => linkHealth(open, office));

const STATES = ['prepared', 'written', 'delivered', 'received', 'refused'] as const;

export function bundleLine(open: OpenOffice, row: LedgerRow): BundleLine {
  const office = row.officeN === null ? undefined : open.repos.offices.office(row.officeN);
  const { parts, train } = JSON.parse(row.body) as Pick<SentBody & Owed, 'parts' | 'train'>;
  const phone = row.dir === 'out' ? (JSON.parse(row.body) as SentBody).phone : undefined;
  return {
    bundleId: row.bundleId,
    direction: row.dir,
    office: office?.name ?? '',
    officeCode: office?.code ?? '',
    own: office?.isSelf ?? false,
    ...(office !== undefined && row.dir === 'out' && row.state === 'written'
      ? { confirmed: confirmations(open, office, JSON.parse(row.body) as SentBody) }
      : {}),
    atUtc: instantOf(row.at),
    bytes: row.bytes,
    cases: row.cases,
    changes: row.commits,
    ...(phone === undefined
      ? {}
      : { phone: { left: CODE_TRIES - phone.wrong, ...(phone.said === undefined ? {} : { setAside: phone.said }) } }),
    ...(parts === undefined || train === undefined ? {} : { files: { parts, i: train[1], n: train[2] } }),
    ...(parts !== undefined || train === undefined ? {} : { train: { i: train[1], n: train[2] } }),
    state: STATES.find((state) => state === row.state) ?? 'prepared',
  };
}

/** Bundles that went either way, newest first. */
export const journal = (open: OpenOffice): BundleLine[] =>
  open.repos.links.bundles(200).map((row) => bundleLine(open, row));
