import type { CommitId, OfficeId } from '#core/ids.ts';
import type { Op, UnknownOp } from './op.ts';

export type HandOp = Extract<Op, readonly ['hand', ...unknown[]]>;

export const isHand = (op: Op | UnknownOp): op is HandOp => !('unknown' in op) && op[0] === 'hand';

/** A hand-over as the log tells of it so far. */
export interface Handover {
  readonly from: OfficeId;
  readonly to: OfficeId;
  readonly recalled: boolean;
  readonly reply: { readonly commit: CommitId; readonly accepted: boolean } | undefined;
}

interface HandSetting {
  /** The office whose device signed the operation. */
  readonly author: OfficeId;
  /** The office that owned the stream as far as that commit had seen. */
  readonly owner: OfficeId;
  /** The hand-over of that id, where this office knows one. */
  readonly known: Handover | undefined;
}

/**
 * Why an operation of a hand-over does not count; undefined when it does. Whose a case is changes by the owner's word
 * alone, and only towards the office that took it (exchange.md §6.10).
 *
 * | operation | by                | needs                                                                     |
 * |-----------|-------------------|---------------------------------------------------------------------------|
 * | offer     | the owner         | another office, an id that is not used yet                                |
 * | recall    | the owner         | its own offer                                                             |
 * | take      | the office asked  | an offer to exactly this office, not answered yet                         |
 * | leave     | the office asked  | the same                                                                  |
 * | own       | the owner         | its own offer, not taken back, and the very commit by which it was taken  |
 */
export function judgeHand(op: HandOp, { author, owner, known }: HandSetting): string | undefined {
  const [, , verb, office] = op;
  if (verb === 'take' || verb === 'leave') {
    if (known === undefined) return 'reply-to-no-offer';
    if (office !== author || known.to !== author) return 'reply-by-another-office';
    return known.reply === undefined ? undefined : 'reply-given-before';
  }
  if (author !== owner) return 'handover-by-another-office';
  if (verb === 'offer') return known === undefined && office !== author ? undefined : 'offer-not-fitting';
  if (known?.from !== author || known.to !== office) return 'no-such-offer';
  if (verb === 'recall') return undefined;
  const taken = known.reply?.accepted === true && known.reply.commit === op[4];
  return taken && !known.recalled ? undefined : 'owned-without-acceptance';
}
