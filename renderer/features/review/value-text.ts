import { useI18n } from 'vue-i18n';
import type { Conflict, Sibling } from '#core/contracts/cases.contract.ts';
import { knownFields } from '#core/forms/known-fields.ts';
import type { FieldDef } from '#core/forms/types.ts';
import { useConfigurationStore } from '../../configuration.ts';
import { useAnswerWords } from '../../forms/answer-words.ts';
import { useFormats } from '../../i18n/format.ts';

const RISKS = ['high', 'medium', 'low', 'none'] as const;
type Risk = (typeof RISKS)[number];
const RISK_LIST = 'risk_levels';

type Where = Pick<Conflict, 'record' | 'field'>;

interface ValueText {
  /** The question in the language of the screen. */
  readonly question: (conflict: Where) => string;
  /** The list the question belongs to ("Services"); empty for the case itself. */
  readonly place: (conflict: Conflict) => string;
  /** An answer in words. */
  readonly answer: (conflict: Conflict, value: Sibling['value']) => string;
  /** Until decided, everything ticked by anyone counts together. */
  readonly together: (conflict: Conflict) => boolean;
  /** The risk level, when that is what is asked: it has a mark of its own. */
  readonly risk: (conflict: Conflict, value: Sibling['value']) => Risk | undefined;
}

/** Questions and answers of a conflict in words, from the office's configuration. */
export function useValueText(): ValueText {
  const { t, te } = useI18n();
  const { say } = useFormats();
  const store = useConfigurationStore();
  const words = useAnswerWords(() => store.configuration);
  const find = (fields: readonly FieldDef[], id: string): FieldDef | undefined => fields.find((one) => one.id === id);
  const all = (): readonly FieldDef[] => (store.configuration === undefined ? [] : knownFields(store.configuration));
  const fieldOf = (conflict: Where): FieldDef | undefined =>
    find(conflict.record === 'case' ? all() : (find(all(), conflict.record)?.fields ?? []), conflict.field);
  return {
    question: (conflict) => {
      const field = fieldOf(conflict);
      if (field) return say(field.label);
      const own = `review.field_${conflict.field}`;
      return te(own, 'en') ? t(own) : conflict.field;
    },
    place: (conflict) => {
      const rows = conflict.record === 'case' ? undefined : find(all(), conflict.record);
      return rows ? say(rows.label) : '';
    },
    answer: (conflict, value) => (value === null ? t('review.cleared') : words(fieldOf(conflict) ?? {}, value)),
    together: (conflict) => {
      const protective = fieldOf(conflict)?.protective;
      return protective !== undefined && 'union' in protective;
    },
    risk: (conflict, value) =>
      fieldOf(conflict)?.options === RISK_LIST ? RISKS.find((level) => level === value) : undefined,
  };
}
