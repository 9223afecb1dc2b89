import { useI18n } from 'vue-i18n';
import type { OfficeLink } from '#core/contracts/exchange.contract.ts';

type Waiting = Pick<OfficeLink, 'waitingChanges' | 'waitingCases' | 'waitingReferrals'> &
  Partial<Pick<OfficeLink, 'files'>>;

/** What waits for an office, in words: changes in cases, referrals, and attachments. */
export function useWaitingWords(): (waiting: Waiting) => string {
  const { t } = useI18n();
  return ({ waitingChanges: changes, waitingCases: cases, waitingReferrals: count, files }) => {
    const referrals = count === 0 ? [] : [t('exchange.waiting_referrals', { count })];
    const attached = (files?.count ?? 0) === 0 ? [] : [t('exchange.waiting_files', { count: files?.count ?? 0 })];
    const inCases =
      cases === 0 && referrals.length + attached.length > 0 ? [] : [t('exchange.changes_in_cases', { changes, cases })];
    return [...inCases, ...referrals, ...attached].join(' · ');
  };
}
