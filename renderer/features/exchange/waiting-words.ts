import { useI18n } from 'vue-i18n';
import type { OfficeLink } from '#core/contracts/exchange.contract.ts';

type Waiting = Pick<OfficeLink, 'waitingChanges' | 'waitingCases' | 'waitingReferrals'>;

/** What waits for an office, in words: changes in cases, and referrals. */
export function useWaitingWords(): (waiting: Waiting) => string {
  const { t } = useI18n();
  return ({ waitingChanges: changes, waitingCases: cases, waitingReferrals: count }) => {
    const referrals = count === 0 ? [] : [t('exchange.waiting_referrals', { count })];
    const inCases = cases === 0 && count > 0 ? [] : [t('exchange.changes_in_cases', { changes, cases })];
    return [...inCases, ...referrals].join(' · ');
  };
}
