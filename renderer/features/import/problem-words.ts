import { useI18n } from 'vue-i18n';
import type { ImportProblem } from '#core/contracts/imports.contract.ts';
import { useConfigurationStore } from '../../configuration.ts';
import { useCheckWords } from '../../forms/check-words.ts';
import { isolated } from '../../i18n/isolated.ts';
import { useTargetWords } from './target-words.ts';

/** What is wrong in a row, as a sentence that begins with the column, or with the question where no column answers it. */
export function useProblemWords(columns: () => readonly string[]): (problem: ImportProblem) => string {
  const { t } = useI18n();
  const say = useCheckWords();
  const store = useConfigurationStore();
  const { nameOf } = useTargetWords();
  return ({ column, field, key, params, word }) => {
    const at = (column === undefined ? '' : columns()[column]) || nameOf(field);
    const rule = key.startsWith('rule:')
      ? store.configuration?.rules.find(({ id }) => `rule:${id}` === key)
      : undefined;
    const what =
      rule === undefined ? say({ message: { key, params } }) : say({ message: { text: rule.message, params } });
    const told = { at: isolated(at), what, word: isolated(word ?? '') };
    return t(word === undefined ? 'import.problem' : 'import.problem_word', told);
  };
}
