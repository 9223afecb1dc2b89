import { z } from 'zod';
import { call } from './contract.ts';
import { caseId, day, instant, line, none, reason, rowId } from './values.ts';

const restriction = z.strictObject({
  restriction: rowId,
  why: z.string(),
  /** Who asked for it or ordered it. */
  authority: line,
  /** Code of the office that restricted it, and who did. */
  office: line,
  by: line,
  sinceUtc: instant,
  /** When it is expected to end. It lasts until somebody lifts it. */
  until: day.exactOptional(),
  /** That day has passed. */
  past: z.boolean(),
  lifted: z.strictObject({ by: line, why: z.string(), atUtc: instant }).exactOptional(),
});

const restrictedCase = z.strictObject({ caseId, code: line, restriction });

export const restrictionsCalls = {
  /** Those in force first, each in the order of their codes. */
  list: call('privacy.requests', none, z.array(restrictedCase)),
  /** What restricts the case now, for its page; `mayPrint`: the papers that are owed all the same. */
  ofCase: call(
    'case.view',
    z.strictObject({ caseId }),
    z.strictObject({ restrictions: z.array(restriction), mayPrint: z.boolean() }),
  ),
  /**
   * From now on nothing is done with the case but keeping it (GDPR article 18), at each office that has it as it hears of
   * it. FORM_CASE_NOT_FOUND, CASE_OF_OTHER_OFFICE where this office may not write in it, CASE_MERGED; FORM_STALE: it is
   * restricted already.
   */
  set: call(
    'privacy.requests',
    z.strictObject({
      code: z.string().trim().min(1).max(40),
      why: reason,
      authority: z.string().trim().min(2).max(300),
      until: day.exactOptional(),
    }),
    none,
  ),
  /** FORM_STALE: it was lifted meanwhile. */
  lift: call('privacy.requests', z.strictObject({ caseId, restriction: rowId, why: reason }), none),
} as const;

export type Restriction = z.infer<typeof restriction>;
export type RestrictedCase = z.infer<typeof restrictedCase>;
