import type { CaseDocument } from '#core/forms/types.ts';
import { asksToWithhold, placeIsSecret } from '#core/sharing/consent.ts';

/** Answers that keep a case at home (core/sharing/consent.ts). */
const KEEPS = new Set(['consent_withdrawn', 'withdrawal_date', 'withdrawal_scope', 'withdrawal_told']);

/** The same case with consent to sharing given; what is withheld is withheld from the family, and no place is secret. */
export function shareable(document: CaseDocument): CaseDocument {
  const kept = Object.entries(document.values).filter(([field]) => !KEEPS.has(field));
  const values = {
    ...Object.fromEntries(kept),
    consent_services: 'yes',
    consent_share: 'yes',
    ...(asksToWithhold(document.values) ? { withhold_from: ['family_members'] } : {}),
    ...(placeIsSecret(document.values) ? { location_confidential: 'no' } : {}),
  };
  return { ...document, values };
}
