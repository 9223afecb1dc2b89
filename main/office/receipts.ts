import { z } from 'zod';
import { isId16, type BundleId, type DeviceId } from '#core/ids.ts';
import { bytes16, bytes32, idFrom, toBytes } from '../crypto/cbor.ts';
import { READS_PEOPLE, type Confirm, type Manifest } from '../crypto/bundle-format.ts';
import { isBy, readNote, signNote } from '../crypto/note.ts';
import type { LedgerRow } from '../storage/link.repo.ts';
import type { OfficeRow } from '../storage/office.repo.ts';
import { afterReceipt, computersOf, confirmations } from './cursors.ts';
import { linkState, linkTo, putLinkState } from './link-state.ts';
import { casesThatWait } from './offer-changes.ts';
import { speakerOf } from './office-of-device.ts';
import type { OpenOffice } from './open-office.ts';
import { isWholeTrain, type SentBody } from './passed-over.ts';
import { markTold } from './people-proofs.ts';
import { lineOf, linksTo } from './successions.ts';

/** One fixed payload type per kind of object (exchange.md R14). */
const RECEIPT_TYPE = 'application/vnd.hifadhi.receipt.v1+cbor';

const body = z.strictObject({
  v: z.literal(1),
  /** The device that received. */
  d: bytes16,
  link: z.string().max(128),
  bid: bytes16,
  mh: bytes32,
  /** Every position of the bundle up to this one is applied or safely waiting. */
  pos: z.int().min(0),
  /** The highest number of the sending computer that the receiver has seen; absent where it has seen none (R2). */
  q: z.int().min(1).optional(),
  at: z.int().min(0),
});

/** Kept with an incoming bundle until the next bundle goes the other way. */
export interface Owed {
  readonly link: string;
  readonly manifestHash: string;
  readonly pos: number;
  /** Bundles that belong together, which of them it was, and of how many. */
  readonly train?: readonly [id: string, i: number, n: number];
  /** What the code is made of that is read out over the phone; of bundles that were read before there was one, nothing. */
  readonly phone?: { readonly key: string; readonly setAside: number };
  /** The other office confirmed a bundle with this receipt: it has it. */
  readonly told?: true;
  /** A bundle of attachments: how many parts it held. */
  readonly parts?: number;
}

/**
 * A manifest takes 64, of which one may be a request, one a proof, one a request for attachments, one the list of what was
 * set aside and two heads of audit trails. Positions only grow, so the newest say everything.
 */
const MOST_RECEIPTS = 58;

/** So many bytes of the hash of a manifest are in a receipt of the short form. */
const HALF = 16;
/** Such a receipt takes at most so many bytes, with the id of the computer that it names. */
export const SHORT_RECEIPT = 80;

/** Receipts as they travel, and the bundles that they are for. */
interface Receipts {
  readonly of: readonly BundleId[];
  /** Each signed by itself. */
  readonly signed: readonly Uint8Array<ArrayBuffer>[];
  /** Those that stand in a manifest of the short form, under its signature. */
  readonly confirms: readonly Confirm[];
}

/**
 * Receipts for what came from an office and that it is not known to have, the newest of them, by this computer. In the
 * short form one is signed by itself only for a link whose name does not say which one it is.
 */
export function receiptsFor(open: OpenOffice, office: OfficeRow, isShort: boolean): Receipts {
  const rows = open.repos.links
    .bundlesOf(office.n, 'in')
    .filter((row) => row.state === 'received' && owedFor(row).told === undefined)
    .slice(-MOST_RECEIPTS);
  const signed: Uint8Array<ArrayBuffer>[] = [];
  const confirms: Confirm[] = [];
  for (const { bundleId, body: kept } of rows) {
    const owed = JSON.parse(kept) as Owed;
    const said = { bid: toBytes(bundleId), mh: toBytes(owed.manifestHash), pos: owed.pos, ...seenOf(open, owed) };
    const link = isShort ? laneOf(open, owed) : undefined;
    if (link) confirms.push({ ...said, ...link, mh: said.mh.subarray(0, HALF) });
    else {
      const receipt = { v: 1, d: toBytes(open.self.deviceId), link: owed.link, ...said, at: open.clock.now() };
      signed.push(signNote(RECEIPT_TYPE, receipt, open.self.deviceKey));
    }
  }
  return { of: rows.map(({ bundleId }) => bundleId), signed, confirms };
}

/** Whose link to this office it is, and which of the two. */
function laneOf(open: OpenOffice, { link }: Owed): Pick<Confirm, 'of' | 'isFiles'> | undefined {
  const device = link.slice(0, link.indexOf('>'));
  const lane = [false, true].find((isFiles) => link === linkBy(device, open.self.officeId, isFiles));
  return lane === undefined || !isId16(device) ? undefined : { of: toBytes(device), isFiles: lane };
}
const linkBy = (device: string, office: string, isFiles: boolean): string =>
  `${device}>${office}/${isFiles ? 'files' : 'data'}`;

const owedFor = (row: LedgerRow): Owed => JSON.parse(row.body) as Owed;

/**
 * A computer has these receipts: once is enough. Of several in an office each needs those for what it wrote itself. In the
 * caller's transaction.
 */
function markConfirmed(open: OpenOffice, by: DeviceId, { receipts }: SentBody): void {
  // One that went on as a new computer needs no longer what it wrote before.
  const line = [by, ...lineOf(open, by).map(({ before }) => before)];
  for (const id of receipts ?? []) {
    const row = open.repos.links.bundle(id, 'in');
    if (row && line.some((device) => owedFor(row).link.startsWith(`${device}>`)))
      open.repos.links.putBundle({ ...row, body: JSON.stringify({ ...owedFor(row), told: true }) });
  }
}

/**
 * A bundle came a second time, or the office put an older copy back (`bundleId` left out): it may not have the receipt any
 * more, and gets it again.
 */
export function owesAgain(open: OpenOffice, office: Pick<OfficeRow, 'n'>, bundleId?: BundleId): void {
  const rows = open.repos.links.bundlesOf(office.n, 'in');
  open.db.transaction(() => {
    for (const row of rows) {
      const { told, ...owed } = owedFor(row);
      if (told === undefined || (bundleId !== undefined && row.bundleId !== bundleId)) continue;
      open.repos.links.putBundle({ ...row, body: JSON.stringify(owed) });
    }
  });
}

/** What the receiver has seen of the computer that wrote a bundle, so that one that was put back hears of it (R2). */
function seenOf(open: OpenOffice, { link }: Owed): { q?: number } {
  const device = open.repos.offices.deviceById(link.slice(0, link.indexOf('>')) as DeviceId);
  const q = device ? open.repos.commits.lastDseq(device.n) : 0;
  return q > 0 ? { q } : {};
}

/** What a receipt says, whichever form it came in. */
type Said = Omit<Confirm, 'of' | 'isFiles'> & { readonly d: Uint8Array; readonly link: string };

/** Those among the receipts of a bundle that a computer of its office signed, by themselves or with the whole manifest. */
function* proven(open: OpenOffice, office: OfficeRow, { receipts, short, from }: Manifest): Generator<Said> {
  for (const bytes of receipts) {
    const receipt = readNote(bytes, body);
    if (receipt === undefined) continue;
    if (isBy(RECEIPT_TYPE, receipt, speakerOf(open, office, idFrom<DeviceId>(receipt.value.d)))) yield receipt.value;
  }
  if (short === undefined || speakerOf(open, office, idFrom<DeviceId>(from)) === undefined) return;
  for (const { of, isFiles, ...said } of short.confirms)
    yield { ...said, d: from, link: linkBy(idFrom(of), office.officeId, isFiles) };
}

/** Whether a receipt names the manifest of this hash, in full or by its first half. */
const isOf = ({ mh }: Said, manifestHash: string): boolean =>
  Buffer.from(toBytes(manifestHash)).subarray(0, mh.length).equals(mh);

/** Whether an office has seen later numbers of this computer than it knows of itself: it was put back from an older copy. */
export function seenFurther(open: OpenOffice, office: OfficeRow, manifest: Manifest): boolean {
  const link = linkTo(open, office.officeId);
  for (const receipt of proven(open, office, manifest))
    if (receipt.link === link && (receipt.q ?? 0) > open.counters.dseq) return true;
  return false;
}

/**
 * Takes the receipts of a bundle. One counts only from a device of the link's target office, for a manifest that this
 * computer wrote, and no higher than that bundle reached (exchange.md R6). Answers how many bundles are now delivered.
 */
export function takeReceipts(open: OpenOffice, office: OfficeRow, manifest: Manifest): number {
  const directory = manifest.dir_hash && idFrom<string>(manifest.dir_hash);
  const links = linksTo(open, office.officeId);
  let delivered = 0;
  const confirmed = new Set<number>();
  for (const receipt of proven(open, office, manifest)) {
    if (!links.includes(receipt.link.replace(/files$/, 'data'))) continue;
    const row = open.repos.links.bundle(idFrom<BundleId>(receipt.bid), 'out');
    const sent = row && (JSON.parse(row.body) as SentBody);
    if (!row || !sent || !isOf(receipt, sent.manifestHash) || receipt.pos > sent.to) continue;
    if (sent.by?.includes(idFrom(receipt.d)) !== true && row.state !== 'delivered') delivered += 1;
    const by = open.repos.offices.deviceById(idFrom<DeviceId>(receipt.d));
    if (by) {
      // It kept the certificates if it knows them, and has the list under which they went: so says it now, and itself.
      const isSelf = by.deviceId === idFrom<DeviceId>(manifest.from);
      if (isSelf && manifest.caps.includes(READS_PEOPLE) && directory === sent.dir) markTold(open, office, by.n, sent);
      markConfirmed(open, by.deviceId, sent);
    }
    const isToday = receipt.link.startsWith(`${open.self.deviceId}>`);
    for (const caseN of deliver(open, office, row, { sent, pos: receipt.pos, device: idFrom(receipt.d), isToday }))
      confirmed.add(caseN);
  }
  if (confirmed.size > 0) markDelivered(open, confirmed);
  return delivered;
}

interface Confirmed {
  readonly sent: SentBody;
  readonly pos: number;
  /** Which of its computers says so. */
  readonly device: DeviceId;
  /** This computer wrote it as it is now, and not as what it was before. */
  readonly isToday?: boolean;
}

/**
 * A bundle arrived at one computer: nothing up to this position goes to that one again. It counts as delivered once every
 * computer that it was sealed for and that still counts says so (exchange.md R7). Answers the cases that it is about. In
 * the caller's transaction.
 */
export function deliver(
  open: OpenOffice,
  office: OfficeRow,
  row: LedgerRow,
  { sent, pos, device, isToday }: Confirmed,
): number[] {
  const link = linkTo(open, office.officeId);
  const body: SentBody = { ...sent, by: [...new Set([...(sent.by ?? []), device])] };
  open.repos.links.putBundle({ ...row, body: JSON.stringify(body) });
  const state = linkState(open, link);
  const lastDelivered = open.clock.now();
  const isWhole = settle(open, office, { ...row, body: JSON.stringify(body) });
  if (sent.parts !== undefined) {
    // Each bundle of attachments is confirmed by itself; no position of the cases moves with it.
    putLinkState(open, link, office.n, { ...state, lastDelivered });
    return [];
  }
  const isAnswered =
    sent.again !== undefined &&
    sent.again === state.again &&
    (isWhole || state.againBy === device) &&
    isWholeTrain(open, office, sent, state.againBy);
  const isUnasked = sent.unasked?.includes(device) === true;
  const { states = {} } = state;
  putLinkState(open, link, office.n, {
    ...state,
    ...(isUnasked ? {} : afterReceipt(open, office, state, { device, stretch: [sent.from, pos] })),
    ...(sent.state === undefined ? {} : { states: { ...states, [device]: Math.max(states[device] ?? 0, sent.state) } }),
    ...(isAnswered ? { again: undefined, againBy: undefined, answered: sent.again } : {}),
    ...(isToday === true && isWhole ? { introduced: open.self.deviceId } : {}),
    lastDelivered,
  });
  if (office.isSelf) return [];
  const kept = new Set(sent.kept);
  const about = open.repos.links.casesAt(link, sent.from, sent.to).filter((caseN) => !kept.has(caseN));
  return [...about, ...(sent.whole ?? [])];
}

/** Whether a bundle is delivered by now, as every computer that counts has confirmed it; then it is noted as such. */
function settle(open: OpenOffice, office: OfficeRow, row: LedgerRow): boolean {
  const sent = JSON.parse(row.body) as SentBody;
  const { by, of } = confirmations(open, office, sent);
  if (by < of) return false;
  open.repos.links.setBundleState(row.bundleId, 'out', 'delivered');
  if (sent.parts !== undefined) open.repos.files.confirm(office.n, row.bundleId);
  return true;
}

/**
 * After a computer was taken out: what all that are left have confirmed is delivered, with the cases it is about. In the
 * caller's transaction.
 */
export function settleDelivered(open: OpenOffice): void {
  const about = new Set<number>();
  for (const office of open.repos.offices.offices()) {
    if (computersOf(open, office).length === 0) continue;
    const link = linkTo(open, office.officeId);
    for (const row of open.repos.links.bundlesOf(office.n, 'out')) {
      const { by, from, to } = JSON.parse(row.body) as SentBody;
      if (row.state !== 'written' || (by ?? []).length === 0 || !settle(open, office, row)) continue;
      if (!office.isSelf) for (const caseN of open.repos.links.casesAt(link, from, to)) about.add(caseN);
    }
  }
  if (about.size > 0) markDelivered(open, about);
}

/** A case counts as delivered when it was confirmed, nothing of it waits for any office and none has set something aside. */
export function markDelivered(open: OpenOffice, confirmed: Iterable<number>): void {
  const waits = casesThatWait(open);
  const rejected = open.repos.aside.openCases();
  // A list that was cut says of no case that nothing of it was set aside.
  for (const office of open.repos.offices.offices())
    if (!office.isSelf && linkState(open, linkTo(open, office.officeId)).unnamed !== undefined)
      for (const caseN of open.repos.links.sharedWith(office.n)) rejected.add(caseN);
  for (const caseN of confirmed)
    if (!waits.has(caseN) && !rejected.has(caseN) && open.repos.list.get(caseN)?.exchange === 'written')
      open.repos.list.setExchange(caseN, 'delivered');
}
