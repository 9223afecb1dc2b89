import type { Values } from '#core/forms/types.ts';

export type ConsentState = 'given' | 'not-needed' | 'missing' | 'refused' | 'withdrawn';

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

/**
 * Whether a case may leave for another child-protection office (reference.md §3.1, exchange.md R5: judged again at
 * every export). A withdrawal or a "no" stops it; without any answer it stays, unless the form records a ground for
 * acting without consent and the supervisor who was asked.
 *
 * | withdrawal | consent_share | ground + supervisor | result       |
 * |------------|---------------|---------------------|--------------|
 * | yes        | any           | any                 | withdrawn    |
 * | no         | yes           | any                 | given        |
 * | no         | no            | yes                 | not-needed   |
 * | no         | no            | no                  | refused      |
 * | no         | none          | yes                 | not-needed   |
 * | no         | none          | no                  | missing      |
 */
export function maySend(values: Values): SharingDecision {
  if (values['consent_withdrawn'] === 'yes' || answered(values, 'withdrawal_date'))
    return { consent: 'withdrawn', leaves: false };
  if (values['consent_share'] === 'yes') return { consent: 'given', leaves: true };
  const grounds = answered(values, 'no_consent_grounds') && answered(values, 'supervisor_consulted_name');
  if (grounds) return { consent: 'not-needed', leaves: true };
  if (values['consent_share'] === 'no') return { consent: 'refused', leaves: false };
  return { consent: 'missing', leaves: false };
}
