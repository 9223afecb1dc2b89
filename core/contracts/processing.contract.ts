import { z } from 'zod';
import { isCountry } from '../privacy/countries.ts';
import { CAPACITIES } from '../privacy/processing-facts.ts';
import { CONDITIONS, LEGAL_BASES, PURPOSES } from '../privacy/purposes.ts';
import { call, desktopCall } from './contract.ts';
import { saidChange, saidSection } from './said.ts';
import { fieldId, instant, language, line, none, officeId, reason } from './values.ts';

const text = (most: number) => z.string().trim().max(most);
/** ISO 3166-1; empty: not said. */
export const country = z.string().refine((code) => code === '' || isCountry(code), { message: 'country' });

export const processingOffice = z.strictObject({
  capacity: z.enum(CAPACITIES),
  controller: text(500),
  contact: text(500),
  officer: text(500),
  authority: text(500),
  country,
});
const decision = z.strictObject({
  purpose: z.enum(PURPOSES),
  basis: z.enum(LEGAL_BASES),
  condition: z.enum(CONDITIONS),
  note: text(1000),
});
const number = z.int().min(1).max(100_000);

/** How an entry is kept. What was written last counts; what was before stays as its history. */
export const keptProcessingEntry = z.discriminatedUnion('kind', [
  processingOffice.extend({ kind: z.literal('office') }),
  decision.extend({ kind: z.literal('decided'), form: fieldId, why: reason }),
  z.strictObject({ kind: z.literal('needed'), form: fieldId, field: fieldId, why: text(1000) }),
  z.strictObject({ kind: z.literal('country'), office: officeId, country }),
  z.strictObject({ kind: z.literal('kept'), note: text(500), sections: z.array(saidSection) }),
]);

const version = z.strictObject({ number, atUtc: instant, by: line, note: z.string() });
const decided = z.strictObject({ atUtc: instant, by: line, why: z.string(), ...decision.shape });

export const processingCalls = {
  /** The register of processing as the office is now, the versions that were kept, and what changed since the last. */
  read: call(
    'privacy.processing',
    none,
    z.strictObject({
      sections: z.array(saidSection),
      /** Newest first. */
      versions: z.array(version),
      /** Since the newest version; nothing without one. */
      changes: z.array(saidChange),
      about: processingOffice.exactOptional(),
      offices: z.array(z.strictObject({ office: officeId, name: line, country: z.string() })),
    }),
  ),
  /** A version that was kept, with what changed since the one before it. FORM_STALE: there is none. */
  version: call(
    'privacy.processing',
    z.strictObject({ number }),
    version.extend({ sections: z.array(saidSection), changes: z.array(saidChange) }),
  ),
  /** Keeps the register as it is now. */
  keep: call('privacy.processing', z.strictObject({ note: text(500) }), z.strictObject({ number })),
  setOffice: call('privacy.processing', processingOffice, none),
  /** In which country an office is that data go to. SYNC_OFFICE_UNKNOWN. */
  setCountry: call('privacy.processing', z.strictObject({ office: officeId, country }), none),
  /** What the office decided about each form, newest first, and why it needs a question. */
  purposes: call(
    'privacy.processing',
    none,
    z.strictObject({
      forms: z.array(z.strictObject({ form: fieldId, decided: z.array(decided) })),
      needed: z.array(z.strictObject({ form: fieldId, field: fieldId, why: z.string(), atUtc: instant, by: line })),
    }),
  ),
  /** FORM_STALE for a form that the configuration does not have; FORM_NEEDED { field: condition } with special data. */
  decide: call('privacy.processing', decision.extend({ form: fieldId, why: reason }), none),
  /** Why the office needs a question; empty: it says nothing of its own. FORM_STALE. */
  explain: call('privacy.processing', z.strictObject({ form: fieldId, field: fieldId, why: text(1000) }), none),
  /** Asks where, and writes the register there as a table. Null: the person changed their mind. Audited. DISK_*. */
  write: desktopCall(
    'privacy.processing',
    z.strictObject({ language, number: number.exactOptional() }),
    z.strictObject({ fileName: line }).nullable(),
  ),
} as const;

export type ProcessingRegister = z.infer<typeof processingCalls.read.output>;
export type ProcessingVersion = z.infer<typeof version>;
export type Purposes = z.infer<typeof processingCalls.purposes.output>;
export type Decided = z.infer<typeof decided>;
