import { useI18n } from 'vue-i18n';
import { isMissing } from '#core/forms/answer-kind.ts';
import type { FieldValue } from '#core/forms/types.ts';

/** "Unknown", "Refused", "Not asked"; empty for every other answer. */
export function useMissingWord(): (value: FieldValue | undefined) => string {
  const { t } = useI18n();
  return (value) => (isMissing(value) ? t(`ui.missing_${value.missing}`) : '');
}
