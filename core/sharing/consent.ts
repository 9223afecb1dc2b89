import { isList } from '#core/forms/answer-kind.ts';
import type { Values } from '#core/forms/types.ts';
import type { ReferralTo } from './referral-gate.ts';

export type ConsentState =
  'given' | 'not-needed' | 'missing' | 'refused' | 'withdrawn' | 'withheld' | 'released' | 'restricted' | 'erased';

export interface SharingDecision {
  readonly consent: ConsentState;
  readonly leaves: boolean;
}

const answered = (values: Values, field: string): boolean => {
  const value = values[field];
  if (value === undefined) return false;
  if (typeof value === 'object' && !Array.isArray(value) && 'missing' in value) return false;
  return !(Array.isArray(value) && value.length === 0);
};

/** Answers of `withhold_from` that cannot mean another child-protection office, whoever runs it. */
const NO_OFFICE: ReadonlySet<string> = new Set(['community', 'family_members']);

/** Whether the child or caregiver asked to keep some or all of it from somebody (reference.md §3.1). */
export const asksToWithhold = (values: Values): boolean => values['withhold'] === 'yes';

/**
 * Whether nobody may learn where the child is (reference.md §3.1). A stream is signed as a whole, so that the address
 * cannot be left out of what another office gets: the case itself waits for a release.
 */
export const placeIsSecret = (values: Values): boolean => values['location_confidential'] === 'yes';

/**
 * Whether that request may mean another office. An office is an agency or a government office and this program does not
 * know which, so both count; so does "other", which only a person can read, and a request that names nobody.
 */
export function withholdsFromOffices(values: Values): boolean {
  return placeIsSecret(values) || withheldFrom(values, 'office');
}

/** Answers of `withhold_from` that cannot mean somebody of this office. */
const NOT_HERE: ReadonlySet<string> = new Set(['agencies', 'government', 'community', 'family_members']);

/**
 * Whether the request to withhold may mean this recipient. Agencies and governments are not the colleague at the next
 * desk; "other", and a request that names nobody, may be anybody.
 */
export function withheldFrom(values: Values, to: ReferralTo): boolean {
  if (!asksToWithhold(values)) return false;
  const from = values['withhold_from'];
  const others = to === 'colleague' ? NOT_HERE : NO_OFFICE;
  return !isList(from) || from.length === 0 || !from.every((who) => others.has(who));
}

/** Whether consent was taken back: that was said, or the day of it is there (reference.md §3.1). */
export const isWithdrawn = (values: Values): boolean =>
  values['consent_withdrawn'] === 'yes' || answered(values, 'withdrawal_date');

/** Whether a case may leave as far as consent itself goes. */
export function consentTo(values: Values): SharingDecision {
  if (isWithdrawn(values)) return { consent: 'withdrawn', leaves: false };
  if (values['consent_share'] === 'yes') return { consent: 'given', leaves: true };
  const grounds = answered(values, 'no_consent_grounds') && answered(values, 'supervisor_consulted_name');
  if (grounds) return { consent: 'not-needed', leaves: true };
  if (values['consent_share'] === 'no') return { consent: 'refused', leaves: false };
  return { consent: 'missing', leaves: false };
}

/**
 * Whether a case may leave for another child-protection office (reference.md §3.1, exchange.md R5: judged again at
 * every export). A withdrawal or a "no" stops it; without any answer it stays, unless the form records a ground for
 * acting without consent and the supervisor who was asked. A request to withhold keeps what might leave otherwise,
 * until a supervisor releases the case for that office: neither consent nor a ground answers it. So does a place that
 * is secret, like a request that may mean an office.
 *
 * | withdrawal | consent_share | ground + supervisor | withhold, from            | released | result     | leaves |
 * |------------|---------------|---------------------|---------------------------|----------|------------|--------|
 * | yes        | any           | any                 | any                       | any      | withdrawn  | no     |
 * | no         | no            | no                  | any                       | any      | refused    | no     |
 * | no         | none          | no                  | any                       | any      | missing    | no     |
 * | no         | yes           | any                 | not yes                   | any      | given      | yes    |
 * | no         | no, none      | yes                 | not yes                   | any      | not-needed | yes    |
 * | no         | yes           | any                 | yes, community, family    | any      | given      | yes    |
 * | no         | no, none      | yes                 | yes, community, family    | any      | not-needed | yes    |
 * | no         | yes, or ground + supervisor         | yes, anybody else, nobody | no       | withheld   | no     |
 * | no         | yes, or ground + supervisor         | yes, anybody else, nobody | yes      | released   | yes    |
 *
 * A request that a list says whole, and of which nothing was ever answered in the case, withholds nothing that could
 * leave: then consent or the ground decides alone.
 *
 * @param released whether the case was released for the receiving office; asked only when it decides.
 * @param nothingHeld whether nothing of what is withheld was ever answered; asked only when it decides.
 */
export function maySend(values: Values, released: () => boolean, nothingHeld: () => boolean): SharingDecision {
  const decision = consentTo(values);
  if (!decision.leaves || !withholdsFromOffices(values)) return decision;
  if (!placeIsSecret(values) && nothingHeld()) return decision;
  return released() ? { consent: 'released', leaves: true } : { consent: 'withheld', leaves: false };
}
