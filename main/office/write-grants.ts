import type { OfficeId } from '#core/ids.ts';
import type { Op, UnknownOp } from '#core/exchange/op.ts';
import { CASE_RECORD } from '#core/records/changes.ts';
import type { StreamRow } from '../storage/case.repo.ts';
import { ADMIN_FIELDS } from './case-document.ts';
import { coreOf } from './case-streams.ts';
import type { OpenOffice } from './open-office.ts';

/** What a stream says of itself, kept beside it: offices with a grant, by id; true: they may write. */
interface StreamMeta {
  readonly grants?: Readonly<Record<string, boolean>>;
}

const metaOf = (stream: StreamRow): StreamMeta => JSON.parse(stream.meta) as StreamMeta;

/**
 * Whether an office may write in a stream: the owner always, others by a grant of the owner (exchange.md §6.10). What
 * the stream itself says of an office counts; where it says nothing, what the case's core says, so that a compartment
 * begun later is as open to a partner as the case is. An `admin` stream is never open.
 */
export function mayWriteStream(open: OpenOffice, stream: StreamRow, officeN: number): boolean {
  const current = open.repos.cases.stream(stream.sid) ?? stream;
  if (current.ownerOfficeN === officeN) return true;
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
