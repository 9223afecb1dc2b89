import { z } from 'zod';
import { fieldId, instant, risk, rowId } from './values.ts';

/** Missing questions that are named of each step: a case of many records may miss thousands. */
export const MOST_NAMED = 8;

/** Where a case stands in one of its steps, as far as the person may see its answers. */
export const stepStand = z.strictObject({
  step: z.enum(['C1', 'C2', 'C3', 'C4', 'C5', 'C6']),
  state: z.enum(['done', 'now', 'part', 'late', 'later']),
  /** The first step that is not done. */
  current: z.boolean(),
  needed: z.int(),
  filled: z.int(),
  /** The first of the needed questions without an answer; there are `needed - filled` of them. */
  missing: z
    .array(z.union([z.strictObject({ field: fieldId }), z.strictObject({ rows: fieldId, row: rowId, field: fieldId })]))
    .max(MOST_NAMED),
  /** Ids of the checks that stop the step. */
  checks: z.array(z.string().max(40)),
  due: z.strictObject({ atUtc: instant, exact: z.boolean() }).exactOptional(),
  /** `changed`: what was approved was changed after that, and needs another word. */
  approval: z.enum(['requested', 'approved', 'returned', 'withdrawn', 'changed']).exactOptional(),
  approvalMissing: z.boolean(),
});

/** The level that the office's rules point to; the sentences of `because` stand in the configuration under these ids. */
export const riskSuggestion = z.strictObject({ level: risk, because: z.array(fieldId).min(1) });

export type StepStanding = z.infer<typeof stepStand>;
