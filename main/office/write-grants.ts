import type { CommitHead } from '#core/exchange/commit.ts';
import type { DeviceId, OfficeId } from '#core/ids.ts';
import type { Op, UnknownOp } from '#core/exchange/op.ts';
import { CASE_RECORD } from '#core/records/changes.ts';
import type { CaseRow, StreamRow } from '../storage/case.repo.ts';
import type { OfficeRow } from '../storage/office.repo.ts';
import { ADMIN_FIELDS } from './case-document.ts';
import { coreOf } from './case-streams.ts';
import type { OpenOffice } from './open-office.ts';

/** What a stream says of itself, kept beside it: offices with a grant, by id; true: they may write. */
interface StreamMeta {
  readonly grants?: Readonly<Record<string, boolean>>;
  /** Who owned it before, the first owner first, with the place of the commit that ended it. */
  readonly owners?: readonly { readonly from: OfficeId; readonly device: DeviceId; readonly sseq: number }[];
}

const metaOf = (stream: StreamRow): StreamMeta => JSON.parse(stream.meta) as StreamMeta;

/** The part of a commit's head that tells what its author had seen. */
type Seen = Pick<CommitHead, 'device' | 'sseq' | 'context'>;

/**
 * The office that owned a stream as far as a commit had seen: a change of owner counts for what was written after it
 * was known, wherever and in whatever order it arrives, so that every office judges a commit alike.
 */
export function ownerAsOf(open: OpenOffice, stream: StreamRow, { device, sseq, context }: Seen): number {
  const current = open.repos.cases.stream(stream.sid) ?? stream;
  let owner = current.ownerOfficeN;
  for (const one of (metaOf(current).owners ?? []).toReversed()) {
    const knew = device === one.device ? sseq > one.sseq : (context[one.device]?.[0] ?? 0) >= one.sseq;
    if (knew) break;
    owner = open.repos.offices.officeById(one.from)?.n ?? owner;
  }
  return owner;
}

/** Hands a stream over to another office from a commit of its owner on. */
export function noteOwner(open: OpenOffice, stream: StreamRow, to: number, head: Seen): void {
  const current = open.repos.cases.stream(stream.sid) ?? stream;
  const from = open.repos.offices.office(current.ownerOfficeN)?.officeId;
  if (from === undefined || current.ownerOfficeN === to) return;
  const meta = metaOf(current);
  const owners = [...(meta.owners ?? []), { from, device: head.device, sseq: head.sseq }];
  open.repos.cases.setStreamMeta(stream.sid, JSON.stringify({ ...meta, owners }));
  open.repos.cases.setStreamOwner(stream.sid, to);
}

/** Whether an office owned a case once and does not any more. */
export function ownedBefore(open: OpenOffice, caseN: number, officeN: number): boolean {
  const core = coreOf(open, caseN);
  if (core === undefined || core.ownerOfficeN === officeN) return false;
  const { owners } = metaOf(core);
  if (owners === undefined) return false;
  const office = open.repos.offices.officeId(officeN);
  return owners.some(({ from }) => from === office);
}

/**
 * Whether nothing more of an own case goes to an office that still writes in it: its share was ended, or the case came
 * from there and it keeps what it has; or it erased what it had.
 */
export function sharesNoMore(open: OpenOffice, row: CaseRow, officeN: number): boolean {
  if (open.repos.erasures.erasedAt(row.caseId, officeN)) return true;
  if (row.ownerOfficeN !== open.self.officeN) return false;
  const core = coreOf(open, row.n);
  const office = open.repos.offices.office(officeN)?.officeId;
  if (core === undefined || office === undefined) return false;
  return metaOf(core).grants?.[office] === false || ownedBefore(open, row.n, officeN);
}

/** Whether the owner's words in the core of a case give it to an office, to read or to write. */
export function grantedTo(open: OpenOffice, caseN: number, { officeId }: Pick<OfficeRow, 'officeId'>): boolean {
  const core = coreOf(open, caseN);
  return core !== undefined && metaOf(core).grants?.[officeId] === true;
}

/**
 * Whether an office may write in a stream: the owner always, others by a grant of the owner (exchange.md §6.10). What
 * the stream itself says of an office counts; where it says nothing, what the case's core says, so that a compartment
 * begun later is as open to a partner as the case is. An `admin` stream is never open.
 */
export function mayWriteStream(open: OpenOffice, stream: StreamRow, officeN: number, head?: Seen): boolean {
  const current = open.repos.cases.stream(stream.sid) ?? stream;
  if ((head === undefined ? current.ownerOfficeN : ownerAsOf(open, current, head)) === officeN) return true;
  const office = open.repos.offices.office(officeN);
  if (office === undefined || current.compartment === 'admin') return false;
  const said = metaOf(current).grants?.[office.officeId];
  if (said !== undefined) return said;
  const core = coreOf(open, current.caseN);
  return core !== undefined && metaOf(core).grants?.[office.officeId] === true;
}

/** Remembers a grant that the owner's signed commit gave, also to an office that is not known here yet. */
export function noteGrant(open: OpenOffice, stream: StreamRow, office: OfficeId, write: boolean): void {
  const current = open.repos.cases.stream(stream.sid) ?? stream;
  const meta = metaOf(current);
  const grants = { ...meta.grants, [office]: write };
  open.repos.cases.setStreamMeta(stream.sid, JSON.stringify({ ...meta, grants }));
}

/**
 * Whether operations from outside touch what an office decides for itself: who is responsible here, above all, since
 * that opens the case to a person. Those answers stand in the `admin` stream, which never arrives (exchange.md R10).
 */
export const touchesOfficeOnly = (ops: readonly (Op | UnknownOp)[]): boolean =>
  ops.some((op) => {
    if ('unknown' in op) return false;
    if (op[0] === 'gen') return op[2] === 'admin';
    if (op[0] === 'doc') return op[1] === CASE_RECORD && Object.keys(op[3]).some((field) => ADMIN_FIELDS.has(field));
    return op[0] === 'set' && op[1] === CASE_RECORD && ADMIN_FIELDS.has(op[3]);
  });
