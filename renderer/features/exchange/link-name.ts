import { useI18n } from 'vue-i18n';
import type { OfficeLink } from '#core/contracts/exchange.contract.ts';

/** How a link is called on the screen: by the office, or as the other computers of this one. */
export function useLinkName(): (link: Pick<OfficeLink, 'own' | 'name' | 'computers'>) => string {
  const { t } = useI18n();
  return ({ own, name, computers: { count } }) => (own ? t('exchange.own_computer', { count }) : name);
}
