import { useI18n } from 'vue-i18n';
import type { CheckMessage } from '#core/forms/view.ts';
import { useFormats } from '../i18n/format.ts';

/** The sentence of a check in the language of the screen, with its placeholders filled in. */
export function useCheckWords(): (check: { readonly message: CheckMessage }) => string {
  const { t } = useI18n();
  const { say } = useFormats();
  return ({ message }) => {
    if ('key' in message) return t(message.key, { ...message.params });
    return say(message.text).replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(message.params[name] ?? whole));
  };
}
