import type { CommitHead } from '#core/exchange/commit.ts';
import type { Op, UnknownOp } from '#core/exchange/op.ts';
import { fitsStream, isRefer, isReferralStream, judgeRefer } from '#core/exchange/referral-words.ts';
import type { CaseRow, StreamRow } from '../storage/case.repo.ts';
import { overBecause, wordsOf } from './asked-referral.ts';
import { addStream, streamIdOf } from './case-streams.ts';
import type { OpenOffice } from './open-office.ts';

type Gen = Extract<Op, readonly ['gen', ...unknown[]]>;

interface Came {
  readonly head: CommitHead;
  readonly ops: readonly (Op | UnknownOp)[];
  /** The office whose device signed it. */
  readonly officeN: number;
}

/** Why a referral may not begin here: only one that this office is asked for, or that it made itself. */
function unfitting(open: OpenOffice, { ops, officeN }: Came): string | undefined {
  const ask = ops.find(isRefer);
  if (ask?.[2] !== 'ask') return 'referral-not-fitting';
  if (open.repos.asked.byRow(ask[1]) !== undefined) return 'referral-not-fitting';
  return officeN === open.self.officeN || ask[3] === open.self.officeId ? undefined : 'referral-to-another-office';
}

/**
 * Takes a stream of a referral from its first commit; answers why not otherwise. What is said about it begins its file;
 * the answers come into the file by the commit that asked, in the one stream that belongs to it.
 */
export function beginReferral(open: OpenOffice, gen: Gen, came: Came): StreamRow | string {
  const [, fileId, compartment, ownerId, code, named] = gen;
  const { cases, commits, offices } = open.repos;
  const owner = offices.officeById(ownerId);
  if (owner?.n !== came.officeN) return 'genesis-by-another-office';
  if (!isReferralStream(compartment) || !fitsStream(compartment, came.ops)) return 'not-of-this-stream';
  const file: CaseRow | undefined = cases.referralFile(fileId);
  const streamId = came.head.stream;
  if (compartment === 'snapshot') {
    const words = file && wordsOf(open, file.n);
    const asking = named === undefined ? undefined : commits.byId(named);
    if (file?.ownerOfficeN !== owner.n || words === undefined) return 'case-of-another-office';
    if (streamId !== streamIdOf(words.streamId, 'snapshot')) return 'genesis-of-another-stream';
    if (asking?.sid !== words.sid) return 'referral-not-fitting';
    return addStream(open, { streamId, caseN: file.n, compartment, ownerOfficeN: owner.n });
  }
  if (file !== undefined || cases.byId(fileId) !== undefined) return 'case-of-another-office';
  const wrong = unfitting(open, came);
  if (wrong !== undefined) return wrong;
  const entry = { caseId: fileId, code, ownerOfficeN: owner.n, createdAt: came.head.wall };
  const caseN = cases.add(entry, 'referral');
  return addStream(open, { streamId, caseN, compartment, ownerOfficeN: owner.n });
}

/** Why a commit does not fit into what is said about referrals. */
export function wrongRefer(open: OpenOffice, stream: StreamRow, { head, ops, officeN }: Came): string | undefined {
  const { asked, offices } = open.repos;
  if (!fitsStream(stream.compartment, ops)) return 'not-of-this-stream';
  // What was shown is said once: a later word would change what consent was asked for.
  if (stream.compartment === 'snapshot' && head.sseq > 1) return 'snapshot-given-before';
  const refers = ops.filter(isRefer);
  if (refers.length === 0) return undefined;
  const author = offices.officeId(officeN);
  const owner = offices.officeId(stream.ownerOfficeN);
  if (author === undefined || owner === undefined) return undefined;
  for (const op of refers) {
    const known = asked.byRow(op[1]);
    if (known !== undefined && known.fileN !== stream.caseN) return 'referral-of-another-case';
    const closed = known?.closedAt !== undefined;
    const wrong = judgeRefer(op, { author, owner, known: known && { ...known, closed } });
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

/** Whether what a stream says is kept here no longer: that it came is noted, what it says is not. */
export function isKeptEmpty(open: OpenOffice, stream: StreamRow): boolean {
  const asked = stream.compartment === 'snapshot' ? open.repos.asked.ofFile(stream.caseN) : undefined;
  return asked !== undefined && (asked.erased || overBecause(open, asked) !== undefined);
}
