import { z } from 'zod';
import { caseId, instant, line, rowId } from './values.ts';

/** A case that was merged into the one on the page. */
export const heldCase = z.strictObject({
  /** Names the merge when it is taken apart. */
  mergeId: rowId,
  /** Only where the other case is here. */
  caseId: caseId.exactOptional(),
  code: line,
  by: line,
  why: z.string(),
  atUtc: instant.exactOptional(),
  /** How many saves came to the other case since, from an office that had it. */
  since: z.int(),
  mayTakeApart: z.boolean(),
});

/** The case under whose code another one goes on. */
export const mergedInto = z.strictObject({
  caseId: caseId.exactOptional(),
  code: line,
  by: line,
  why: z.string(),
  atUtc: instant.exactOptional(),
});
