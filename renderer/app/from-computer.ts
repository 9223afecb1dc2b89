import { useI18n } from 'vue-i18n';
import type { FromComputer } from '#core/contracts/values.ts';
import { useFormats } from '../i18n/format.ts';

/** Says of what counts here that another computer of this office told of it, and when it was decided there. */
export function useFromComputer(): (from: FromComputer) => string {
  const { t } = useI18n();
  const { moment } = useFormats();
  return ({ computer, atUtc }) => {
    const named = { computer: computer ?? t('computers.first') };
    return atUtc === undefined
      ? t('computers.came_from_undated', named)
      : t('computers.came_from', { ...named, when: moment(atUtc) });
  };
}
