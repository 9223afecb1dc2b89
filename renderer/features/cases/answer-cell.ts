import { useI18n } from 'vue-i18n';
import { placeTreeOf } from '#core/forms/place-tree.ts';
import type { FieldDef } from '#core/forms/types.ts';
import { useConfigurationStore, useOptionWords } from '../../configuration.ts';
import { useFormats } from '../../i18n/format.ts';

/** An answer of the case that stands in a column, in words. */
export function useAnswerCell(): (key: string, values: readonly (string | number)[]) => string {
  const store = useConfigurationStore();
  const words = useAnswerWords();
  return (key, values) => {
    const def = (store.configuration?.forms ?? [])
      .flatMap(({ sections }) => sections.flatMap(({ fields }) => fields))
      .find(({ id }) => id === key);
    return words(def, values);
  };
}

/** Values of an answer in words: options and places by name, days as dates. */
export function useAnswerWords(): (def: FieldDef | undefined, values: readonly (string | number)[]) => string {
  const { t } = useI18n();
  const { day, number, say } = useFormats();
  const { word } = useOptionWords();
  const store = useConfigurationStore();
  return (def, values) => {
    const { configuration } = store;
    if (configuration === undefined) return '';
    const inWords = (value: string | number): string => {
      switch (def?.type) {
        case 'date':
        case 'date_time':
        case 'date_range':
          return day(String(value));
        case 'number':
          return number(Number(value));
        case 'tick':
          return t('finding.ticked');
        case 'place': {
          const place = placeTreeOf(configuration).pathOf(String(value)).at(-1);
          return place === undefined ? String(value) : say(place.label);
        }
        default:
          return def?.options === undefined ? String(value) : word(def.options, String(value));
      }
    };
    return values.map(inWords).join(t('cases.list_comma'));
  };
}
