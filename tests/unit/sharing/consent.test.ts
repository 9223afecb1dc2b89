import { describe, expect, it } from 'vitest';
import type { FieldValue, Values } from '#core/forms/types.ts';
import { maySend } from '#core/sharing/consent.ts';

const GROUND: Values = { no_consent_grounds: ['imminent_danger'], supervisor_consulted_name: 'Amina Yusuf' };
const SHARE = { yes: { consent_share: 'yes' }, no: { consent_share: 'no' }, none: {} } as const;
/** Requests to withhold that cannot mean an office, and those that may. */
const HARMLESS: readonly Values[] = [
  {},
  { withhold: 'no' },
  { withhold: { missing: 'not_asked' } },
  // What was answered before "no" does not count any more.
  { withhold: 'no', withhold_from: ['agencies'] },
  { withhold: 'yes', withhold_from: ['community'] },
  { location_confidential: 'no' },
  { location_confidential: { missing: 'unknown' } },
  { withhold: 'yes', withhold_from: ['family_members', 'community'] },
];
const HOLDS: readonly Values[] = [
  { withhold: 'yes' },
  { withhold: 'yes', withhold_from: [] },
  { withhold: 'yes', withhold_from: { missing: 'unknown' } },
  { withhold: 'yes', withhold_from: ['agencies'] },
  { withhold: 'yes', withhold_from: ['government'] },
  { withhold: 'yes', withhold_from: ['family_members', 'government'] },
  { withhold: 'yes', withhold_from: ['other'] },
  // A list that a later configuration adds to.
  { withhold: 'yes', withhold_from: ['armed_groups'] },
  // Where the child is must stay secret, whoever may know the rest.
  { location_confidential: 'yes' },
  { location_confidential: 'yes', withhold: 'yes', withhold_from: ['community'] },
  // A partner's program may have written anything.
  { withhold: 'yes', withhold_from: 'community' },
];
const WITHDRAWN: readonly Values[] = [
  { consent_withdrawn: 'yes' },
  { withdrawal_date: { date: '2026-11-20', precision: 'day', calendar: 'gregory' } satisfies FieldValue },
];
const never = (): boolean => {
  throw new Error('a release was asked for where it decides nothing');
};

const not = (): boolean => false;

describe('whether a case may leave for another office', () => {
  it('is decided by consent alone where nothing is withheld from offices', () => {
    for (const asked of HARMLESS) {
      expect(maySend({ ...SHARE.yes, ...asked }, never, never)).toEqual({ consent: 'given', leaves: true });
      expect(maySend({ ...SHARE.yes, ...GROUND, ...asked }, never, never)).toEqual({ consent: 'given', leaves: true });
      for (const share of [SHARE.no, SHARE.none])
        expect(maySend({ ...share, ...GROUND, ...asked }, never, never)).toEqual({
          consent: 'not-needed',
          leaves: true,
        });
    }
  });

  it('needs a release where it was asked to withhold and an office may be meant, whatever it rests on', () => {
    for (const asked of HOLDS)
      for (const rest of [SHARE.yes, { ...SHARE.no, ...GROUND }, { ...SHARE.none, ...GROUND }]) {
        expect(maySend({ ...rest, ...asked }, () => false, not)).toEqual({ consent: 'withheld', leaves: false });
        expect(maySend({ ...rest, ...asked }, () => true, not)).toEqual({ consent: 'released', leaves: true });
      }
  });

  it('is decided by consent again where nothing of what is withheld was answered, but never for a secret place', () => {
    for (const asked of HOLDS) {
      const secret = asked['location_confidential'] === 'yes';
      const decided = maySend({ ...SHARE.yes, ...asked }, not, () => true);
      expect(decided).toEqual(secret ? { consent: 'withheld', leaves: false } : { consent: 'given', leaves: true });
    }
  });

  it('is never made up for by a release', () => {
    for (const asked of [...HARMLESS, ...HOLDS]) {
      expect(maySend({ ...SHARE.no, ...asked }, never, never)).toEqual({ consent: 'refused', leaves: false });
      expect(maySend({ ...SHARE.none, ...asked }, never, never)).toEqual({ consent: 'missing', leaves: false });
      for (const withdrawn of WITHDRAWN)
        expect(maySend({ ...SHARE.yes, ...GROUND, ...asked, ...withdrawn }, never, never)).toEqual({
          consent: 'withdrawn',
          leaves: false,
        });
    }
  });
});
