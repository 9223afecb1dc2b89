import { z } from 'zod';
import { ASIDE_REASONS } from '#core/exchange/aside-reasons.ts';
import { isId32, type CommitId } from '#core/ids.ts';
import { call } from './contract.ts';
import { caseId, fieldId, instant, line, none, reason } from './values.ts';

const commitId = z.custom<CommitId>((value) => typeof value === 'string' && isId32(value));
const why = z.enum(ASIDE_REASONS);
/** The case, where the person may know of it. */
const about = z.strictObject({ caseId, code: line, initials: z.string() });

export const asideEntry = z.strictObject({
  id: commitId,
  /**
   * The office whose bundle brought it and when it was read here; who wrote it and when, as far as that is proven, for whoever
   * may know the case and the name of the child.
   */
  office: line,
  officeCode: line,
  receivedAtUtc: instant,
  by: line.exactOptional(),
  byOffice: line.exactOptional(),
  writtenAtUtc: instant.exactOptional(),
  reason: why,
  /** The exact reason, for whoever is asked about it. */
  code: line,
  about: about.exactOptional(),
  /** Questions that it answers, of those that the person may read, and how many more there are. */
  fields: z.array(z.strictObject({ record: fieldId, field: fieldId })),
  more: z.int(),
  /** Later changes that wait for this one. */
  waiting: z.int(),
  /** By whom and why: for whoever may know the case and the name of the child. */
  discarded: z
    .strictObject({ atUtc: instant, by: line.exactOptional(), why: z.string().exactOptional() })
    .exactOptional(),
  mayDiscard: z.boolean(),
});

/** Changes of this office in one case that another office did not take, as it last said. */
export const rejectedThere = z.strictObject({
  office: line,
  officeCode: line,
  about: about.exactOptional(),
  changes: z.int(),
  /** Of those, how many it decided against for good. */
  discarded: z.int(),
  reasons: z.array(why),
  sinceUtc: instant,
});

/** Offices that did not take changes of a case, how many, of those how many for good, and why. */
export const rejectedBy = z.array(
  z.strictObject({ office: line, changes: z.int(), discarded: z.int(), reasons: z.array(why) }),
);

export const asideCalls = {
  /**
   * What was set aside here of what others sent, undecided ones first, and how many there are beyond those that are listed;
   * and what others set aside of what this office sent (exchange.md R6, R9).
   */
  list: call(
    'exchange.view',
    none,
    z.strictObject({ here: z.array(asideEntry), more: z.int(), there: z.array(rejectedThere), mayDecide: z.boolean() }),
  ),
  /**
   * Judges changes that were set aside again, by all the checks that an import makes: those that pass are merged, with what
   * waited for them. A discarded one is brought back by it. With a reason those count that were set aside only since their
   * author's office says that they had left; every other check is made. FORM_STALE when one of them is not there any more,
   * PERM_DENIED in a case that the person may not decide about.
   */
  judge: call(
    'review.decide',
    z.strictObject({ ids: z.array(commitId).min(1).max(500), why: reason.exactOptional() }),
    z.strictObject({
      applied: z.int(),
      waiting: z.int(),
      still: z.array(z.strictObject({ id: commitId, reason: why })),
    }),
  ),
  /**
   * Decides that a change does not count here, with what its author's computer wrote upon it. Nothing is removed: it can be
   * judged again. The sender hears of it. FORM_STALE when it is not there any more, PERM_DENIED in a case that the person
   * may not decide about.
   */
  discard: call('review.decide', z.strictObject({ id: commitId, why: reason }), z.strictObject({ discarded: z.int() })),
} as const;

export type AsideEntry = z.infer<typeof asideEntry>;
export type RejectedThere = z.infer<typeof rejectedThere>;
