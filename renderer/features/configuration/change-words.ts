import { useI18n } from 'vue-i18n';
import type { ConfigurationChange } from '#core/forms/configuration-changes.ts';
import type { UnreadableAnswers } from '#core/forms/unreadable-answers.ts';
import type { Text } from '#core/forms/types.ts';
import { useFormats } from '../../i18n/format.ts';

interface ChangeWords {
  /** What changes, in a sentence. */
  readonly change: (one: ConfigurationChange) => string;
  /** What stands in the way, in a sentence. */
  readonly obstacle: (one: UnreadableAnswers) => string;
}

/** Lines of a comparison of two configurations in words. */
export function useChangeWords(): ChangeWords {
  const { t } = useI18n();
  const { say } = useFormats();
  /** The message of a rule has places for values that only a case fills. */
  const plain = (text: Text | undefined): string => (text === undefined ? '' : say(text).replace(/\{[^{}]*\}/g, '…'));
  const need = (when: string): string =>
    when === 'never' || when === 'save'
      ? t(`configuration.need_${when}`)
      : t('configuration.need_step', { step: t(`case.step_${when}`) });
  /** A subform reads like a question, but for its coming and going. */
  const kindOf = ({ about, kind }: ConfigurationChange): string =>
    about === 'table' && !['added', 'again', 'retired'].includes(kind) ? `question_${kind}` : `${about}_${kind}`;
  const change = (one: ConfigurationChange): string => {
    if (one.part !== undefined) return t(`configuration.work_${one.part}`);
    const label = plain(one.label);
    const name =
      one.within === undefined ? label : t('configuration.within', { outer: plain(one.within), name: label });
    return t(`configuration.${kindOf(one)}`, {
      name: one.about === 'option' ? label : name,
      question: plain(one.within),
      was: one.need === undefined ? plain(one.was) : need(one.need.was),
      now: one.need === undefined ? '' : need(one.need.now),
      count: one.questions ?? 0,
    });
  };
  const obstacle = ({ why, was, now, field, option }: UnreadableAnswers): string =>
    t(option === undefined ? `configuration.obstacle_${why}` : 'configuration.obstacle_option', {
      was: plain(was),
      now: plain(now),
      place: option === undefined ? field : `${field} ${option}`,
    });
  return { change, obstacle };
}
