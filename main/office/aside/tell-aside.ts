import * as cborg from 'cborg';
import { z } from 'zod';
import { ASIDE_CODE, asideCode } from '#core/exchange/aside-reasons.ts';
import type { BundleId, CommitId, DeviceId } from '#core/ids.ts';
import { bytes16, bytes32, idFrom, toBytes } from '../../crypto/cbor.ts';
import { sha256 } from '../../crypto/hashing.ts';
import { isBy, readNote, signNote } from '../../crypto/note.ts';
import type { RejectedRow } from '../../storage/aside.repo.ts';
import type { OfficeRow } from '../../storage/office.repo.ts';
import { linkState, putLinkState, type LinkState } from '../link-state.ts';
import { linkTo } from '../offer-changes.ts';
import { speakerOf } from '../office-of-device.ts';
import type { OpenOffice } from '../open-office.ts';
import type { SentBody } from '../passed-over.ts';
import { markDelivered } from '../receipts.ts';

/** One fixed payload type per kind of object (exchange.md R14). */
export const ASIDE_TYPE = 'application/vnd.hifadhi.aside.v1+cbor';
/** A list that names more is none. */
const NAMED = 500;
/** What the lines of a list may take: it is one of the receipts, of 4,096 bytes, with what else it says and its signature. */
const LINES_BYTES = 3_800;

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
  const rows = open.repos.aside.listOf(office.n);
  const { told } = linkState(open, linkTo(open, office.officeId));
  if (rows.length === 0 && told === undefined) return undefined;
  const a = fitting(
    // What waits for a decision first: of that somebody has to hear.
    [...rows.filter(({ discarded }) => !discarded), ...rows.filter(({ discarded }) => discarded)].map((row) => [
      toBytes(row.id),
      toBytes(row.bundle),
      asideCode(row.reason),
      row.discarded ? 1 : 0,
    ]),
  );
  const more = rows.length - a.length;
  const said = rows.map((row) => [row.id, asideCode(row.reason), row.discarded !== undefined]);
  const hash = sha256(Buffer.from(JSON.stringify(said))).toString('base64url');
  // Begins at the clock, so that a computer that lost its count goes on above it.
  const n = told?.hash === hash ? told.n : Math.max((told?.n ?? 0) + 1, open.clock.now());
  const note = { v: 1, d: toBytes(open.self.deviceId), to: toBytes(office.officeId), n, more, a };
  return { bytes: signNote(ASIDE_TYPE, note, open.self.deviceKey), told: { n, hash } };
}

/** Lines from the first on, as many as one receipt takes. */
function fitting<T>(lines: readonly T[]): T[] {
  let bytes = 0;
  return lines.filter((line, i) => i < NAMED && (bytes += cborg.encode(line).length) <= LINES_BYTES);
}

/** Whether what stands among the receipts is such a list, whoever's. */
export const isAside = (bytes: Uint8Array): boolean => readNote(bytes, body) !== undefined;

/**
 * Takes what an office says to have set aside, in the place of what it said before. It counts only from a computer of
 * that office, about bundles that went there and commits at positions that they reached. In the caller's transaction.
 */
export function takeAside(open: OpenOffice, office: OfficeRow, receipts: readonly Uint8Array[]): void {
  const link = linkTo(open, office.officeId);
  for (const bytes of receipts) {
    const note = readNote(bytes, body);
    if (!note || !isBy(ASIDE_TYPE, note, speakerOf(open, office, idFrom<DeviceId>(note.value.d)))) continue;
    const { to, n, a } = note.value;
    const state = linkState(open, link);
    if (idFrom(to) !== open.self.officeId || n <= (state.heard ?? 0)) continue;
    const before = open.repos.aside.rejected().filter((row) => row.officeN === office.n);
    const since = new Map(before.map((row) => [row.commitN, row.since]));
    const rows = a.flatMap(([commit, bundle, reason, decided]) => {
      const commitN = sentAs(open, office, idFrom<CommitId>(commit), idFrom<BundleId>(bundle));
      if (commitN === undefined) return [];
      return [{ commitN, reason, discarded: decided === 1, since: since.get(commitN) ?? open.clock.now() }];
    });
    open.repos.aside.setRejected(office.n, rows);
    putLinkState(open, link, office.n, { ...state, heard: n });
    setStanding(open, before);
  }
}

/** The commit, if it is one that this bundle took to that office. */
function sentAs(open: OpenOffice, office: OfficeRow, id: CommitId, bundle: BundleId): number | undefined {
  const row = open.repos.links.bundle(bundle, 'out');
  const commit = open.repos.commits.byId(id);
  if (row?.officeN !== office.n || commit === undefined) return undefined;
  const sent = JSON.parse(row.body) as SentBody;
  const caseN = open.repos.cases.stream(commit.sid)?.caseN;
  const pos = open.repos.links.positionOf(linkTo(open, office.officeId), commit.n);
  const went = (pos !== undefined && pos <= sent.to) || (caseN !== undefined && sent.whole?.includes(caseN) === true);
  return went ? commit.n : undefined;
}

/** What is set aside was not delivered; what was taken after all is. */
function setStanding(open: OpenOffice, before: readonly RejectedRow[]): void {
  for (const caseN of open.repos.aside.openCases())
    if (open.repos.list.get(caseN)?.exchange === 'delivered') open.repos.list.setExchange(caseN, 'written');
  markDelivered(open, new Set(before.map(({ caseN }) => caseN)));
}
