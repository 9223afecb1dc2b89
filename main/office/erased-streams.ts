import { ERASURE_STREAM, type Op, type UnknownOp } from '#core/exchange/op.ts';
import { HANDOVER_STREAM } from '#core/exchange/passed-words.ts';
import type { CaseId, StreamId } from '#core/ids.ts';
import type { CaseRow, StreamRow } from '../storage/case.repo.ts';
import { addStream, streamIdOf } from './case-streams.ts';
import { handoverStreamId } from './handover-stream.ts';
import type { OpenOffice } from './open-office.ts';

type Gen = Extract<Op, readonly ['gen', ...unknown[]]>;

/** The stream of an erased case that begins here only now: what it says is never taken, its chain is followed. */
export function streamOfErased(open: OpenOffice, streamId: StreamId): StreamRow | undefined {
  const erased = open.repos.erasures.stream(streamId);
  const row = erased && open.repos.cases.erasedById(erased.caseId);
  if (erased === undefined || row === undefined) return undefined;
  return addStream(open, { streamId, caseN: row.n, compartment: erased.compartment, ownerOfficeN: row.ownerOfficeN });
}

/** The core of a case; of an erased one also a core that this copy of the office never had. */
function coresOf({ repos }: OpenOffice, { n, caseId }: CaseRow): StreamId[] {
  const noted = [...repos.cases.streamsOf(n), ...repos.erasures.streamsOf(caseId)];
  return noted.filter(({ compartment }) => compartment === 'core').map(({ streamId }) => streamId);
}

/**
 * The case that words about an erasure speak of and whose core is not here yet: sticks come in any order, and the words
 * wait for it. Undefined where there is nothing to wait for.
 */
export function caseToCome(open: OpenOffice, [first]: readonly (Op | UnknownOp)[]): CaseId | undefined {
  if (first === undefined || 'unknown' in first || first[0] !== 'gen' || first[2] !== ERASURE_STREAM) return undefined;
  const { cases } = open.repos;
  const [, caseId] = first;
  const row = cases.byId(caseId) ?? cases.erasedById(caseId);
  if (row === undefined ? cases.referralFile(caseId) !== undefined : coresOf(open, row).length > 0) return undefined;
  return caseId;
}

/**
 * Takes a stream as far as erasures decide: that in which offices ask and answer, of a case that is or was here, and a
 * stream of an erased case. Only ids that follow from a core of that very case count: under any other id the stream of a
 * living case could be passed off as one whose words are thrown away. Undefined: it is neither; a text: why it is not taken.
 */
export function beginErased(
  open: OpenOffice,
  gen: Gen,
  streamId: StreamId,
  officeN: number,
): StreamRow | string | undefined {
  const [, caseId, compartment] = gen;
  const { cases, erasures } = open.repos;
  const row = cases.byId(caseId) ?? cases.erasedById(caseId);
  if (row === undefined) return compartment === ERASURE_STREAM ? 'case-of-another-office' : undefined;
  if (compartment !== ERASURE_STREAM && !erasures.has(caseId)) return undefined;
  const given = compartment === HANDOVER_STREAM ? open.repos.handovers.ofCase(row.n) : [];
  const isOf = (core: StreamId): boolean =>
    compartment === HANDOVER_STREAM
      ? given.some((one) => streamId === handoverStreamId(core, one.row))
      : compartment !== 'core' && compartment !== 'admin' && streamId === streamIdOf(core, compartment);
  // What this office wrote itself may come back to an older copy of it, under ids that it drew.
  const isOwn = compartment !== ERASURE_STREAM && officeN === open.self.officeN;
  if (!isOwn && !coresOf(open, row).some(isOf)) return 'genesis-of-another-stream';
  if (compartment === ERASURE_STREAM)
    return addStream(open, { streamId, caseN: row.n, compartment, ownerOfficeN: row.ownerOfficeN });
  erasures.addStream({ streamId, caseId, compartment });
  return streamOfErased(open, streamId);
}
