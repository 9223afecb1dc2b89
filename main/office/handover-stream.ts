import type { CommitHead } from '#core/exchange/commit.ts';
import { isHand } from '#core/exchange/handover.ts';
import { ERASURE_STREAM, type Op, type UnknownOp } from '#core/exchange/op.ts';
import { HANDOVER_STREAM, isPass, judgePassed, type PassOp } from '#core/exchange/passed-words.ts';
import type { OfficeId, StreamId } from '#core/ids.ts';
import type { StreamRow } from '../storage/case.repo.ts';
import type { HandoverRow } from '../storage/handover.repo.ts';
import type { OfficeRow } from '../storage/office.repo.ts';
import { author } from './author.ts';
import { addStream, coreOf, streamIdOf } from './case-streams.ts';
import { opsOf } from './commit-by-dot.ts';
import { linkTo } from './link-state.ts';
import { officeOfDevice } from './office-of-device.ts';
import type { OpenOffice } from './open-office.ts';

/** So many characters of words go into one commit; a commit takes twice as many. */
const MOST_CHARACTERS = 1_000_000;

/** The stream of a hand-over, by the core of the case and the row of `transfers` that tells of it. */
export const handoverStreamId = (core: StreamId, row: string): StreamId =>
  streamIdOf(core, `${HANDOVER_STREAM}:${row}`);

/** The hand-over whose stream this is, once it made an office the owner; undefined for any other stream. */
export function handoverOfStream(open: OpenOffice, stream: StreamRow): HandoverRow | undefined {
  const core = stream.compartment === HANDOVER_STREAM ? coreOf(open, stream.caseN) : undefined;
  if (core === undefined) return undefined;
  return open.repos.handovers
    .ofCase(stream.caseN)
    .find(({ row, own }) => own !== undefined && handoverStreamId(core.streamId, row) === stream.streamId);
}

/** Whether a stream of a case goes to an office that has the case: words about a hand-over go to its two offices alone. */
export function goesTo(open: OpenOffice, stream: StreamRow, office: OfficeId): boolean {
  if (stream.compartment !== HANDOVER_STREAM) return stream.compartment !== 'admin';
  const given = handoverOfStream(open, stream);
  return given !== undefined && (given.from === office || given.to === office);
}

/**
 * Whether a stream is between two other offices: an older program hands such words on. That they came is noted, and not
 * what they say.
 */
export const isOfOthers = (open: OpenOffice, stream: StreamRow): boolean =>
  stream.compartment === HANDOVER_STREAM && !goesTo(open, stream, open.self.officeId);

/** Who may write in a stream, its own rules say, whatever the owner of the case granted. */
export const hasRulesOfItsOwn = ({ compartment }: StreamRow): boolean =>
  compartment === ERASURE_STREAM || compartment === HANDOVER_STREAM;

interface Came {
  readonly head: CommitHead;
  readonly ops: readonly (Op | UnknownOp)[];
  readonly session: { readonly officeN: number };
}

/** Takes the stream of a hand-over from its first commit, which names the one that gave the case away; answers why not otherwise. */
export function beginHandover(
  open: OpenOffice,
  [, caseId, , ownerId, , ownId]: Extract<Op, readonly ['gen', ...unknown[]]>,
  { head, session }: Came,
): StreamRow | string {
  const { cases, commits, offices } = open.repos;
  const row = cases.byId(caseId);
  const core = row && coreOf(open, row.n);
  const given = ownId === undefined ? undefined : commits.byId(ownId);
  if (row === undefined || core === undefined || given?.sid !== core.sid) return 'case-of-another-office';
  if (offices.officeById(ownerId)?.n !== session.officeN) return 'genesis-by-another-office';
  const its = opsOf(given)
    .filter(isHand)
    .find(([, transfer, verb]) => verb === 'own' && handoverStreamId(core.streamId, transfer) === head.stream);
  if (its === undefined) return 'genesis-of-another-stream';
  // Begun by a third office it would be here before the two say anything, and their first word would have no beginning.
  const handover = open.repos.handovers.byRow(its[1]);
  if (handover?.from !== ownerId && handover?.to !== ownerId) return 'passed-by-another-office';
  const entry = { streamId: head.stream, caseN: row.n, compartment: HANDOVER_STREAM, ownerOfficeN: session.officeN };
  return addStream(open, entry);
}

/** Why the words of a commit about a hand-over do not count; undefined when they do. */
export const wrongPassed = (open: OpenOffice, stream: StreamRow, { ops, session }: Came): string | undefined =>
  judgePassed(
    ops,
    stream.compartment,
    open.repos.offices.office(session.officeN)?.officeId,
    handoverOfStream(open, stream),
  );

/** Something that one of the two offices of a hand-over said beside it. */
export interface PassedWord<T extends PassOp = PassOp> {
  readonly op: T;
  readonly handover: HandoverRow;
  /** Who said it. */
  readonly office: OfficeRow;
}

/**
 * What stands in the stream of a hand-over, in the order in which it came here. Each is judged again: an older version of
 * this program may have taken it in.
 */
export function wordsIn(open: OpenOffice, stream: StreamRow): PassedWord[] {
  const handover = handoverOfStream(open, stream);
  if (handover === undefined) return [];
  return [...open.repos.commits.ofStream(stream.sid)].flatMap((commit): PassedWord[] => {
    const office = officeOfDevice(open, open.repos.offices.device(commit.deviceN));
    const ops = opsOf(commit);
    if (office === undefined) return [];
    if (judgePassed(ops, stream.compartment, office.officeId, handover) !== undefined) return [];
    return ops.filter(isPass).map((op) => ({ op, handover, office }));
  });
}

/** What was said beside the hand-overs of a case. */
export const passedWords = (open: OpenOffice, caseN: number): PassedWord[] =>
  open.repos.cases
    .streamsOf(caseN)
    .filter(({ compartment }) => compartment === HANDOVER_STREAM)
    .flatMap((stream) => wordsIn(open, stream));

/** Of those, the words of one kind. */
export const wordsOfKind = <K extends PassOp[2]>(
  words: readonly PassedWord[],
  kind: K,
): PassedWord<Extract<PassOp, readonly [unknown, unknown, K, ...unknown[]]>>[] =>
  words.filter(
    (word): word is PassedWord<Extract<PassOp, readonly [unknown, unknown, K, ...unknown[]]>> => word.op[2] === kind,
  );

function* inPieces(words: readonly PassOp[]): Generator<readonly PassOp[]> {
  let piece: PassOp[] = [];
  let size = 0;
  for (const op of words) {
    const length = JSON.stringify(op).length;
    if (piece.length > 0 && size + length > MOST_CHARACTERS) {
      yield piece;
      [piece, size] = [[], 0];
    }
    piece.push(op);
    size += length;
  }
  if (piece.length > 0) yield piece;
}

/**
 * Says something to the other office of a hand-over that is settled, in the caller's transaction. Consent does not keep it
 * here: it goes to an office that has the case, and says nothing of the child that is not there already. An office that erased
 * the case is told nothing more of it.
 */
export function sayBeside(open: OpenOffice, handover: HandoverRow, words: readonly PassOp[]): void {
  const { cases, erasures, links, offices } = open.repos;
  const row = cases.byNumber(handover.caseN);
  const core = coreOf(open, handover.caseN);
  const other = offices.officeById(handover.from === open.self.officeId ? handover.to : handover.from);
  if (row === undefined || core === undefined || handover.own === undefined || words.length === 0) return;
  const streamId = handoverStreamId(core.streamId, handover.row);
  for (const piece of inPieces(words)) {
    const known = cases.streamById(streamId);
    const entry = { streamId, caseN: row.n, compartment: HANDOVER_STREAM, ownerOfficeN: open.self.officeN };
    const gen: Op = ['gen', row.caseId, HANDOVER_STREAM, open.self.officeId, row.code, handover.own];
    const stream = known ?? addStream(open, entry);
    author(open, [{ stream, ops: known === undefined ? [gen, ...piece] : piece }]);
    if (other !== undefined && !erasures.erasedAt(row.caseId, other.n))
      links.offerStream(linkTo(open, other.officeId), stream.sid, other.n);
  }
}
