import type { MeasureDef, Unit } from './measure.ts';
import type { PastReferral } from './past.ts';
import { isIn } from './period.ts';

/** How a referral stood at the end of a day. */
function referralAt([, , answered, status, given]: PastReferral, day: number): string {
  if (given !== null && given <= day) return 'received';
  // Nothing says when it was taken back by who sent it; it waits for nobody.
  if (answered === null && status === 'revoked') return 'revoked';
  if (answered === null || answered > day) return 'waiting';
  return status === 'rejected' ? 'declined' : status === 'revoked' ? 'revoked' : 'accepted';
}

/** Services that were asked for in the period and came to nothing in this way, by their kind. */
const endedAs =
  (result: 'unavailable' | 'declined'): MeasureDef['of'] =>
  (past, { period }) =>
    past.services
      .filter(([, asked, , ended]) => ended === result && isIn(asked, period))
      .map(([part, day]) => ({ part, day }));

/** Referrals and services (reference.md §6.1): by kind of service they show what an area lacks. */
export const SERVICE_MEASURES: readonly MeasureDef[] = [
  {
    id: 'referrals',
    chapter: 'services',
    when: 'period',
    shows: 'share',
    parts: { words: 'referral' },
    order: ['waiting', 'accepted', 'received', 'declined', 'revoked'],
    reads: ['referrals.referral_date'],
    of: (past, { period }) =>
      past.referrals
        .filter(([, sent]) => isIn(sent, period))
        .map((one) => ({ part: referralAt(one, period.to), day: one[1] })),
  },
  {
    id: 'referrals_by_service',
    chapter: 'services',
    when: 'period',
    shows: 'share',
    parts: { list: 'service_types' },
    reads: ['referrals.referral_service'],
    of: (past, { period }) =>
      past.referrals.filter(([, sent]) => isIn(sent, period)).map(([service, day]) => ({ part: service, day })),
  },
  {
    id: 'days_to_referred_service',
    chapter: 'services',
    when: 'period',
    shows: 'days',
    parts: { list: 'service_types' },
    reads: ['referrals.referral_service'],
    of: (past, { period }) =>
      past.referrals.flatMap(([part, sent, , status, given]): Unit[] => {
        if (given !== null && given <= period.to)
          return isIn(given, period) ? [{ part, day: given, took: Math.max(0, given - sent) }] : [];
        const ended = status === 'rejected' || status === 'revoked';
        return ended || sent > period.to ? [] : [{ part, day: sent, took: period.to - sent, waiting: true }];
      }),
  },
  {
    id: 'services_given',
    chapter: 'services',
    when: 'period',
    shows: 'share',
    parts: { list: 'service_types' },
    reads: ['services.service_type'],
    of: (past, { period }) =>
      past.services.flatMap(([part, , given]) => (isIn(given, period) ? [{ part, day: given ?? period.to }] : [])),
  },
  {
    id: 'service_gaps',
    chapter: 'services',
    when: 'period',
    shows: 'share',
    parts: { list: 'service_types' },
    reads: ['services.service_type', 'services.service_result'],
    of: endedAs('unavailable'),
  },
  {
    id: 'services_declined',
    chapter: 'services',
    when: 'period',
    shows: 'share',
    parts: { list: 'service_types' },
    reads: ['services.service_type', 'services.service_result'],
    of: endedAs('declined'),
  },
];
