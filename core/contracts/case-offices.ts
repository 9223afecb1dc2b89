import { z } from 'zod';
import { rejectedBy } from './aside.contract.ts';
import { dropped } from './dropped.ts';
import { instant, line } from './values.ts';

/** What a case says of other offices. */
export const caseOffices = {
  sharedWith: z.array(z.strictObject({ office: line, code: line, sinceUtc: instant })),
  rejectedBy,
  /** Of a case of another office that is no longer in the programme: the case stays its own. */
  ownerDropped: z.strictObject({ office: line, ...dropped.shape }).exactOptional(),
} as const;
