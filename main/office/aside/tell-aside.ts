import * as cborg from 'cborg';
import { z } from 'zod';
import { ASIDE_CODE, asideCode, FOLLOWS } from '#core/exchange/aside-reasons.ts';
import { NOT_WITNESSED } from '#core/exchange/late-work.ts';
import type { BundleId, CommitId, DeviceId } from '#core/ids.ts';
import { bytes16, bytes32, idFrom, toBytes } from '../../crypto/cbor.ts';
import { sha256 } from '../../crypto/hashing.ts';
import { isBy, readNote, signNote } from '../../crypto/note.ts';
import type { AsideRow } from '../../storage/aside.repo.ts';
import type { OfficeRow } from '../../storage/office.repo.ts';
import { keepAsked } from '../held-before.ts';
import { type LinkState, linkState, linkTo, putLinkState } from '../link-state.ts';
import { speakerOf } from '../office-of-device.ts';
import type { OpenOffice } from '../open-office.ts';
import type { SentBody } from '../passed-over.ts';
import { markDelivered } from '../receipts.ts';
import { waitingBehind } from './aside-commit.ts';
import { caseOf } from './list-aside.ts';

/** One fixed payload type per kind of object (exchange.md R14). */
export const ASIDE_TYPE = 'application/vnd.hifadhi.aside.v1+cbor';
/** A list that names more is none. */
const NAMED = 500;
/** What the lines of a list may take: it is one of the receipts, of 4,096 bytes, with what else it says and its signature. */
const LINES_BYTES = 3_800;

type Line = readonly [Uint8Array, Uint8Array, string, 0 | 1];

const body = z.strictObject({
  v: z.literal(1),
  /** The device that received. */
  d: bytes16,
  /** The office that sent: what it is told cannot be handed on to another. */
  to: bytes16,
  /** Grows with each change of the list; the newest list takes the place of the one before. */
  n: z.int().min(1),
  more: z.int().min(0),
  /** Commit, the bundle that brought it, why, and whether it was decided that it does not count. */
  a: z
    .array(z.tuple([bytes32, bytes16, z.string().regex(ASIDE_CODE), z.union([z.literal(0), z.literal(1)])]))
    .max(NAMED),
});

/**
 * What stands among the receipts of a bundle to an office: everything of what it sent that is set aside here, and why
 * (exchange.md R6). None while there never was anything. `told` is kept with the link when the bundle is.
 */
export function asideFor(
  open: OpenOffice,
  office: OfficeRow,
): { readonly bytes: Uint8Array<ArrayBuffer>; readonly told: NonNullable<LinkState['told']> } | undefined {
  const shared = new Set(open.repos.links.sharedWith(office.n));
  const rows = toldTo(open, office, shared);
  const { told } = linkState(open, linkTo(open, office.officeId));
  if (rows.length === 0 && told === undefined) return undefined;
  const a = fitting(rows, (row) => [
    toBytes(row.id),
    toBytes(row.bundle),
    codeFor(open, office, shared, row),
    row.decided,
  ]);
  const more = rows.length - a.length;
  const hash = sha256(cborg.encode([a, more])).toString('base64url');
  // Begins at the clock, so that a computer that lost its count goes on above it.
  const n = told?.hash === hash ? told.n : Math.max((told?.n ?? 0) + 1, open.clock.now());
  const note = { v: 1, d: toBytes(open.self.deviceId), to: toBytes(office.officeId), n, more, a };
  return { bytes: signNote(ASIDE_TYPE, note, open.self.deviceKey), told: { n, hash } };
}

type Told = Pick<AsideRow, 'id' | 'streamId' | 'bundle' | 'reason'> & { readonly decided: 0 | 1 };

/** Named where none of the bundles of the office that is told brought it first. */
const NO_BUNDLE = idFrom<BundleId>(new Uint8Array(16));

/**
 * What an office is told of: undecided first, for somebody has to hear of that, with what waits behind something. Of what
 * another office's bundle brought first, most often that of the computer that was taken out itself, whoever brought it too is
 * asked for a word.
 */
function toldTo(open: OpenOffice, office: OfficeRow, shared: ReadonlySet<number>): Told[] {
  const { aside } = open.repos;
  const rows = aside.listOf(office.n).map((row): Told => ({ ...row, decided: row.discarded ? 1 : 0 }));
  const also = aside
    .alsoHeldBy(office.n, NOT_WITNESSED)
    .map((row): Told => ({ ...row, bundle: NO_BUNDLE, decided: 0 }))
    .filter((row) => codeFor(open, office, shared, row) === NOT_WITNESSED);
  const behind = waitingBehind(open, office.n).map((row): Told => ({ ...row, reason: FOLLOWS, decided: 0 }));
  const undecided = rows.filter(({ decided }) => decided === 0);
  return [...undecided, ...also, ...behind, ...rows.filter(({ decided }) => decided === 1)];
}

/**
 * The reason as that office may know it. What became of a case that it does not share any more is not its business: that the
 * change was not taken in is all that it hears, so that it does not count as delivered.
 */
function codeFor(open: OpenOffice, office: OfficeRow, shared: ReadonlySet<number>, row: Told): string {
  const about = caseOf(open, row);
  const isShared = about === undefined || shared.has(about.n) || about.ownerOfficeN === office.n;
  return isShared ? asideCode(row.reason) : 'other';
}

/** Lines from the first on, as many as one receipt takes. */
function fitting(rows: readonly Told[], lineOf: (row: Told) => Line): Line[] {
  const lines: Line[] = [];
  let bytes = 0;
  for (const row of rows.slice(0, NAMED)) {
    const line = lineOf(row);
    bytes += cborg.encode(line).length;
    if (bytes > LINES_BYTES) break;
    lines.push(line);
  }
  return lines;
}

/** Whether what stands among the receipts is such a list, whoever's. */
export const isAside = (bytes: Uint8Array): boolean => readNote(bytes, body) !== undefined;

/**
 * Takes what an office says to have set aside, in the place of what it said before. It counts only from a computer of
 * that office, about bundles that went there and commits at positions that they reached. In the caller's transaction.
 */
export function takeAside(open: OpenOffice, office: OfficeRow, receipts: readonly Uint8Array[]): void {
  const link = linkTo(open, office.officeId);
  const state = linkState(open, link);
  const newest = receipts
    .flatMap((bytes) => readNote(bytes, body) ?? [])
    .filter(({ value }) => idFrom(value.to) === open.self.officeId && value.n >= (state.heard ?? 0))
    .sort((one, other) => other.value.n - one.value.n)
    .find((note) => isBy(ASIDE_TYPE, note, speakerOf(open, office, idFrom<DeviceId>(note.value.d))));
  if (newest === undefined) return;
  const { n, a, more } = newest.value;
  // Also of a list that was heard before: by a version that did not know the reason, or before the case was shared.
  const unproven = a.filter(([, , reason, decided]) => reason === NOT_WITNESSED && decided === 0);
  keepAsked(
    open,
    office,
    unproven.map(([id]) => id),
  );
  if (n === state.heard) return;
  const before = open.repos.aside.rejected().filter((row) => row.officeN === office.n);
  const since = new Map(before.map((row) => [row.commitN, row.since]));
  const sentIn = bundlesTo(open, office);
  const named = a.flatMap(([commit, bundle, reason, decided]) => {
    const commitN = sentAs(open, office, idFrom<CommitId>(commit), sentIn(idFrom<BundleId>(bundle)));
    if (commitN === undefined) return [];
    return [{ commitN, reason, discarded: decided === 1, since: since.get(commitN) ?? open.clock.now() }];
  });
  // Of what a list leaves out it says nothing: what was known of it stays.
  const here = new Set(named.map(({ commitN }) => commitN));
  const rest = more > 0 ? before.filter(({ commitN }) => !here.has(commitN)) : [];
  open.repos.aside.setRejected(office.n, [...named, ...rest]);
  const { unnamed, ...known } = state;
  putLinkState(open, link, office.n, { ...known, heard: n, ...(more > 0 ? { unnamed: more } : {}) });
  const again = new Set(before.map(({ caseN }) => caseN));
  // Nothing was marked while the list was cut: now it is whole.
  if (unnamed !== undefined && more === 0) for (const caseN of open.repos.links.sharedWith(office.n)) again.add(caseN);
  setStanding(open, again);
}

/** What the bundles to an office took there; each is read once. */
function bundlesTo(open: OpenOffice, office: OfficeRow): (bundle: BundleId) => SentBody | undefined {
  const known = new Map<BundleId, SentBody | undefined>();
  return (bundle) => {
    if (!known.has(bundle)) {
      const row = open.repos.links.bundle(bundle, 'out');
      known.set(bundle, row?.officeN === office.n ? (JSON.parse(row.body) as SentBody) : undefined);
    }
    return known.get(bundle);
  };
}

/** The commit, if it is one that this bundle took to that office. */
function sentAs(open: OpenOffice, office: OfficeRow, id: CommitId, sent: SentBody | undefined): number | undefined {
  const commit = open.repos.commits.byId(id);
  if (sent === undefined || commit === undefined) return undefined;
  const caseN = open.repos.cases.stream(commit.sid)?.caseN;
  const pos = open.repos.links.positionOf(linkTo(open, office.officeId), commit.n);
  const went = (pos !== undefined && pos <= sent.to) || (caseN !== undefined && sent.whole?.includes(caseN) === true);
  return went ? commit.n : undefined;
}

/** What is set aside was not delivered; what was taken after all is. */
function setStanding(open: OpenOffice, before: ReadonlySet<number>): void {
  for (const caseN of open.repos.aside.openCases())
    if (open.repos.list.get(caseN)?.exchange === 'delivered') open.repos.list.setExchange(caseN, 'written');
  markDelivered(open, before);
}
