import { computed } from 'vue';
import { knownFields } from '#core/forms/known-fields.ts';
import type { FieldDef, FieldValue } from '#core/forms/types.ts';
import { useConfigurationStore } from '../../configuration.ts';
import { useAnswerWords } from '../../forms/answer-words.ts';
import { useFormats } from '../../i18n/format.ts';

interface FieldWords {
  /** The question of a field of the case; its id when the configuration does not know it. */
  readonly label: (field: string) => string;
  readonly answer: (field: string, value: FieldValue | undefined) => string;
}

/** Questions and answers of the case itself, in the language of the screen. */
export function useFieldWords(): FieldWords {
  const store = useConfigurationStore();
  const { say } = useFormats();
  void store.read();
  const words = useAnswerWords(() => store.configuration);
  const fields = computed(() => {
    const known = store.configuration === undefined ? [] : knownFields(store.configuration);
    return new Map(known.map((field): [string, FieldDef] => [field.id, field]));
  });
  return {
    label: (field) => {
      const def = fields.value.get(field);
      return def === undefined ? field : say(def.label);
    },
    answer: (field, value) => {
      const def = fields.value.get(field);
      return def === undefined ? '' : words(def, value);
    },
  };
}
