import { computed } from 'vue';
import { fieldsIn, keyOf } from '#core/forms/known-fields.ts';
import { CASE_RECORD } from '#core/records/changes.ts';
import { useConfigurationStore } from '../../configuration.ts';
import { useFormats } from '../../i18n/format.ts';

/** What the question of an answer is called: of `field`, `rows.field`, or `rows/row/field`. */
export function useAnswerNames(): (path: string) => string {
  const { say } = useFormats();
  const store = useConfigurationStore();
  void store.read();
  const labels = computed(() => {
    const { forms = [], retired = [] } = store.configuration ?? {};
    return new Map(
      fieldsIn([...retired, ...forms]).map(({ collection, def }) => [keyOf(collection, def.id), def.label]),
    );
  });
  return (path) => {
    const parts = path.split(/[./]/);
    const [first = '', last = ''] = [parts[0], parts.at(-1)];
    const label = labels.value.get(keyOf(parts.length > 1 ? first : CASE_RECORD, last));
    const table = parts.length > 1 ? labels.value.get(keyOf(CASE_RECORD, first)) : undefined;
    if (label === undefined) return path;
    return table === undefined ? say(label) : `${say(table)}: ${say(label)}`;
  };
}
