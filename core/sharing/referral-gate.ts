import { isDate, isDateTime, isList } from '#core/forms/answer-kind.ts';
import type { Values } from '#core/forms/types.ts';
import type { LoadedConfiguration } from '#core/forms/config-index.ts';
import { withheldFrom } from './consent.ts';
import { isAllListed } from './withheld.ts';

/** Who is asked for help: a colleague of this office, an organisation outside of the exchange, another office. */
export type ReferralTo = 'colleague' | 'provider' | 'office';

/** What a referral lacks, each a sentence of its own on screen. */
export const GATE_MISSING = [
  'withdrawn',
  'refused',
  'not_asked',
  'assent_refused',
  'nobody_named',
  'child_too_young',
  'no_grounds',
  'service_not_covered',
  'withheld',
] as const;
export type GateMissing = (typeof GATE_MISSING)[number];

export interface ReferralAsk {
  readonly to: ReferralTo;
  /** Option of `service_types`; undefined while none is chosen. */
  readonly service: string | undefined;
  /** Of the child, in full years; undefined when it is not known. */
  readonly age: number | undefined;
}

export interface GateDecision {
  /** In the order of the table below; empty: consent covers the referral. */
  readonly missing: readonly GateMissing[];
  /**
   * `consent`: nothing is missing. `grounds`: the consent form records a ground for acting without consent and the
   * supervisor who was asked, so a reason is enough. `supervisor`: only a supervisor may allow it, with a reason.
   */
  readonly opensBy: 'consent' | 'grounds' | 'supervisor';
}

/** From this age on a child consents alone (reference.md §8.3); national law may say otherwise. */
export const CONSENTS_ALONE = 15;

const answered = (values: Values, field: string): boolean => {
  const value = values[field];
  if (value === undefined || value === '') return false;
  if (isList(value)) return value.length > 0;
  return typeof value !== 'object' || !('missing' in value);
};

/** A ground for acting without consent is written down, and the supervisor who was asked (reference.md §3.1). */
export const hasGrounds = (values: Values): boolean =>
  answered(values, 'no_consent_grounds') && answered(values, 'supervisor_consulted_name');

/** What a recorded ground cannot replace: somebody said no to exactly this, and was heard. */
const NEVER_BY_GROUNDS: ReadonlySet<GateMissing> = new Set(['withdrawn', 'withheld']);

/**
 * Whether a referral may be sent, and by whom (reference.md §3.1, §8.3, DQ19). A colleague works in the same agency:
 * what counts is the consent to services. An organisation or office outside needs the consent to sharing, and where
 * that names services, this one.
 *
 * | answer                                                                    | colleague      | provider, office    |
 * |---------------------------------------------------------------------------|----------------|---------------------|
 * | consent_withdrawn = yes, or a day of withdrawal                           | withdrawn      | withdrawn           |
 * | consent_services (colleague), consent_share (others) = no                 | refused        | refused             |
 * | the same not answered                                                     | not_asked      | not_asked           |
 * | assent_child = refused                                                    | assent_refused | assent_refused      |
 * | consent yes, but who gave it is not written down                          | nobody_named   | nobody_named        |
 * | consent yes, given by a child under 15 alone                              | child_too_young| child_too_young     |
 * | consent yes, given by the caseworker without a ground                     | no_grounds     | no_grounds          |
 * | consent_share_services names services, and not this one                   | –              | service_not_covered |
 * | withhold = yes, from nobody named or "other"                              | withheld       | withheld            |
 * | withhold = yes, from agencies or government                               | –              | withheld            |
 *
 * A request to withhold that a list says whole is not missing: what is on the list does not go along (withheld.ts).
 *
 * Anything but `withdrawn` and `withheld` opens with recorded grounds and a reason; everything opens for a supervisor
 * with a reason.
 *
 * @param config undefined where the recipient gets the whole case, of which nothing can be left out.
 */
export function referralGate(
  config: LoadedConfiguration | undefined,
  values: Values,
  { to, service, age }: ReferralAsk,
): GateDecision {
  const missing: GateMissing[] = [];
  if (values['consent_withdrawn'] === 'yes' || answered(values, 'withdrawal_date')) missing.push('withdrawn');
  const consent = values[to === 'colleague' ? 'consent_services' : 'consent_share'];
  if (consent === 'no') missing.push('refused');
  else if (consent !== 'yes') missing.push('not_asked');
  if (values['assent_child'] === 'refused') missing.push('assent_refused');
  const grounds = hasGrounds(values);
  if (consent === 'yes') {
    const giver = values['consent_giver'];
    if (!answered(values, 'consent_giver')) missing.push('nobody_named');
    else if (giver === 'child' && age !== undefined && age < CONSENTS_ALONE) missing.push('child_too_young');
    else if (giver === 'caseworker' && !grounds) missing.push('no_grounds');
    const covered = values['consent_share_services'];
    const names = to !== 'colleague' && isList(covered) && covered.length > 0;
    if (names && service !== undefined && !covered.includes(service)) missing.push('service_not_covered');
  }
  const isListed = config !== undefined && isAllListed(config, values);
  if (withheldFrom(values, to) && !isListed) missing.push('withheld');
  if (missing.length === 0) return { missing, opensBy: 'consent' };
  return { missing, opensBy: grounds && !missing.some((one) => NEVER_BY_GROUNDS.has(one)) ? 'grounds' : 'supervisor' };
}

/** What ends a referral that consent covered: somebody said no since, or asked to keep it from such a recipient. */
const ENDS_BY: ReadonlySet<GateMissing> = new Set([
  'withdrawn',
  'refused',
  'assent_refused',
  'service_not_covered',
  'withheld',
]);

/** Whether consent was withdrawn after a referral was sent: one that was allowed in spite of a withdrawal stays open. */
export function withdrawnSince(values: Values, referral: Values): boolean {
  if (values['consent_withdrawn'] !== 'yes' && values['withdrawal_date'] === undefined) return false;
  const day = values['withdrawal_date'];
  const since = isDate(day) ? day.date : '9999';
  const sent = referral['referral_date'];
  const sentOn = isDateTime(sent) ? sent.at.slice(0, 10) : '';
  return !answered(referral, 'referral_override_reason') || since > sentOn;
}

/**
 * Whether a referral that was sent may be read no longer (exchange.md R5). What a person allowed without consent ends
 * only by a withdrawal after it: the rest of what was missing then was known to them.
 */
export const endsReferral = (values: Values, referral: Values, gate: GateDecision): boolean =>
  withdrawnSince(values, referral) ||
  (!answered(referral, 'referral_override_reason') && gate.missing.some((one) => ENDS_BY.has(one)));
