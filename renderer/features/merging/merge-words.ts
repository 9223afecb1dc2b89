import { useI18n } from 'vue-i18n';
import { textIn } from '#core/casework/row-values.ts';
import { knownFields } from '#core/forms/known-fields.ts';
import type { FieldDef, FieldValue, Values } from '#core/forms/types.ts';
import { useConfigurationStore } from '../../configuration.ts';
import { useAnswerWords } from '../../forms/answer-words.ts';
import { useFormats } from '../../i18n/format.ts';

interface MergeWords {
  /** Every field of the case itself, in the order of the forms, those that are no longer asked at the end. */
  readonly fields: () => readonly FieldDef[];
  readonly field: (id: string) => FieldDef | undefined;
  /** The question in the language of the screen; its id when this configuration does not know it. */
  readonly question: (id: string) => string;
  readonly answer: (id: string, value: FieldValue | null | undefined) => string;
  /** The name of a list of entries. */
  readonly list: (collection: string) => string;
  /** An entry in one line, of the answers that its list is summed up by. */
  readonly entry: (collection: string, values: Values) => string;
  /** A field inside an entry. */
  readonly inEntry: (collection: string, field: string) => FieldDef | undefined;
}

const SHOWN_WITHOUT_SUMMARY = 3;
const UNTOLD: ReadonlySet<string> = new Set(['separator', 'form_link', 'row_link']);

/** Questions, answers and entries of two cases in words, from the office's configuration. */
export function useMergeWords(): MergeWords {
  const { t } = useI18n();
  const { say, list: joined } = useFormats();
  const store = useConfigurationStore();
  void store.read();
  const words = useAnswerWords(() => store.configuration);
  const fields = (): readonly FieldDef[] => (store.configuration === undefined ? [] : knownFields(store.configuration));
  const field = (id: string): FieldDef | undefined => fields().find((one) => one.id === id);
  const entry = (collection: string, values: Values): string => {
    const def = field(collection);
    const inner = def?.fields ?? [];
    const summed = def?.summary ?? inner.filter(({ type }) => !UNTOLD.has(type)).map(({ id }) => id);
    const parts = summed.flatMap((id) => {
      const one = inner.find((each) => each.id === id);
      const text = words(one ?? {}, values[id]);
      return text === '' ? [] : [text];
    });
    const told = parts.slice(0, def?.summary === undefined ? SHOWN_WITHOUT_SUMMARY : parts.length);
    const plain = Object.keys(values).flatMap((id) => textIn(values, id) ?? []);
    return told.length > 0 ? told.join(' · ') : joined(plain.slice(0, 1)) || t('merging.no_answer');
  };
  return {
    fields,
    field,
    question: (id) => {
      const def = field(id);
      return def === undefined ? id : say(def.label);
    },
    answer: (id, value) => words(field(id) ?? {}, value),
    list: (collection) => {
      const def = field(collection);
      return def === undefined ? collection : say(def.label);
    },
    entry,
    inEntry: (collection, id) => field(collection)?.fields?.find((one) => one.id === id),
  };
}
