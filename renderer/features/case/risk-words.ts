import { computed, type ComputedRef } from 'vue';
import { RISK_LEVELS } from '#core/casework/risk-history.ts';
import type { CaseFile } from '#core/contracts/cases.contract.ts';
import type { LoadedConfiguration } from '#core/forms/config-schema.ts';
import { useFormats } from '../../i18n/format.ts';

export interface SuggestionWords {
  readonly level: NonNullable<CaseFile['suggestedRisk']>['level'];
  readonly because: readonly string[];
  /** Higher than the level that the case has: worth a look at once. */
  readonly higher: boolean;
  /** Lower than the case has: not shown, since nobody should lower a risk on a hint. */
  readonly lower: boolean;
}

/** The suggested level with the sentences of its reasons. */
export function useSuggestion(
  file: () => CaseFile,
  config: () => LoadedConfiguration,
): ComputedRef<SuggestionWords | undefined> {
  const { say } = useFormats();
  return computed(() => {
    const { suggestedRisk: suggested, line } = file();
    if (suggested === undefined) return undefined;
    const known = config().workflow?.suggestion ?? [];
    const rank = RISK_LEVELS.indexOf(suggested.level);
    const has = line.risk === undefined ? RISK_LEVELS.length : RISK_LEVELS.indexOf(line.risk);
    return {
      level: suggested.level,
      because: suggested.because.flatMap((id) =>
        known.filter(({ def }) => def.id === id).map(({ def }) => say(def.because)),
      ),
      higher: rank < has,
      lower: rank > has,
    };
  });
}
