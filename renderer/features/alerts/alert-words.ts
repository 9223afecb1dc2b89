import type { Finding } from '#core/contracts/alerts.contract.ts';
import { useConfigurationStore } from '../../configuration.ts';
import { useFormats } from '../../i18n/format.ts';

/** The sentence of a finding, and what follows the codes of other cases in it. */
export interface AlertSentence {
  readonly before: string;
  /** Undefined: the sentence names no codes. */
  readonly after: string | undefined;
}

/** What the office found, in the words of its configuration and the language of the screen. */
export function useAlertWords(): (finding: Finding) => AlertSentence {
  const store = useConfigurationStore();
  const { say, number } = useFormats();
  void store.read();
  return ({ rule, days, by }) => {
    const text = store.configuration?.workflow?.alerts?.find(({ id }) => id === rule)?.message;
    const whole = text === undefined ? rule : say(text);
    const filled = whole
      .replaceAll('{days}', days === undefined ? '' : number(days))
      .replaceAll('{by}', `\u2068${by ?? ''}\u2069`);
    const at = filled.indexOf('{codes}');
    if (at < 0) return { before: filled, after: undefined };
    return { before: filled.slice(0, at), after: filled.slice(at + '{codes}'.length) };
  };
}
