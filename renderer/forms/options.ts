import { isList } from '#core/forms/answer-kind.ts';
import type { FieldView } from '#core/forms/view.ts';
import { useFormats } from '../i18n/format.ts';
import { useForm } from './form-state.ts';

interface Option {
  readonly value: string;
  readonly label: string;
}

/** The options of a choice in the language of the screen: the active ones, and retired ones that are the answer. */
export function useOptions(): (view: FieldView) => readonly Option[] {
  const { config } = useForm();
  const { say } = useFormats();
  return ({ def, value }) => {
    const here = isList(value) ? value : [value];
    return [...(config.options.get(def.options ?? '')?.values() ?? [])]
      .filter((option) => option.active !== false || here.includes(option.id))
      .map((option) => ({ value: option.id, label: say(option.label) }));
  };
}
