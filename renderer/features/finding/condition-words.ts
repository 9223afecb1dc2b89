import type { ComputedRef } from 'vue';
import { useI18n } from 'vue-i18n';
import type { Condition } from '#core/finding/filter.ts';
import { FilterWords } from '#core/finding/filter-words.ts';
import { measureWords } from '#core/measures/measure-words.ts';
import { useConfigurationStore } from '../../configuration.ts';
import { useFormats } from '../../i18n/format.ts';
import { typeIdOf, type ConditionEditor, type ConditionType } from './condition-types.ts';

/** What an id in a condition is called by the editor that asks for it. */
function wordIn(editor: ConditionEditor | undefined, id: string): string {
  switch (editor?.kind) {
    case 'options':
      return editor.options.find(({ value }) => value === id)?.label ?? editor.wordOf?.(id) ?? id;
    case 'task':
      return editor.deadlines.find(({ value }) => value === id)?.label ?? id;
    case 'approval':
      return editor.subjects.find(({ value }) => value === id)?.label ?? id;
    default:
      return id;
  }
}

/** Filters in words, for chips and for what a saved view says of itself. */
export function useConditionWords(types: ComputedRef<readonly ConditionType[]>): FilterWords {
  const { t } = useI18n();
  const { day, number, language } = useFormats();
  const store = useConfigurationStore();
  void store.read();
  const typeOf = (condition: Condition): ConditionType | undefined =>
    types.value.find(({ id }) => id === typeIdOf(condition));
  /** People stand in the choices of who is responsible. */
  const nameOfPerson = (user: string): string | undefined => {
    const owners = types.value.find(({ id }) => id === 'owner')?.editor;
    return owners?.kind === 'options' ? owners.options.find(({ value }) => value === user)?.label : undefined;
  };
  const translate = (key: string, params: Readonly<Record<string, string | number>> = {}): string => t(key, params);
  return new FilterWords({
    t: translate,
    day,
    number,
    label: (condition) => typeOf(condition)?.label,
    word: (condition, id) => wordIn(typeOf(condition)?.editor, id),
    measure: (condition) =>
      measureWords(condition, {
        t: translate,
        language: language.value,
        day,
        configuration: store.configuration,
        nameOfPerson,
      }),
  });
}
