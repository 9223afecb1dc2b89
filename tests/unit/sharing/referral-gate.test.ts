import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { Values } from '#core/forms/types.ts';
import { CONSENTS_ALONE, GATE_MISSING, referralGate, type ReferralTo } from '#core/sharing/referral-gate.ts';
import { readConfiguration } from '../../../main/office/read-configuration.ts';

const loaded = readConfiguration(join(import.meta.dirname, '../../../resources'), 'full');
if (!loaded.ok) throw new Error(loaded.error.code);
const config = loaded.value;
const GIVEN: Values = { consent_services: 'yes', consent_share: 'yes', consent_giver: 'caregiver' };
const GROUND: Values = { no_consent_grounds: ['imminent_danger'], supervisor_consulted_name: 'Amina Yusuf' };
const DAY = { date: '2026-11-20', precision: 'day', calendar: 'gregory' } as const;
const ALL = ['colleague', 'provider', 'office'] as const;
const OUTSIDE = ['provider', 'office'] as const;
const missing = (values: Values, to: ReferralTo, more: { service?: string; age?: number } = {}) =>
  referralGate(config, values, { to, service: more.service, age: more.age });

/** One line of the table: these answers, for these recipients, lack exactly this. */
const TABLE: readonly (readonly [string, Values, readonly ReferralTo[], string])[] = [
  ['taken back', { ...GIVEN, consent_withdrawn: 'yes' }, ALL, 'withdrawn'],
  ['taken back, by its day alone', { ...GIVEN, withdrawal_date: DAY }, ALL, 'withdrawn'],
  ['services refused', { ...GIVEN, consent_services: 'no' }, ['colleague'], 'refused'],
  ['sharing refused', { ...GIVEN, consent_share: 'no' }, OUTSIDE, 'refused'],
  ['nobody asked about services', { consent_share: 'yes', consent_giver: 'caregiver' }, ['colleague'], 'not_asked'],
  ['nobody asked about sharing', { consent_services: 'yes', consent_giver: 'caregiver' }, OUTSIDE, 'not_asked'],
  ['"not asked" is no yes', { ...GIVEN, consent_share: { missing: 'not_asked' } }, OUTSIDE, 'not_asked'],
  ['the child does not agree', { ...GIVEN, assent_child: 'refused' }, ALL, 'assent_refused'],
  ['nobody named', { consent_services: 'yes', consent_share: 'yes' }, ALL, 'nobody_named'],
  ['giver unknown', { ...GIVEN, consent_giver: { missing: 'unknown' } }, ALL, 'nobody_named'],
  ['the caseworker agreed', { ...GIVEN, consent_giver: 'caseworker' }, ALL, 'no_grounds'],
  ['withheld from nobody named', { ...GIVEN, withhold: 'yes' }, ALL, 'withheld'],
  ['withheld from "other"', { ...GIVEN, withhold: 'yes', withhold_from: ['other'] }, ALL, 'withheld'],
  ['withheld from a later option', { ...GIVEN, withhold: 'yes', withhold_from: ['armed'] }, ALL, 'withheld'],
  ['withheld from agencies', { ...GIVEN, withhold: 'yes', withhold_from: ['agencies'] }, OUTSIDE, 'withheld'],
  ['withheld from government', { ...GIVEN, withhold: 'yes', withhold_from: ['government'] }, OUTSIDE, 'withheld'],
];

describe('what a referral lacks', () => {
  it('is nothing where consent covers it', () => {
    for (const to of ALL) expect(missing(GIVEN, to)).toEqual({ missing: [], opensBy: 'consent' });
  });
  it.each(TABLE)('%s', (_, values, recipients, code) => {
    for (const to of ALL)
      expect([to, missing(values, to).missing]).toEqual([to, recipients.includes(to) ? [code] : []]);
  });
  it('is nothing for a request to withhold that cannot mean the recipient', () => {
    for (const withhold_from of [['community'], ['family_members', 'community']])
      for (const to of ALL) expect(missing({ ...GIVEN, withhold: 'yes', withhold_from }, to).missing).toEqual([]);
    const agencies = { ...GIVEN, withhold: 'yes', withhold_from: ['agencies', 'government'] };
    expect(missing(agencies, 'colleague').missing).toEqual([]);
    expect(missing({ ...GIVEN, withhold: 'no', withhold_from: ['other'] }, 'office').missing).toEqual([]);
  });
  it('names a service that the consent does not name, outside the office only', () => {
    const narrow = { ...GIVEN, consent_share_services: ['medical'] };
    expect(missing(narrow, 'provider', { service: 'legal' }).missing).toEqual(['service_not_covered']);
    expect(missing(narrow, 'provider', { service: 'medical' }).missing).toEqual([]);
    expect(missing(narrow, 'colleague', { service: 'legal' }).missing).toEqual([]);
    expect(missing({ ...GIVEN, consent_share_services: [] }, 'office', { service: 'legal' }).missing).toEqual([]);
  });
  it('names a child who agreed alone below the age for it, and not above or where the age is unknown', () => {
    const alone = { ...GIVEN, consent_giver: 'child' };
    const codes = (age: number | undefined) => missing(alone, 'provider', age === undefined ? {} : { age }).missing;
    expect(codes(CONSENTS_ALONE - 1)).toEqual(['child_too_young']);
    expect(codes(CONSENTS_ALONE)).toEqual([]);
    expect(codes(undefined)).toEqual([]);
  });
});

describe('who opens the gate', () => {
  it('is a recorded ground with the supervisor who was asked, both of them', () => {
    const refused = { ...GIVEN, consent_share: 'no' };
    expect(missing({ ...refused, ...GROUND }, 'provider').opensBy).toBe('grounds');
    for (const half of Object.keys(GROUND)) {
      const part = Object.fromEntries(Object.entries(GROUND).filter(([field]) => field !== half));
      expect(missing({ ...refused, ...part }, 'provider').opensBy).toBe('supervisor');
    }
  });
  it('is only a supervisor where somebody took consent back or asked to keep it from them', () => {
    expect(missing({ ...GIVEN, ...GROUND, consent_withdrawn: 'yes' }, 'office').opensBy).toBe('supervisor');
    expect(missing({ ...GIVEN, ...GROUND, withhold: 'yes' }, 'colleague').opensBy).toBe('supervisor');
  });
  it('holds for any answers: open exactly when nothing is missing, and more consent never closes it', () => {
    const yesNo = fc.constantFrom('yes', 'no', { missing: 'not_asked' } as const, undefined);
    const answers = fc.record({
      consent_services: yesNo,
      consent_share: yesNo,
      consent_withdrawn: yesNo,
      withhold: yesNo,
      withhold_from: fc.constantFrom(undefined, [], ['agencies'], ['community'], ['other'], 'community'),
      consent_giver: fc.constantFrom(undefined, 'child', 'caregiver', 'caseworker', { missing: 'unknown' } as const),
      assent_child: fc.constantFrom(undefined, 'refused', 'given_orally'),
      no_consent_grounds: fc.constantFrom(undefined, [], ['imminent_danger']),
      supervisor_consulted_name: fc.constantFrom(undefined, '', 'Amina'),
      consent_share_services: fc.constantFrom(undefined, [], ['medical'], ['legal', 'medical']),
    });
    const ask = fc.record({
      to: fc.constantFrom(...ALL),
      service: fc.constantFrom(undefined, 'medical', 'legal'),
      age: fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(answers, ask, (raw, asked) => {
        const values = Object.fromEntries(Object.entries(raw).filter(([, v]) => v !== undefined)) as Values;
        const gate = referralGate(config, values, asked);
        expect(gate.opensBy === 'consent').toBe(gate.missing.length === 0);
        expect(new Set(gate.missing).size).toBe(gate.missing.length);
        for (const one of gate.missing) expect(GATE_MISSING).toContain(one);
        const better = { ...values, consent_services: 'yes', consent_share: 'yes', consent_giver: 'caregiver' };
        const lost = referralGate(config, better, asked).missing.filter((one) => !gate.missing.includes(one));
        // A "yes" brings into play which services it names; nothing else may come to be missing.
        expect(lost.filter((one) => one !== 'service_not_covered')).toEqual([]);
      }),
    );
  });
});
