import { useI18n } from 'vue-i18n';
import {
  RIGHTS,
  type FormAccess,
  type HighestClass,
  type Right,
  type RoleDef,
  type Scope,
} from '#core/rights/roles.ts';

/** Rights under the heading of their first word, in the order of the program. */
export const RIGHT_GROUPS: readonly { readonly id: string; readonly rights: readonly Right[] }[] = [
  ...Map.groupBy(RIGHTS, (right) => right.split('.')[0] ?? ''),
].map(([id, rights]) => ({ id, rights }));

interface RightWords {
  readonly right: (right: Right) => string;
  readonly group: (id: string) => string;
  readonly scope: (scope: Scope) => string;
  readonly level: (level: HighestClass) => string;
  readonly access: (access: FormAccess) => string;
  /** Access to the forms of a role in few words. */
  readonly forms: (role: RoleDef) => string;
}

/** What roles are made of, in plain words. */
export function useRightWords(): RightWords {
  const { t } = useI18n();
  const access = (one: FormAccess): string => t(`roles.access_${one}`);
  return {
    right: (right) => t(`roles.right_${right.replaceAll(/[.-]/g, '_')}`),
    group: (id) => t(`roles.group_${id}`),
    scope: (scope) => t(`roles.scope_${scope}`),
    level: (level) => t(`roles.class_${String(level)}`),
    access,
    forms: ({ forms: { otherwise, groups = {}, forms = {} } }) => {
      const count = Object.keys(groups).length + Object.keys(forms).length;
      return count === 0 ? access(otherwise) : t('roles.forms_with', { access: access(otherwise), count });
    },
  };
}
