import { computed, type ComputedRef } from 'vue';
import type { AlertLine } from '#core/contracts/alerts.contract.ts';
import { useConfigurationStore } from '../../configuration.ts';
import { useAlertsStore } from './alerts.store.ts';

/** The view of the list that shows these children alone, in its address. */
export const NOT_SEEN = 'not_seen';

/** Children who were not reached or not seen for so many intervals of their risk level (DQ22), of what the list is about. */
export function useNotSeen(): ComputedRef<readonly AlertLine[]> {
  const store = useAlertsStore();
  const configuration = useConfigurationStore();
  void configuration.read();
  const rules = computed(() => {
    const alerts = configuration.configuration?.workflow?.alerts ?? [];
    return new Set(alerts.filter(({ judge }) => judge === 'no_contact' || judge === 'not_seen').map(({ id }) => id));
  });
  return computed(() => (store.found?.lines ?? []).filter(({ finding }) => rules.value.has(finding.rule)));
}
