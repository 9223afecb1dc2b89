import { useI18n } from 'vue-i18n';
import type { Family } from '#core/contracts/family.contract.ts';
import type { DateValue } from '#core/forms/types.ts';
import type { CaseId } from '#core/ids.ts';
import { useConfigurationStore, useOptionWords, type OptionWords } from '../../configuration.ts';
import { useAnswerWords } from '../../forms/answer-words.ts';

interface FamilyWords extends Pick<OptionWords, 'word'> {
  /** Whether the office has this form at all. */
  readonly has: (form: string) => boolean;
  /** A day as exact as it is known, or that there is none. */
  readonly when: (date: DateValue | undefined) => string;
  /** The child of another case of the family, as far as the person may know the name. */
  readonly who: (caseId: CaseId) => string | undefined;
}

/** How the lines of the family page say what they say. */
export function useFamilyWords(family: () => Family): FamilyWords {
  const { t } = useI18n();
  const { word } = useOptionWords();
  const store = useConfigurationStore();
  const words = useAnswerWords(() => store.configuration);
  return {
    word,
    has: (form) => store.configuration?.forms.some(({ id }) => id === form) === true,
    when: (date) => (date === undefined ? t('family.no_date') : words({ type: 'date' }, date)),
    who: (caseId) => family().relatives.find((one) => one.caseId === caseId)?.line?.name,
  };
}
