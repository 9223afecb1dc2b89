import type { StreamRow } from '../storage/case.repo.ts';
import type { OpenOffice } from './open-office.ts';

/** What a stream says of itself, kept beside it: offices with a grant, by row number; true: they may write. */
interface StreamMeta {
  readonly grants?: Readonly<Record<string, boolean>>;
}

const metaOf = (stream: StreamRow): StreamMeta => JSON.parse(stream.meta) as StreamMeta;

/** Whether an office may write in a stream: the owner always, others by a grant of the owner (exchange.md §6.10). */
export function mayWriteStream(open: OpenOffice, stream: StreamRow, officeN: number): boolean {
  const current = open.repos.cases.stream(stream.sid) ?? stream;
  return current.ownerOfficeN === officeN || metaOf(current).grants?.[String(officeN)] === true;
}

/** Remembers a grant that the owner's signed commit gave. */
export function noteGrant(open: OpenOffice, stream: StreamRow, officeN: number, write: boolean): void {
  const current = open.repos.cases.stream(stream.sid) ?? stream;
  const meta = metaOf(current);
  const grants = { ...meta.grants, [String(officeN)]: write };
  open.repos.cases.setStreamMeta(stream.sid, JSON.stringify({ ...meta, grants }));
}
