import { useI18n } from 'vue-i18n';
import type { HistoryEntry } from '#core/contracts/history.contract.ts';

/** What somebody did in one save, in a few words. */
export function useActWords(): (entry: HistoryEntry) => string {
  const { t } = useI18n();
  return (entry) =>
    t(`case.kind_${entry.kind}`, {
      count: entry.changes.length,
      office: entry.withOffice ?? '',
      code: entry.withCode ?? '',
    });
}
