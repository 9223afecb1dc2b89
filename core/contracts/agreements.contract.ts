import { z } from 'zod';
import { AGREEMENT_SORTS } from '../privacy/agreement.ts';
import { call } from './contract.ts';
import { country } from './processing.contract.ts';
import { day, instant, line, none, reason, rowId } from './values.ts';

const text = (most: number) => z.string().trim().max(most);
const term = { from: day, until: day.exactOptional() };

export const newAgreement = z.strictObject({
  sort: z.enum(AGREEMENT_SORTS),
  with: z.string().trim().min(2).max(200),
  contact: text(500),
  country,
  /** Which data, for what, and who does what with them. */
  about: reason,
  ...term,
  /** Days before the end. */
  remind: z.int().min(0).max(730),
  /** Where the signed paper is kept. */
  kept: text(300),
});
const renewed = z.strictObject({ kind: z.literal('renewed'), ...term, note: reason });
const ended = z.strictObject({ kind: z.literal('ended'), on: day, why: reason });
const note = z.strictObject({ kind: z.literal('note'), text: reason });

export const agreementAddition = z.discriminatedUnion('kind', [renewed, ended, note]);
/** How an entry is kept. */
export const keptAgreementEntry = z.discriminatedUnion('kind', [
  newAgreement.extend({ kind: z.literal('opened') }),
  renewed,
  ended,
  note,
]);

const heading = z.strictObject({
  id: rowId,
  /** Counts up within this office. */
  number: z.int(),
  sort: z.enum(AGREEMENT_SORTS),
  with: line,
  country: z.string(),
  ...term,
  state: z.enum(['later', 'running', 'soon', 'over', 'ended']),
  days: z.int().exactOptional(),
});

export const agreementsCalls = {
  /** Those that need somebody first: over, then ending soon, then the rest by their end. */
  list: call('privacy.processing', none, z.array(heading)),
  /** FORM_STALE: there is none. */
  read: call(
    'privacy.processing',
    z.strictObject({ id: rowId }),
    heading.extend({ entries: z.array(z.strictObject({ atUtc: instant, by: line, entry: keptAgreementEntry })) }),
  ),
  /** FORM_INVALID { field: until }: it would end before it begins. */
  open: call('privacy.processing', newAgreement, z.strictObject({ id: rowId })),
  /** An agreement that was ended takes notes. FORM_STALE, FORM_INVALID { field }. */
  add: call('privacy.processing', z.strictObject({ id: rowId, entry: agreementAddition }), none),
} as const;

export type AgreementHeading = z.infer<typeof heading>;
export type Agreement = z.infer<typeof agreementsCalls.read.output>;
export type AgreementEntry = Agreement['entries'][number];
export type AgreementAddition = z.infer<typeof agreementAddition>;
export type NewAgreement = z.infer<typeof newAgreement>;
