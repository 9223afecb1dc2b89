import { z } from 'zod';
import { DISPUTED_BY } from '../privacy/dispute.ts';
import { call } from './contract.ts';
import { caseId, instant, line, none, reason, rowId } from './values.ts';

/** `field`, or `rows/row/field` for an answer of an entry (`pathKey`). */
const path = z.string().regex(/^[a-z][a-z0-9_]{0,63}(\/[\w-]{22}\/[a-z][a-z0-9_]{0,63})?$/);

const dispute = z.strictObject({
  id: rowId,
  path,
  by: z.enum(DISPUTED_BY),
  /** Absent where answers of its class are closed to the signed-in person. */
  why: z.string().exactOptional(),
  writtenBy: line,
  atUtc: instant,
  settled: z.strictObject({ by: line, atUtc: instant, how: z.string().exactOptional() }).exactOptional(),
});

export const disputesCalls = {
  /** Answers of a case that somebody disputes, or did: those not settled first, newest first. */
  list: call(
    'case.view',
    z.strictObject({ caseId }),
    z.strictObject({ code: line, mayMark: z.boolean(), maySettle: z.boolean(), disputes: z.array(dispute) }),
  ),
  /** FORM_STALE for an answer that is not there, or is disputed already; PERM_DENIED for one that is closed. */
  mark: call('case.write', z.strictObject({ caseId, path, by: z.enum(DISPUTED_BY), why: reason }), none),
  /** FORM_STALE when it is settled already. */
  settle: call('case.write', z.strictObject({ caseId, dispute: rowId, how: reason }), none),
} as const;

export type Dispute = z.infer<typeof dispute>;
