import { z } from 'zod';
import { call } from './contract.ts';
import { conflict } from './cases.contract.ts';
import { caseId, fieldId, none, reason, rowId } from './values.ts';

export const reviewCalls = {
  /** Values to decide, protection first. */
  list: call('review.view', none, z.array(conflict)),
  /**
   * Keeps one of the values. It covers exactly the values the person was shown; one that came in meanwhile stays and
   * fails with FORM_STALE. Protective fields need a reason (FORM_REASON_NEEDED).
   */
  decide: call(
    'review.decide',
    z.strictObject({
      caseId,
      record: fieldId,
      rowId: rowId.exactOptional(),
      field: fieldId,
      keep: z.string().max(22),
      shown: z.array(z.string().max(22)).min(1),
      why: reason.exactOptional(),
    }),
    none,
  ),
} as const;
