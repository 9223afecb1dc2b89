import type { DeadlineSort } from '../forms/workflow-def.ts';

/** Tasks that are counted: what is owed to a child. Reminders of consent, flags and closed files are not. */
export const COUNTED_SORTS = [
  'contact',
  'assessment',
  'plan',
  'action',
  'service',
  'follow_up',
  'review',
  'conference',
  'referral',
  'care',
  'reunification',
] as const satisfies readonly DeadlineSort[];
