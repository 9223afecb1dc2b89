import { isList } from '#core/forms/answer-kind.ts';
import type { OptionDef } from '#core/forms/types.ts';
import type { FieldView } from '#core/forms/view.ts';
import { useFormats } from '../i18n/format.ts';
import { useForm } from './form-state.ts';

interface Option {
  readonly value: string;
  readonly label: string;
  /** The number of a score. */
  readonly mark?: string;
}

/**
 * The options of a choice in the language of the screen: those that are offered as things stand, and those that are
 * the answer though they are not offered any more.
 */
export function useOptions(): (view: FieldView) => readonly Option[] {
  const { config } = useForm();
  const { say } = useFormats();
  return ({ def, value, offered }) => {
    const here = isList(value) ? value : [typeof value === 'number' ? String(value) : value];
    const fits = ({ id, active }: OptionDef): boolean => (offered === undefined ? active !== false : offered.has(id));
    return [...(config.options.get(def.options ?? '')?.values() ?? [])]
      .filter((option) => fits(option) || here.includes(option.id))
      .map((option) => ({
        value: option.id,
        label: say(option.label),
        ...(def.type === 'scale' ? { mark: option.id } : {}),
      }));
  };
}
