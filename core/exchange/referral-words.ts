import type { OfficeId } from '#core/ids.ts';
import type { Op, ReferralStream, UnknownOp } from './op.ts';

export type ReferOp = Extract<Op, readonly ['refer', ...unknown[]]>;

export const isRefer = (op: Op | UnknownOp): op is ReferOp => !('unknown' in op) && op[0] === 'refer';

export const isReferralStream = (compartment: string): compartment is ReferralStream =>
  compartment === 'referral' || compartment === 'snapshot';

/** A referral between offices as the log tells of it so far. */
export interface AskedReferral {
  readonly from: OfficeId;
  readonly to: OfficeId;
  /** The answer of the office that was asked. */
  readonly accepted: boolean | undefined;
  readonly closed: boolean;
}

interface ReferSetting {
  /** The office whose device signed the operation. */
  readonly author: OfficeId;
  /** The office that the stream belongs to. */
  readonly owner: OfficeId;
  /** The referral of that id, where this office knows one. */
  readonly known: AskedReferral | undefined;
}

/**
 * Why a word about a referral does not count; undefined when it does (primero.md §5.6: in progress, accepted, done, or
 * rejected, or revoked). An end by the sender does not make a word of the other office wrong: neither knew of the other.
 *
 * | word            | by               | needs                                                |
 * |-----------------|------------------|------------------------------------------------------|
 * | ask             | the owner        | another office, an id that is not used yet           |
 * | end             | the owner        | its own referral                                     |
 * | accept, decline | the office asked | a referral to exactly this office, not answered yet  |
 * | close           | the office asked | accepted before, not closed yet                      |
 */
export function judgeRefer(op: ReferOp, { author, owner, known }: ReferSetting): string | undefined {
  if (op[2] === 'ask')
    return author === owner && known === undefined && op[3] !== author ? undefined : 'referral-not-fitting';
  if (known === undefined) return 'word-about-no-referral';
  if (op[2] === 'end') return author === known.from ? undefined : 'end-by-another-office';
  if (author !== known.to) return 'answer-by-another-office';
  if (op[2] === 'close') {
    if (known.accepted !== true) return 'closed-without-acceptance';
    return known.closed ? 'closed-before' : undefined;
  }
  return known.accepted === undefined ? undefined : 'answer-given-before';
}

/** What may stand in a stream of a referral: words in the one, answers in the other, and who was given it in both. */
const FITTING: Readonly<Record<ReferralStream, ReadonlySet<Op[0]>>> = {
  referral: new Set<Op[0]>(['gen', 'grant', 'refer']),
  snapshot: new Set<Op[0]>(['gen', 'grant', 'doc']),
};

/** Whether these operations may stand in a stream: words about referrals only in theirs, and nothing else there. */
export const fitsStream = (compartment: string, ops: readonly (Op | UnknownOp)[]): boolean =>
  isReferralStream(compartment)
    ? ops.every((op) => 'unknown' in op || FITTING[compartment].has(op[0]))
    : !ops.some(isRefer);
