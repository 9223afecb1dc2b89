import { z } from 'zod';
import { call } from './contract.ts';
import { caseId, day, instant, line, none, reason } from './values.ts';

/** Who ordered a hold. */
export const authority = z.string().trim().min(2).max(300);

/** How an entry is kept. What a later version says besides is passed over. */
export const keptHoldEntry = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('held'), why: reason, authority, until: day.exactOptional() }),
  z.object({
    kind: z.literal('lifted'),
    why: reason,
    /** The hold that it lifts: when and by whom that was set. Entries of older versions do not say it. */
    of: z.object({ at: z.int(), by: z.string() }).exactOptional(),
  }),
]);

const hold = z.strictObject({
  why: z.string(),
  /** Who ordered it: a court, an inspector, the office itself. */
  authority: line,
  by: line,
  sinceUtc: instant,
  /** Until when it is expected to be needed. It lasts until somebody lifts it. */
  until: day.exactOptional(),
  /** That day has passed. */
  past: z.boolean(),
  /** The office from which it came with the case. */
  from: line.exactOptional(),
  /** The office to which it went with the case. */
  wentTo: line.exactOptional(),
  /** Offices from which it came, or to which it went, and that have lifted it for themselves since. */
  elsewhere: z.array(z.strictObject({ office: line, by: line, why: z.string(), atUtc: instant })),
});

const heldCase = z.strictObject({
  caseId,
  code: line,
  /** The last one in force, or else the last one. */
  hold,
  lifted: z.strictObject({ by: line, why: z.string(), atUtc: instant }).exactOptional(),
});

export const holdsCalls = {
  /** Those in force first, each in the order of their codes. */
  list: call('privacy.hold', none, z.array(heldCase)),
  /** For the page of the case. */
  ofCase: call('case.view', z.strictObject({ caseId }), z.strictObject({ hold: hold.exactOptional() })),
  /** FORM_CASE_NOT_FOUND; FORM_STALE: it is held already. */
  set: call(
    'privacy.hold',
    z.strictObject({ code: z.string().trim().min(1).max(40), why: reason, authority, until: day.exactOptional() }),
    none,
  ),
  /**
   * Lifts one hold, the one that `ofCase` shows; another one of the same case stays. `sinceUtc`: which one was looked at.
   * FORM_STALE: it is not held (any more), or another hold is shown by now.
   */
  lift: call('privacy.hold', z.strictObject({ caseId, why: reason, sinceUtc: instant.exactOptional() }), none),
} as const;

export type HeldCase = z.infer<typeof heldCase>;
export type Hold = z.infer<typeof hold>;
